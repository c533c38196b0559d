import { aggregateBars, canAggregate } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bars, barAt, barsFrom } from "../../domain/bars.ts";
import { type Interval, intervalMs, intervals, isDateKeyed } from "../../domain/interval.ts";
import type { Store } from "../../ports/store.ts";

/** Intraday lengths that bars of a length add up to, shortest first. */
export function longerIntraday(from: Interval): readonly Interval[] {
  return intervals.filter((to) => !isDateKeyed(to) && canAggregate(from, to));
}

/** A stretch of one symbol whose shorter bars changed. */
export interface ChangedStretch {
  readonly symbol: string;
  readonly from: Interval;
  /** Open times of the first and of the last changed bar. */
  readonly firstTsMs: number;
  readonly lastTsMs: number;
  /** Bars that close later are still forming and are not written. */
  readonly closedByTsMs: number;
}

/**
 * Builds the longer bars over a changed stretch anew, from the stored shorter ones: whole buckets
 * only, and only those that are over. Call it in the transaction of the change.
 */
export function rebuildLonger(store: Store, stretch: ChangedStretch): void {
  const { symbol, from, firstTsMs, lastTsMs, closedByTsMs } = stretch;
  const [stored] = store.bars.series({ symbol, interval: from, adjustment: "split" });
  if (stored === undefined) return;
  const { source } = stored;
  for (const to of longerIntraday(from)) {
    const reachMs = intervalMs(to);
    const untilTsMs = lastTsMs + reachMs;
    const spanMs = untilTsMs - (firstTsMs - reachMs);
    const range = { untilTsMs, barsMax: Math.ceil(spanMs / intervalMs(from)) + 1 };
    const shorter = store.bars.read(stored, range);
    const longer = aggregateBars(shorter, to);
    const bars = picked(longer, (openTsMs) => {
      const closeTsMs = barCloseTsMs(openTsMs, to);
      // The oldest bucket of what was read may lack its beginning.
      const isWhole = openTsMs >= (shorter.openTsMs[0] ?? Number.POSITIVE_INFINITY);
      const isTouched = closeTsMs > firstTsMs && openTsMs <= lastTsMs;
      return (
        isTouched && closeTsMs <= closedByTsMs && (isWhole || stored.barCount <= range.barsMax)
      );
    });
    if (bars.length > 0) {
      store.bars.write({ symbol, interval: to, adjustment: "split" }, bars, source);
    }
  }
}

function picked(bars: Bars, isWanted: (openTsMs: number) => boolean): Bars {
  const rows = Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
  return barsFrom(
    bars.interval,
    rows.filter(({ openTsMs }) => isWanted(openTsMs)),
  );
}
