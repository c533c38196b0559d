import { nyse, regularOpenMinute } from "../../domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../domain/interval.ts";
import { addDays, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { sessionBounds } from "../../domain/session.ts";

/** Bars that open in it are meant: `fromTsMs` inclusive, `untilTsMs` exclusive. */
export interface Stretch {
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

/** 00:00 New York: where stretches of whole sessions begin and end. */
export function dayStartTsMs(date: LocalDate): number {
  return newYorkTsMs(date, 0);
}

/**
 * The newest session that nothing is added to any more: vendors deliver and correct a session
 * until its late trading ends.
 */
function settledDate(marketTsMs: number): LocalDate {
  const date = newYorkDate(marketTsMs);
  const bounds = sessionBounds(date);
  const isSettled = bounds !== null && marketTsMs >= bounds.postmarketCloseTsMs;
  return isSettled ? date : nyse.previousTradingDay(date);
}

/** The last settled sessions, so many of them, as whole days. */
export function settledStretch(sessions: number, marketTsMs: number): Stretch {
  const lastDate = settledDate(marketTsMs);
  let firstDate = lastDate;
  for (let count = 1; count < sessions; count++) firstDate = nyse.previousTradingDay(firstDate);
  return { fromTsMs: dayStartTsMs(firstDate), untilTsMs: dayStartTsMs(addDays(lastDate, 1)) };
}

/**
 * Up to where intraday bars of today are closed, while today is not settled; null when none is,
 * or there is no session today.
 */
export function todayUntilTsMs(interval: Interval, marketTsMs: number): number | null {
  if (isDateKeyed(interval)) return null;
  const bounds = sessionBounds(newYorkDate(marketTsMs));
  if (bounds === null || marketTsMs >= bounds.postmarketCloseTsMs) return null;
  const { regularOpenTsMs, regularCloseTsMs } = bounds;
  if (marketTsMs >= regularCloseTsMs) return regularCloseTsMs;
  const closedBars = Math.floor((marketTsMs - regularOpenTsMs) / intervalMs(interval));
  return closedBars < 1 ? null : regularOpenTsMs + closedBars * intervalMs(interval);
}

/** A session and the closed days before it, so that stretches of sessions touch one another. */
export function sessionStretch(date: LocalDate): Stretch {
  return {
    fromTsMs: dayStartTsMs(addDays(nyse.previousTradingDay(date), 1)),
    untilTsMs: dayStartTsMs(addDays(date, 1)),
  };
}

/** Trading days whose bars may open in a stretch, oldest first. */
export function sessionsIn(stretch: Stretch, interval: Interval): LocalDate[] {
  const { fromTsMs, untilTsMs } = stretch;
  if (untilTsMs <= fromTsMs) return [];
  const dates = nyse.tradingDaysBetween(newYorkDate(fromTsMs), newYorkDate(untilTsMs - 1));
  return dates.filter((date) => isSessionIn(date, stretch, interval));
}

/** The same question, answered at the first of them. */
export function hasSession(stretch: Stretch, interval: Interval): boolean {
  const { fromTsMs, untilTsMs } = stretch;
  if (untilTsMs <= fromTsMs) return false;
  const lastDate = newYorkDate(untilTsMs - 1);
  for (let date = newYorkDate(fromTsMs); date <= lastDate; date = addDays(date, 1)) {
    if (nyse.isTradingDay(date) && isSessionIn(date, stretch, interval)) return true;
  }
  return false;
}

function isSessionIn(date: LocalDate, stretch: Stretch, interval: Interval): boolean {
  const { fromTsMs, untilTsMs } = stretch;
  if (isDateKeyed(interval)) return dayStartTsMs(date) >= fromTsMs;
  const closeTsMs = newYorkTsMs(date, nyse.closeMinuteOrZero(date));
  return closeTsMs > fromTsMs && newYorkTsMs(date, regularOpenMinute) < untilTsMs;
}

/** Most bars that a symbol can have in so many sessions. */
export function barsPerSession(interval: Interval): number {
  return isDateKeyed(interval) ? 1 : Math.ceil((390 * 60_000) / intervalMs(interval));
}

/** Whether one of them begins before the other has ended, or where it ends. */
export function touches(a: Stretch, b: Stretch): boolean {
  return a.fromTsMs <= b.untilTsMs && b.fromTsMs <= a.untilTsMs;
}

/** Both as one where they touch; the newer knowledge alone where they do not. */
export function joined(known: Stretch | undefined, fresh: Stretch): Stretch {
  if (known === undefined || !touches(known, fresh)) return fresh;
  return {
    fromTsMs: Math.min(known.fromTsMs, fresh.fromTsMs),
    untilTsMs: Math.max(known.untilTsMs, fresh.untilTsMs),
  };
}

/**
 * What is missing of a wanted stretch: the newer part first. A known stretch that lies apart does
 * not help, for coverage knows one stretch of a symbol only.
 */
export function missingOf(
  known: Stretch | undefined,
  wanted: Stretch,
  interval: Interval,
): Stretch[] {
  const parts: Stretch[] = [];
  if (known === undefined || !touches(known, wanted)) parts.push(wanted);
  else {
    parts.push({ fromTsMs: known.untilTsMs, untilTsMs: wanted.untilTsMs });
    parts.push({ fromTsMs: wanted.fromTsMs, untilTsMs: known.fromTsMs });
  }
  return parts.filter((part) => hasSession(part, interval));
}
