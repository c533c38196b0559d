import type { Bars } from "../../src/domain/bars.ts";
import { highest, lowest } from "../../src/kernels/extremes.ts";
import { macd } from "../../src/kernels/macd.ts";
import { rollingDeviation } from "../../src/kernels/rolling-deviation.ts";
import { sma } from "../../src/kernels/sma.ts";
import { type SqueezeOptions, squeeze } from "../../src/kernels/squeeze.ts";
import { trueRange } from "../../src/kernels/true-range.ts";
import { ttmMomentum } from "../../src/kernels/ttm-momentum.ts";
import type { MadeMarket } from "../market/made-market.ts";
import { cellCount } from "./cells.ts";
import { cellsFromSeries, type SeriesColumns } from "./cells-from-series.ts";

export const squeezeOptions: SqueezeOptions = {
  windowBars: 20,
  sigma: "population",
  bandMultiplier: 2,
  channelMultipliers: [2, 1.5, 1],
};
export const macdOptions = {
  fastBars: 12,
  slowBars: 26,
  signalBars: 9,
  seed: "first-value",
} as const;
export const ttmBars = 20;
export const breakoutBars = 7;
export const volumeBars = 30;

/** Columns of one series; the next series writes over them. */
export interface SeriesOutput extends SeriesColumns {
  /** Scratch of the squeeze: the true range. */
  readonly range: Float64Array;
}

export function allocateSeries(bars: number): SeriesOutput {
  const column = () => new Float64Array(bars);
  return {
    ...{ level: column(), momentum: column(), middle: column(), sigma: column() },
    ...{ averageRange: column(), macd: column(), signal: column(), histogram: column() },
    ...{ highest: column(), lowest: column(), usualVolume: column(), range: column() },
  };
}

/** What the scanners decide on, over every bar: the kernels' batch forms. */
function fillSeries(bars: Bars, out: SeriesOutput): void {
  squeeze(bars, squeezeOptions, out);
  ttmMomentum(bars, ttmBars, out.momentum);
  macd(bars.close, macdOptions, out);
  highest(bars.high, breakoutBars, out.highest);
  lowest(bars.low, breakoutBars, out.lowest);
  sma(bars.volume, volumeBars, out.usualVolume);
}

/** Every column of every symbol; returns a sum over the newest values. */
export function fillMarket(market: MadeMarket, out: SeriesOutput): number {
  const last = market.barsPerSymbol - 1;
  let sum = 0;
  for (const bars of market.series) {
    fillSeries(bars, out);
    sum += (out.level[last] as number) + (out.momentum[last] as number);
    sum += (out.histogram[last] as number) + (out.usualVolume[last] as number);
    sum += (out.highest[last] as number) + (out.lowest[last] as number);
  }
  return sum;
}

export function ourSeriesCells(market: MadeMarket): Float64Array {
  const cells = new Float64Array(market.symbols.length * cellCount);
  const out = allocateSeries(market.barsPerSymbol);
  for (const [symbol, bars] of market.series.entries()) {
    fillSeries(bars, out);
    // The bands that the squeeze compares, for the cells alone.
    sma(bars.close, ttmBars, out.middle);
    rollingDeviation(bars.close, squeezeOptions, out.sigma);
    trueRange(bars, "high-low", out.averageRange);
    sma(out.averageRange, ttmBars, out.averageRange);
    cellsFromSeries(bars, out, cells.subarray(symbol * cellCount, (symbol + 1) * cellCount));
  }
  return cells;
}
