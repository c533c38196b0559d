import type { MadeMarket } from "../market/made-market.ts";
import { type CellName, cellAt, cellCount } from "../rescan/cells.ts";

/**
 * What the three scanners need of a library, as its users call it. Columns are plain arrays,
 * because that is what the libraries take; results end at the newest bar and may begin later.
 */
export interface Toolbox {
  readonly name: string;
  /** What the library lacks and the plain implementation lends. */
  readonly lent?: string;
  /** Bollinger bands of 20 bars and 2 population deviations. */
  bands(close: number[]): { readonly middle: number[]; readonly upper: number[] };
  trueRange(high: number[], low: number[], close: number[]): number[];
  mean(values: number[], windowBars: number): number[];
  highest(values: number[], windowBars: number): number[];
  lowest(values: number[], windowBars: number): number[];
  /** End value of the regression line. */
  lineEnd(values: number[], windowBars: number): number[];
  macd(close: number[]): { readonly line: number[]; readonly signal: number[] };
}

/** One series as the libraries want it. */
export interface ArraySeries {
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

export function arraySeries(market: MadeMarket): readonly ArraySeries[] {
  return market.series.map(({ high, low, close, volume }) => ({
    high: [...high],
    low: [...low],
    close: [...close],
    volume: [...volume],
  }));
}

const ttmBars = 20;
const dotBars = 10;

/** Cells that a toolbox answers; the others follow from the levels that "dots" compares. */
export const peerCells: readonly CellName[] = [
  ...(["dots", "momentum", "trend", "bandUpper", "channelUpper"] as const),
  ...(["macd", "signal", "histogram", "cross"] as const),
  ...(["highest", "lowest", "usualVolume", "breakout"] as const),
];

/** Computes whole columns, then fills the cells of the newest bar. */
function scanWithToolbox(tools: Toolbox, bars: ArraySeries, cells: Float64Array): void {
  const { high, low, close, volume } = bars;
  const { middle, upper } = tools.bands(close);
  const range = tools.mean(tools.trueRange(high, low, close), ttmBars);
  const [tops, bottoms] = [tools.highest(high, ttmBars), tools.lowest(low, ttmBars)];
  const bars20 = Math.min(middle.length, tops.length, bottoms.length);
  const distances: number[] = [];
  for (let back = bars20 - 1; back >= 0; back--) {
    const center = (ago(tops, back) + ago(bottoms, back)) / 2;
    distances.push(ago(close, back) - (center + ago(middle, back)) / 2);
  }
  const momentum = tools.lineEnd(distances, ttmBars);
  let dots = 0;
  for (let back = Math.min(bars20, range.length) - 1; back >= 0; back--) {
    const level = levelOf(ago(upper, back) - ago(middle, back), ago(range, back));
    if (back < dotBars) dots = 10 * dots + level;
  }
  const { line, signal } = tools.macd(close);
  const histogram = signal.map((value, i) => ago(line, signal.length - 1 - i) - value);
  const [now, before] = [ago(histogram), ago(histogram, 1)];
  const [highest, lowest] = [ago(tools.highest(high, 7), 1), ago(tools.lowest(low, 7), 1)];
  const usual = ago(tools.mean(volume, 30), 1);
  const price = ago(close);
  const set = (name: CellName, value: number) => {
    cells[cellAt(name)] = value;
  };
  set("dots", dots);
  set("momentum", ago(momentum));
  set("trend", Math.sign(ago(momentum) - ago(momentum, 1)));
  set("bandUpper", ago(upper));
  set("channelUpper", ago(middle) + 1.5 * ago(range));
  set("macd", ago(line));
  set("signal", ago(signal));
  set("histogram", now);
  set("cross", before <= 0 && now > 0 ? 1 : before >= 0 && now < 0 ? -1 : 0);
  set("highest", highest);
  set("lowest", lowest);
  set("usualVolume", Math.trunc(usual));
  const isSurge = ago(volume) > usual;
  set("breakout", !isSurge ? 0 : price > highest ? 1 : price < lowest ? -1 : 0);
}

/** Cells of every symbol. */
export function scanMarketWithToolbox(
  tools: Toolbox,
  series: readonly ArraySeries[],
  cells: Float64Array,
): void {
  for (const [symbol, bars] of series.entries()) {
    scanWithToolbox(tools, bars, cells.subarray(symbol * cellCount, (symbol + 1) * cellCount));
  }
}

function ago(values: readonly number[], back = 0): number {
  return values[values.length - 1 - back] as number;
}

function levelOf(reach: number, range: number): number {
  return Number(reach < range) + Number(reach < 1.5 * range) + Number(reach < 2 * range);
}
