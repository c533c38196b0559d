import { canAggregate } from "../../domain/aggregate.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { chooseSeries } from "../scan/choose-series.ts";
import { dataHorizons } from "../scan/read-series.ts";
import { countSignal, emptyTally } from "../scan/save-scan.ts";
import { type ScanOptions, type ScanTask, scanInParts } from "./scan-in-parts.ts";
import { type ScanSummary, saveSummary } from "./scan-summary.ts";

/**
 * Series that a scan of an interval reads, found with the lists of one interval in memory at a
 * time: those of the interval itself come first, then the longest shorter ones.
 */
export function seriesFor(
  store: Store,
  wanted: {
    readonly interval: Interval;
    readonly asOfTsMs: number;
    /** Leaves out the series of the interval itself. */
    readonly isDerived?: boolean;
  },
): readonly SeriesInfo[] {
  const { interval, asOfTsMs, isDerived = false } = wanted;
  const taken = new Set<string>();
  const chosen: SeriesInfo[] = [];
  for (const from of intervals.toReversed()) {
    if (from !== interval && !canAggregate(from, interval)) continue;
    const listed = store.bars.series({ interval: from });
    for (const info of chooseSeries({ series: () => listed }, { interval, asOfTsMs })) {
      if (taken.has(info.symbol)) continue;
      taken.add(info.symbol);
      if (from !== interval || !isDerived) chosen.push(info);
    }
  }
  return chosen;
}

/** A whole scan in parts with its summary; null when it was ended early. */
export async function scanInterval(
  task: ScanTask,
  options: ScanOptions,
): Promise<ScanSummary | null> {
  const { store, clock } = options;
  const { run, interval, moment, series } = task;
  const startedMs = clock.nowMs();
  const tally = emptyTally();
  let signalCount = 0;
  const horizons = task.horizons ?? dataHorizons(store.bars, series, interval);
  const signalsAdded = await scanInParts(
    { ...task, horizons },
    {
      ...options,
      alsoSave: () => undefined,
      visit: (result, info) => {
        const isKept = options.visit?.(result, info) ?? true;
        if (result.status !== "signal") return isKept;
        signalCount++;
        countSignal(tally, result);
        return isKept;
      },
    },
  );
  if (signalsAdded === null) return null;
  const summary = {
    scanner: run.definition.scanner,
    ...{ interval, signalCount, signalsAdded },
    marketTsMs: moment.ageTsMs,
    symbolCount: series.length,
    elapsedMs: clock.nowMs() - startedMs,
  };
  const { alsoSave } = options;
  saveSummary(store, clock, { summary, tally, ...(alsoSave && { alsoSave }) });
  return summary;
}
