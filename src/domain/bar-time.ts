import { assert } from "../base/assert.ts";
import { type Calendar, nyse, regularCloseMinute } from "./calendar.ts";
import { type Interval, intervalMs } from "./interval.ts";
import { addDays, type LocalDate, weekStart } from "./local-date.ts";
import { newYorkDate, newYorkTsMs } from "./new-york.ts";
import { type SessionName, sessionBounds } from "./session.ts";

/**
 * When bars open and close.
 *
 * intraday  anchored at the start of each session: 04:00, 09:30 and the regular close; the last
 *           bar of a session may be shorter (4h: 09:30, 13:30 to 16:00)
 * 1d        opens 00:00 New York of the session date, complete at that date's regular close
 * 1w        opens 00:00 New York of Monday, also when Monday is a holiday, so that a week has the
 *           same name in every year; complete at the regular close of its last session
 */

/** A session as a stretch of time: `fromTsMs` inclusive, `untilTsMs` exclusive. */
export interface SessionSpan {
  readonly session: SessionName;
  readonly date: LocalDate;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

/** Weeks without any session in a row; more come from absurd overrides. */
const closedWeeksMax = 53;
const fridayWeekday = 5;

/** The session that runs at an instant, or null while the market is closed. */
export function sessionSpanAt(tsMs: number, calendar: Calendar = nyse): SessionSpan | null {
  const date = newYorkDate(tsMs);
  const bounds = sessionBounds(date, calendar);
  if (!bounds) return null;
  const { premarketOpenTsMs, regularOpenTsMs, regularCloseTsMs, postmarketCloseTsMs } = bounds;
  if (tsMs < premarketOpenTsMs || tsMs >= postmarketCloseTsMs) return null;
  if (tsMs < regularOpenTsMs) {
    return { session: "premarket", date, fromTsMs: premarketOpenTsMs, untilTsMs: regularOpenTsMs };
  }
  if (tsMs < regularCloseTsMs) {
    return { session: "regular", date, fromTsMs: regularOpenTsMs, untilTsMs: regularCloseTsMs };
  }
  return {
    session: "postmarket",
    date,
    fromTsMs: regularCloseTsMs,
    untilTsMs: postmarketCloseTsMs,
  };
}

/**
 * When a bar is complete. An intraday bar outside every session lasts its nominal length; a daily
 * bar on a date without a session, as some vendors have them, closes at 16:00.
 */
export function barCloseTsMs(
  openTsMs: number,
  interval: Interval,
  calendar: Calendar = nyse,
): number {
  if (interval === "1d") return dayCloseTsMs(newYorkDate(openTsMs), calendar);
  if (interval === "1w") return weekCloseTsMs(newYorkDate(openTsMs), calendar);
  const closeTsMs = openTsMs + intervalMs(interval);
  const span = sessionSpanAt(openTsMs, calendar);
  return span ? Math.min(closeTsMs, span.untilTsMs) : closeTsMs;
}

/**
 * Open time of the newest bar that a complete data set holds at `nowTsMs`: the measure of
 * staleness. Intraday it counts the regular session only, since many feeds have no other bars and
 * quiet symbols do not trade outside of it.
 */
export function lastClosedBarOpenTsMs(
  nowTsMs: number,
  interval: Interval,
  calendar: Calendar = nyse,
): number {
  if (interval === "1w") return lastClosedWeekOpenTsMs(nowTsMs, calendar);
  const today = newYorkDate(nowTsMs);
  const bounds = sessionBounds(today, calendar);
  if (interval === "1d") {
    const isOver = bounds !== null && nowTsMs >= bounds.regularCloseTsMs;
    return newYorkTsMs(isOver ? today : calendar.previousTradingDay(today), 0);
  }
  const lengthMs = intervalMs(interval);
  if (bounds && nowTsMs >= bounds.regularCloseTsMs) return lastOpenOf(bounds, lengthMs);
  const closedBars = bounds ? Math.floor((nowTsMs - bounds.regularOpenTsMs) / lengthMs) : 0;
  if (bounds && closedBars >= 1) return bounds.regularOpenTsMs + (closedBars - 1) * lengthMs;
  const previous = sessionBounds(calendar.previousTradingDay(today), calendar);
  assert(previous !== null, "a trading day has a regular session");
  return lastOpenOf(previous, lengthMs);
}

function lastOpenOf(
  day: { readonly regularOpenTsMs: number; readonly regularCloseTsMs: number },
  lengthMs: number,
): number {
  const bars = Math.ceil((day.regularCloseTsMs - day.regularOpenTsMs) / lengthMs);
  return day.regularOpenTsMs + (bars - 1) * lengthMs;
}

function dayCloseTsMs(date: LocalDate, calendar: Calendar): number {
  return newYorkTsMs(date, calendar.closeMinuteOrZero(date) || regularCloseMinute);
}

/** A week that overrides close from end to end closes on Friday at 16:00. */
function weekCloseTsMs(date: LocalDate, calendar: Calendar): number {
  const friday = addDays(weekStart(date), fridayWeekday - 1);
  return dayCloseTsMs(lastSessionOfWeek(date, calendar) ?? friday, calendar);
}

function lastClosedWeekOpenTsMs(nowTsMs: number, calendar: Calendar): number {
  let monday = weekStart(newYorkDate(nowTsMs));
  for (let weeks = 0; weeks < closedWeeksMax; weeks++) {
    const last = lastSessionOfWeek(monday, calendar);
    if (last !== null && dayCloseTsMs(last, calendar) <= nowTsMs) return newYorkTsMs(monday, 0);
    monday = addDays(monday, -7);
  }
  assert(false, "the exchange opens at least once a year");
}

function lastSessionOfWeek(date: LocalDate, calendar: Calendar): LocalDate | null {
  const monday = weekStart(date);
  for (let days = 6; days >= 0; days--) {
    const candidate = addDays(monday, days);
    if (calendar.isTradingDay(candidate)) return candidate;
  }
  return null;
}
