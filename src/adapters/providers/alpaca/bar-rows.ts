import type { Bar, Bars } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import { isPrice, risingBars } from "../rising-bars.ts";
import { timestampMs } from "./timestamp.ts";

/** A bar as Alpaca writes it, in answers and in frames. */
export interface VendorBar {
  readonly t?: unknown;
  readonly o?: unknown;
  readonly h?: unknown;
  readonly l?: unknown;
  readonly c?: unknown;
  readonly v?: unknown;
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
    const bar = readBar(row);
    if (bar === null) {
      misfits++;
      continue;
    }
    if (interval === "1d") bar.openTsMs = newYorkTsMs(newYorkDate(bar.openTsMs), 0);
    if (accepts(bar.openTsMs)) bars.push(bar);
  }
  return { bars: risingBars(interval, bars), misfits };
}

/** Null for what has no time or lacks a price. */
export function readBar(row: unknown): (Bar & { openTsMs: number }) | null {
  if (typeof row !== "object" || row === null) return null;
  const { t, o, h, l, c, v } = row as VendorBar;
  const openTsMs = timestampMs(t);
  if (Number.isNaN(openTsMs)) return null;
  if (!isPrice(o) || !isPrice(h) || !isPrice(l) || !isPrice(c) || h < l) return null;
  const volume = typeof v === "number" && v >= 0 && v < Number.POSITIVE_INFINITY ? v : Number.NaN;
  return { openTsMs, open: o, high: h, low: l, close: c, volume };
}
