import { aggregateBars } from "../../domain/aggregate.ts";
import { type Bars, barAt, barsFrom, countOpenedBy } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import { dayMs } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { rebasedBars } from "./adjust-bars.ts";

export interface RebaseWish {
  readonly symbol: string;
  readonly ratio: number;
  /** Bars that open earlier are before the split: 00:00 New York of its session. */
  readonly beforeTsMs: number;
  /** Closes in the new share count by session date: they show which scale a series is in. */
  readonly closes: ReadonlyMap<number, number>;
}

/** A session that the reference lacks is judged by one at most so far away. */
const referenceDaysMax = 10;

/**
 * Works a split into every stored split-adjusted series of a symbol that is still in the old
 * share count: bars fetched after the split are adjusted already. Doing it again changes nothing.
 * Returns the intervals that changed. Call it in a transaction.
 */
export function rebaseSymbol(store: Store, wish: RebaseWish): readonly Interval[] {
  const { symbol, ratio, beforeTsMs } = wish;
  const changed: Interval[] = [];
  for (const info of store.bars.series({ symbol, adjustment: "split" })) {
    if (info.interval === "1w") continue;
    const bars = store.bars.read(info, { untilTsMs: beforeTsMs - 1 });
    if (bars.length === 0 || !isOldScale(bars, wish)) continue;
    store.bars.write(info, rebasedBars(bars, ratio, beforeTsMs), info.source);
    changed.push(info.interval);
  }
  const weeks = changed.includes("1d") ? rebuildWeeks(store, symbol) : false;
  return weeks ? [...changed, "1w"] : changed;
}

/** Whether the newest bar before the split is nearer to the old price than to the new one. */
function isOldScale(bars: Bars, { ratio, closes }: RebaseWish): boolean {
  const newest = barAt(bars, bars.length - 1);
  const date = newYorkDate(newest.openTsMs);
  for (let days = 0; days <= referenceDaysMax; days++) {
    const close = closes.get(date - days) ?? closes.get(date + days);
    if (close === undefined) continue;
    // An intraday series may end days before the reference: the close of its own day counts.
    const seen = Math.log(newest.close / close);
    return Math.abs(seen - Math.log(ratio)) < Math.abs(seen);
  }
  return false;
}

/** A week may hold days from before and after: stored weeks are built anew from their days. */
function rebuildWeeks(store: Store, symbol: string): boolean {
  const [weeks] = store.bars.series({ symbol, interval: "1w", adjustment: "split" });
  const [days] = store.bars.series({ symbol, interval: "1d", adjustment: "split" });
  if (weeks === undefined || days === undefined) return false;
  const built = aggregateBars(store.bars.read(days), "1w");
  const bars = withoutHalfWeeks(built, { weeks, firstDayTsMs: days.firstTsMs });
  return store.bars.write(weeks, bars, weeks.source).changed > 0;
}

/** Weeks that are stored and whose days are all there. */
function withoutHalfWeeks(
  built: Bars,
  { weeks, firstDayTsMs }: { readonly weeks: SeriesInfo; readonly firstDayTsMs: number },
): Bars {
  const from = countOpenedBy(built, Math.max(weeks.firstTsMs, firstDayTsMs - dayMs) - 1);
  const until = countOpenedBy(built, weeks.lastTsMs);
  const rows = Array.from({ length: Math.max(until - from, 0) }, (_, i) => barAt(built, from + i));
  return barsFrom("1w", rows);
}
