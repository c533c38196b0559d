import { type Bar, type Bars, barsFrom } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";

/** Bars in rising order of time, however they came; of two with one time the later one counts. */
export function risingBars(interval: Interval, rows: readonly Bar[]): Bars {
  if (isRising(rows)) return barsFrom(interval, rows);
  const byTime = new Map(rows.map((bar) => [bar.openTsMs, bar]));
  return barsFrom(
    interval,
    [...byTime.values()].sort((a, b) => a.openTsMs - b.openTsMs),
  );
}

function isRising(rows: readonly Bar[]): boolean {
  for (let i = 1; i < rows.length; i++) {
    if ((rows[i] as Bar).openTsMs <= (rows[i - 1] as Bar).openTsMs) return false;
  }
  return true;
}
