import { canAggregate } from "../../domain/aggregate.ts";
import { type Interval, intervalMs } from "../../domain/interval.ts";
import type { BarStore, SeriesInfo } from "../../ports/bar-store.ts";

/**
 * The series a scan reads for each symbol: bars of the interval itself, else the longest shorter
 * ones that can be put together; of raw and split-adjusted ones those that come closer to the
 * moment, and the adjusted ones where both do.
 */
export function chooseSeries(
  store: Pick<BarStore, "series">,
  wanted: {
    readonly interval: Interval;
    readonly asOfTsMs: number;
    readonly symbols?: ReadonlySet<string>;
  },
): readonly SeriesInfo[] {
  const { interval, asOfTsMs, symbols } = wanted;
  const best = new Map<string, SeriesInfo>();
  for (const info of candidates(store, symbols)) {
    // What was not listed yet is not part of that day's market, unless it is asked for by name.
    if (symbols === undefined && info.firstTsMs > asOfTsMs) continue;
    if (info.interval !== interval && !canAggregate(info.interval, interval)) continue;
    const rival = best.get(info.symbol);
    if (rival === undefined || isBetter(info, rival, asOfTsMs)) best.set(info.symbol, info);
  }
  return [...best.values()];
}

/** A few symbols are asked for by name; for many, one pass over all series is cheaper. */
const namedSymbolsMax = 50;

function candidates(
  store: Pick<BarStore, "series">,
  symbols?: ReadonlySet<string>,
): readonly SeriesInfo[] {
  if (symbols === undefined) return store.series();
  if (symbols.size > namedSymbolsMax) {
    return store.series().filter((info) => symbols.has(info.symbol));
  }
  return [...symbols].toSorted().flatMap((symbol) => store.series({ symbol }));
}

function isBetter(candidate: SeriesInfo, rival: SeriesInfo, asOfTsMs: number): boolean {
  const longer = intervalMs(candidate.interval) - intervalMs(rival.interval);
  if (longer !== 0) return longer > 0;
  const reach = reachTsMs(candidate, asOfTsMs) - reachTsMs(rival, asOfTsMs);
  return reach === 0 ? candidate.adjustment === "split" : reach > 0;
}

/** How far towards the moment a series goes; nothing when it starts after it. */
function reachTsMs(info: SeriesInfo, asOfTsMs: number): number {
  if (info.firstTsMs > asOfTsMs) return Number.NEGATIVE_INFINITY;
  return Math.min(info.lastTsMs, asOfTsMs);
}
