import type { Bar, Bars } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import { type BarRow, barOf, keyed } from "../bar-row.ts";
import { risingBars } from "../rising-bars.ts";
import { timestampMs } from "./timestamp.ts";

/** A bar as Alpaca writes it, in answers and in frames. */
interface VendorBar extends BarRow {
  readonly t?: unknown;
}

export interface RowsRead {
  readonly bars: Bars;
  /** Rows without a time or a price: left out. */
  readonly misfits: number;
}

/**
 * Rows of one symbol as bars, rising in time, those only whose open `accepts`. Rows out of order
 * are sorted; of two with one time the later one counts. Daily bars are keyed by their date.
 */
export function readBarRows(
  rows: readonly unknown[],
  interval: Interval,
  accepts: (openTsMs: number) => boolean,
): RowsRead {
  const bars: Bar[] = [];
  let misfits = 0;
  for (const row of rows) {
    const told = readBar(row);
    if (told === null) {
      misfits++;
      continue;
    }
    const bar = keyed(told, interval);
    if (accepts(bar.openTsMs)) bars.push(bar);
  }
  return { bars: risingBars(interval, bars), misfits };
}

/** Null for what has no time or lacks a price. */
export function readBar(row: unknown): Bar | null {
  if (typeof row !== "object" || row === null) return null;
  const openTsMs = timestampMs((row as VendorBar).t);
  return Number.isNaN(openTsMs) ? null : barOf(openTsMs, row);
}
