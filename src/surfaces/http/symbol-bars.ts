import { Failure } from "../../base/failure.ts";
import { allocateBars, type Bars, barAt, pushBar } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import type { BarStore, SeriesInfo } from "../../ports/bar-store.ts";
import { chooseSeries } from "../../services/scan/choose-series.ts";
import { readSeries, type SessionFilter } from "../../services/scan/read-series.ts";

export interface SymbolBars {
  readonly info: SeriesInfo;
  readonly bars: Bars;
}

/**
 * The newest bars of a symbol, from the series that a scan would read. Throws Failure not.found
 * where the store has none that make up the interval.
 */
export function readSymbolBars(
  store: BarStore,
  wanted: {
    readonly symbol: string;
    readonly interval: Interval;
    readonly barsMax: number;
    readonly untilTsMs: number;
    readonly session: SessionFilter;
  },
): SymbolBars {
  const { symbol, interval, barsMax, untilTsMs, session } = wanted;
  const symbols = new Set([symbol]);
  const series = chooseSeries(store, { interval, asOfTsMs: untilTsMs, symbols });
  const options = { interval, barsMax, untilTsMs, session };
  let found: SymbolBars | undefined;
  readSeries(store, series, options, (info, bars) => {
    found = { info, bars: newestOf(bars, barsMax) };
  });
  if (found === undefined || found.bars.length === 0) {
    const text = `there are no ${interval} bars of "${symbol}" and none to make them of`;
    throw new Failure("not.found", `${text}; import some, or ask for another interval`);
  }
  return found;
}

/** A copy, since the visited columns are used again for the next series. */
function newestOf(bars: Bars, barsMax: number): Bars {
  const from = Math.max(0, bars.length - barsMax);
  const newest = allocateBars(bars.interval, bars.length - from);
  for (let i = from; i < bars.length; i++) pushBar(newest, barAt(bars, i));
  return newest;
}
