import type { Bars } from "../../src/domain/bars.ts";
import { type CellName, cellNames } from "./cells.ts";

/** Whole columns of the three scanners' indicators, whoever computed them. */
export interface SeriesColumns {
  /** Squeeze level 0 to 3. */
  readonly level: Float64Array;
  readonly momentum: Float64Array;
  readonly middle: Float64Array;
  readonly sigma: Float64Array;
  readonly averageRange: Float64Array;
  readonly macd: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  readonly usualVolume: Float64Array;
}

const normalLevel = 2;
const dotBars = 10;
const fireBars = 5;

/** The newest bar's cells, read off whole columns. */
export function cellsFromSeries(bars: Bars, columns: SeriesColumns, cells: Float64Array): void {
  const last = bars.length - 1;
  const at = (column: Float64Array, back = 0) => column[last - back] as number;
  const isOn = (back: number) => at(columns.level, back) >= normalLevel;
  let fireBack = 0;
  while (fireBack < fireBars && (isOn(fireBack) || !isOn(fireBack + 1))) fireBack++;
  if (fireBack === fireBars) fireBack = -1;
  let duration = 0;
  while (duration <= last && isOn(duration)) duration++;
  const [price, volume] = [at(bars.close), at(bars.volume)];
  const reach = 2 * at(columns.sigma);
  const channelReach = 1.5 * at(columns.averageRange);
  const [now, before] = [at(columns.histogram), at(columns.histogram, 1)];
  const [highest, lowest] = [at(columns.highest, 1), at(columns.lowest, 1)];
  const usual = at(columns.usualVolume, 1);
  const isSurge = volume > usual;
  const found: Record<CellName, number> = {
    dots: Number(columns.level.slice(last - dotBars + 1, last + 1).join("")),
    fireBack,
    duration,
    momentum: at(columns.momentum),
    trend: Math.sign(at(columns.momentum) - at(columns.momentum, 1)),
    fireSide: fireBack < 0 ? 0 : Math.sign(at(columns.momentum, fireBack)),
    bandUpper: at(columns.middle) + reach,
    bandLower: at(columns.middle) - reach,
    channelUpper: at(columns.middle) + channelReach,
    channelLower: at(columns.middle) - channelReach,
    macd: at(columns.macd),
    signal: at(columns.signal),
    histogram: now,
    histogramBefore: before,
    cross: before <= 0 && now > 0 ? 1 : before >= 0 && now < 0 ? -1 : 0,
    highest,
    lowest,
    usualVolume: Math.trunc(usual),
    surgePct: 100 * (volume / usual - 1),
    breakout: !isSurge ? 0 : price > highest ? 1 : price < lowest ? -1 : 0,
  };
  for (const [index, name] of cellNames.entries()) cells[index] = found[name];
}
