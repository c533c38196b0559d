import * as v from "valibot";
import { barCloseTsMs } from "../../../domain/bar-time.ts";
import type { Bar, Bars } from "../../../domain/bars.ts";
import { type Interval, isDateKeyed } from "../../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import { isWantedBar } from "../bar-window.ts";
import { risingBars } from "../rising-bars.ts";
import { count, flag, number, positive } from "./wire.ts";

/** Days into the past, as users report them; daily bars go back to 1985. */
export const depthDays = { "1m": 48, "5m": 270, "15m": 270, "30m": 270, "1d": 15_000 } as const;
export type SchwabInterval = keyof typeof depthDays;
export const schwabIntervals = Object.keys(depthDays) as readonly SchwabInterval[];

const minutes: Readonly<Record<SchwabInterval, number>> = {
  ...{ "1m": 1, "5m": 5, "15m": 15, "30m": 30 },
  "1d": 0,
};

const candle = v.object({
  ...{ open: positive, high: positive, low: positive, close: positive },
  volume: count,
  datetime: number,
});

export const priceHistorySchema = v.object({
  empty: flag(false),
  candles: v.nullish(v.array(candle), []),
});
type PriceHistory = v.InferOutput<typeof priceHistorySchema>;

export interface HistoryRange {
  readonly interval: SchwabInterval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly session: "regular" | "all";
}

/** A daily bar is stamped an hour after the midnight of New York that it is asked by. */
const dailyStampMs = 3_600_000;

/**
 * Parameters of GET /marketdata/v1/pricehistory
 * (developer.schwab.com, Market Data Production, getPriceHistory).
 */
export function historyQuery(schwabSymbol: string, range: HistoryRange) {
  const { interval, fromTsMs, untilTsMs, session } = range;
  const isDaily = interval === "1d";
  return {
    symbol: schwabSymbol,
    periodType: isDaily ? "year" : "day",
    frequencyType: isDaily ? "daily" : "minute",
    frequency: isDaily ? 1 : minutes[interval],
    startDate: fromTsMs,
    endDate: isDaily ? untilTsMs + dailyStampMs : untilTsMs,
    needExtendedHoursData: session === "all",
  };
}

/**
 * The closed bars of an answer, rising in time; rows without a price, twice the same moment, and
 * bars that still form or lie outside of what was asked for are left out. The last of several
 * bars of one moment counts.
 */
export function readBars(history: PriceHistory, range: HistoryRange, nowMs: number): Bars {
  const { interval } = range;
  const rows = history.empty ? [] : (history.candles ?? []);
  const bars = rows.flatMap((row) => barOf(row, interval) ?? []);
  return risingBars(
    interval,
    bars.filter((bar) => isWanted(bar, range, nowMs)),
  );
}

function barOf(row: v.InferOutput<typeof candle>, interval: Interval): Bar | null {
  const { open, high, low, close, volume, datetime } = row;
  if (open === null || high === null || low === null || close === null) return null;
  if (datetime === null || datetime <= 0) return null;
  // Daily bars are stamped at the midnight of Chicago, which is the same day in New York.
  const openTsMs = isDateKeyed(interval) ? newYorkTsMs(newYorkDate(datetime), 0) : datetime;
  // Prices are rounded one by one: the range is made to hold its own ends.
  const range = { high: Math.max(open, high, close), low: Math.min(open, low, close) };
  return { openTsMs, open, ...range, close, volume: volume ?? Number.NaN };
}

function isWanted({ openTsMs }: Bar, range: HistoryRange, nowMs: number): boolean {
  const { interval, fromTsMs, untilTsMs } = range;
  if (openTsMs < fromTsMs || openTsMs >= untilTsMs) return false;
  if (barCloseTsMs(openTsMs, interval) > nowMs) return false;
  return isDateKeyed(interval) || isWantedBar(openTsMs, range);
}
