import type { Bar } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { isPrice } from "./figures.ts";

/** Prices and volume of a bar as most vendors write them. */
export interface BarRow {
  readonly o?: unknown;
  readonly h?: unknown;
  readonly l?: unknown;
  readonly c?: unknown;
  readonly v?: unknown;
}

/** Null where a price is missing or the range is upside down. A volume that is not told is NaN. */
export function barOf(openTsMs: number, { o, h, l, c, v }: BarRow): Bar | null {
  if (!isPrice(o) || !isPrice(h) || !isPrice(l) || !isPrice(c) || h < l) return null;
  const volume = typeof v === "number" && v >= 0 && v < Number.POSITIVE_INFINITY ? v : Number.NaN;
  return { openTsMs, open: o, high: h, low: l, close: c, volume };
}

/** Bars of days are keyed by their date, whatever time of it a vendor stamps on them. */
export function keyed(bar: Bar, interval: Interval): Bar {
  return interval === "1d" ? { ...bar, openTsMs: newYorkTsMs(newYorkDate(bar.openTsMs), 0) } : bar;
}
