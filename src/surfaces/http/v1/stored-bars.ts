import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { intervals } from "../../../domain/interval.ts";
import { sourceText } from "../../../domain/result-table.ts";
import type { BarStore, SeriesInfo } from "../../../ports/bar-store.ts";

/** Stored series of one source, counted. */
export interface BarTally {
  seriesCount: number;
  readonly intervals: Set<SeriesInfo["interval"]>;
  readonly source: SeriesInfo["source"];
  /** Close of the newest bar. */
  closeTsMs: number;
}

/** By source. One interval at a time: a large market has tens of thousands of series. */
export function tallyBars(store: BarStore): readonly BarTally[] {
  const tallies = new Map<string, BarTally>();
  for (const interval of intervals) {
    // Series of one interval end at a few moments, and a close is looked up in the calendar.
    const closes = new Map<number, number>();
    for (const info of store.series({ interval })) {
      const closeTsMs = closes.get(info.lastTsMs) ?? barCloseTsMs(info.lastTsMs, interval);
      closes.set(info.lastTsMs, closeTsMs);
      count(tallies, info, closeTsMs);
    }
  }
  return [...tallies.values()];
}

function count(tallies: Map<string, BarTally>, info: SeriesInfo, closeTsMs: number): void {
  const { source, interval } = info;
  const key = `${source.isSimulated} ${sourceText(source)}`;
  const known = tallies.get(key);
  if (known === undefined) {
    tallies.set(key, { seriesCount: 1, intervals: new Set([interval]), source, closeTsMs });
    return;
  }
  known.seriesCount++;
  known.intervals.add(interval);
  known.closeTsMs = Math.max(known.closeTsMs, closeTsMs);
}
