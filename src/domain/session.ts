import type { Calendar } from "./calendar.ts";
import { nyse, regularOpenMinute } from "./calendar.ts";
import { dayMs, type LocalDate } from "./local-date.ts";
import { newYorkDate, newYorkOffsetMs, newYorkTsMs } from "./new-york.ts";

/** Parts of a trading day; "closed" covers nights, weekends and holidays. */
export type SessionName = "premarket" | "regular" | "postmarket" | "closed";

/** Minutes of the New York day. */
const premarketOpenMinute = 240;
/** The late session lasts to 20:00, and to 17:00 after a 13:00 close. */
const postmarketMinutes = 240;
const minuteMs = 60_000;

/** The instants that divide a trading day. Each session includes its start and excludes its end. */
export interface SessionBounds {
  readonly premarketOpenTsMs: number;
  readonly regularOpenTsMs: number;
  readonly regularCloseTsMs: number;
  readonly postmarketCloseTsMs: number;
}

export interface MarketStatus {
  readonly session: SessionName;
  /** Why the market is closed, or closes early: "weekend", "overnight", a holiday's name. */
  readonly reason?: string;
  readonly nextChangeTsMs: number;
  readonly nextSession: SessionName;
}

/** Which session an instant falls in. Fast enough to ask for every bar of a year. */
export function sessionAt(tsMs: number, calendar: Calendar = nyse): SessionName {
  const wallMs = tsMs + newYorkOffsetMs(tsMs);
  const date = Math.floor(wallMs / dayMs) as LocalDate;
  const closeMinute = calendar.closeMinuteOrZero(date);
  if (closeMinute === 0) return "closed";
  const minute = (wallMs - date * dayMs) / minuteMs;
  if (minute < premarketOpenMinute) return "closed";
  if (minute < regularOpenMinute) return "premarket";
  if (minute < closeMinute) return "regular";
  return minute < closeMinute + postmarketMinutes ? "postmarket" : "closed";
}

/** The sessions of a date, or null when the exchange is closed all day. */
export function sessionBounds(date: LocalDate, calendar: Calendar = nyse): SessionBounds | null {
  const closeMinute = calendar.closeMinuteOrZero(date);
  if (closeMinute === 0) return null;
  return {
    premarketOpenTsMs: newYorkTsMs(date, premarketOpenMinute),
    regularOpenTsMs: newYorkTsMs(date, regularOpenMinute),
    regularCloseTsMs: newYorkTsMs(date, closeMinute),
    postmarketCloseTsMs: newYorkTsMs(date, closeMinute + postmarketMinutes),
  };
}

/** What the market does at an instant, why, and when that changes next. */
export function marketStatus(tsMs: number, calendar: Calendar = nyse): MarketStatus {
  const date = newYorkDate(tsMs);
  const { reason } = calendar.tradingDay(date);
  const because = reason === undefined ? {} : { reason };
  const bounds = sessionBounds(date, calendar);
  if (!bounds) return { session: "closed", ...because, ...nextPremarket(date, calendar) };

  const { premarketOpenTsMs, regularOpenTsMs, regularCloseTsMs, postmarketCloseTsMs } = bounds;
  if (tsMs < premarketOpenTsMs) return { ...overnight, nextChangeTsMs: premarketOpenTsMs };
  if (tsMs >= postmarketCloseTsMs) return { ...overnight, ...nextPremarket(date, calendar) };
  if (tsMs < regularOpenTsMs) {
    const next = { nextChangeTsMs: regularOpenTsMs, nextSession: "regular" } as const;
    return { session: "premarket", ...because, ...next };
  }
  if (tsMs < regularCloseTsMs) {
    const next = { nextChangeTsMs: regularCloseTsMs, nextSession: "postmarket" } as const;
    return { session: "regular", ...because, ...next };
  }
  const next = { nextChangeTsMs: postmarketCloseTsMs, nextSession: "closed" } as const;
  return { session: "postmarket", ...because, ...next };
}

const overnight = { session: "closed", reason: "overnight", nextSession: "premarket" } as const;

function nextPremarket(date: LocalDate, calendar: Calendar) {
  const openDate = calendar.nextTradingDay(date);
  const nextChangeTsMs = newYorkTsMs(openDate, premarketOpenMinute);
  return { nextChangeTsMs, nextSession: "premarket" } as const;
}
