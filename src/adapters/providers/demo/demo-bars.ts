import { allocateBars, type Bars, type MutableBars } from "../../../domain/bars.ts";
import { nyse, regularOpenMinute } from "../../../domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { DemoMarket } from "./market.ts";

/** Lengths that the simulator has. */
export const demoIntervals = ["1m", "5m", "15m", "30m", "1h", "4h", "1d"] as const;

/** Days of daily bars in one chunk: about two years. */
const chunkDays = 728;
const minuteMs = 60_000;

export interface BarRange {
  readonly interval: Interval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  /** Bars that have not closed by then do not come. */
  readonly nowTsMs: number;
}

/** Closed bars of a symbol in a range, in chunks of their own columns; empty ones are left out. */
export function* closedBars(
  market: DemoMarket,
  symbolIndex: number,
  range: BarRange,
): Generator<Bars> {
  const { interval, fromTsMs, untilTsMs, nowTsMs } = range;
  const lastTsMs = Math.min(untilTsMs, nowTsMs + 1);
  if (lastTsMs <= fromTsMs) return;
  const lastDate = newYorkDate(lastTsMs - 1);
  let date = newYorkDate(fromTsMs);
  while (date <= lastDate) {
    const toDate = isDateKeyed(interval)
      ? (Math.min(addDays(date, chunkDays - 1), lastDate) as LocalDate)
      : date;
    const bars = barsOf(market, symbolIndex, interval, { fromDate: date, toDate });
    const kept = bars && within(bars, range);
    if (kept && kept.length > 0) yield kept;
    date = addDays(toDate, 1);
  }
}

function barsOf(
  market: DemoMarket,
  symbolIndex: number,
  interval: Interval,
  range: { readonly fromDate: LocalDate; readonly toDate: LocalDate },
): MutableBars | null {
  if (isDateKeyed(interval)) {
    const bars = allocateBars(interval, range.toDate - range.fromDate + 1);
    market.dailyBars(symbolIndex, range, bars);
    return bars;
  }
  const closeMinute = nyse.closeMinuteOrZero(range.fromDate);
  if (closeMinute === 0) return null;
  const minutes = closeMinute - regularOpenMinute;
  const bars = allocateBars(interval, Math.ceil(minutes / (intervalMs(interval) / minuteMs)));
  market.intradayBars(symbolIndex, range.fromDate, interval, bars);
  return bars;
}

/** The rows of a range that are closed, without a copy. */
function within(bars: Bars, { fromTsMs, untilTsMs, nowTsMs, interval }: BarRange): Bars {
  let first = 0;
  let end = bars.length;
  while (first < end && (bars.openTsMs[first] as number) < fromTsMs) first++;
  while (end > first && !isWithin(bars.openTsMs[end - 1] as number)) end--;
  const cut = (column: Float64Array) => column.subarray(first, end);
  return {
    interval,
    length: end - first,
    openTsMs: cut(bars.openTsMs),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };

  function isWithin(openTsMs: number): boolean {
    return openTsMs < untilTsMs && closeTsMsOf(openTsMs, interval) <= nowTsMs;
  }
}

/** When a bar is complete: the last one of a session may be shorter. */
function closeTsMsOf(openTsMs: number, interval: Interval): number {
  const date = newYorkDate(openTsMs);
  const bellTsMs = newYorkTsMs(date, nyse.closeMinuteOrZero(date));
  return isDateKeyed(interval) ? bellTsMs : Math.min(openTsMs + intervalMs(interval), bellTsMs);
}
