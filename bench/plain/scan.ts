import type { Bars } from "../../src/domain/bars.ts";
import { cellsFromSeries, type SeriesColumns } from "../rescan/cells-from-series.ts";
import {
  exponentialMean,
  movingDeviation,
  movingHighest,
  movingLineEnd,
  movingLowest,
  movingMean,
  trueRanges,
} from "./indicators.ts";

/** The three scanners' indicators over every bar, in the plain form. */
function plainSeries(bars: Bars): SeriesColumns {
  const { high, low, close, volume } = bars;
  const middle = movingMean(close, 20);
  const sigma = movingDeviation(close, 20);
  const averageRange = movingMean(trueRanges(high, low, close), 20);
  const [top, bottom] = [movingHighest(high, 20), movingLowest(low, 20)];
  const distance = close.map((price, i) => price - ((top[i]! + bottom[i]!) / 2 + middle[i]!) / 2);
  const fast = exponentialMean(close, 12);
  const slow = exponentialMean(close, 26);
  const line = fast.map((value, i) => value - slow[i]!);
  const signal = exponentialMean(line, 9);
  return {
    level: sigma.map((value, i) => levelOf(value, averageRange[i]!)),
    momentum: movingLineEnd(distance, 20),
    middle,
    sigma,
    averageRange,
    macd: line,
    signal,
    histogram: line.map((value, i) => value - signal[i]!),
    highest: movingHighest(high, 7),
    lowest: movingLowest(low, 7),
    usualVolume: movingMean(volume, 30),
  };
}

/** Cells of the newest bar. */
export function plainCells(bars: Bars, cells: Float64Array): void {
  cellsFromSeries(bars, plainSeries(bars), cells);
}

/** Bands of 2 sigma inside channels of 2, 1.5 or 1 average ranges: level 1, 2 or 3. */
function levelOf(sigma: number, averageRange: number): number {
  if (Number.isNaN(sigma + averageRange)) return Number.NaN;
  const multipliers = [2, 1.5, 1];
  return multipliers.filter((multiplier) => 2 * sigma < multiplier * averageRange).length;
}
