import { extremeStateLength, highestStep, lowestStep } from "../../src/kernels/extremes.ts";
import { macdStateLength, macdStep } from "../../src/kernels/macd.ts";
import { smaStateLength, smaStep } from "../../src/kernels/sma.ts";
import { squeezeStateLength, squeezeStep } from "../../src/kernels/squeeze.ts";
import { ttmMomentumStateLength, ttmMomentumStep } from "../../src/kernels/ttm-momentum.ts";
import { type CellName, cellAt, cellNames } from "../rescan/cells.ts";
import {
  breakoutBars,
  macdOptions,
  squeezeOptions,
  ttmBars,
  volumeBars,
} from "../rescan/our-series.ts";

/*
 * The three scanners as streaming kernels: one slab of doubles for the whole market, the state of
 * a symbol in one piece. Zeros mean "nothing seen yet".
 */

const squeezeAt = 0;
const momentumAt = squeezeAt + squeezeStateLength(squeezeOptions.windowBars);
const macdAt = momentumAt + ttmMomentumStateLength(ttmBars);
const highestAt = macdAt + macdStateLength;
const lowestAt = highestAt + extremeStateLength(breakoutBars);
const usualAt = lowestAt + extremeStateLength(breakoutBars);
/** What the bar before left behind, one double each. */
const keptAt = usualAt + smaStateLength(volumeBars);
const kept = {
  /** Levels of the last 10 bars as the digits of one number. */
  dots: keptAt,
  duration: keptAt + 1,
  barsSinceFire: keptAt + 2,
  momentum: keptAt + 3,
  fireMomentum: keptAt + 4,
  histogram: keptAt + 5,
  highest: keptAt + 6,
  lowest: keptAt + 7,
  usual: keptAt + 8,
} as const;

/** Doubles of state a symbol. */
export const symbolStateLength = keptAt + Object.keys(kept).length;

export interface StreamBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const normalLevel = 2;
const fireBars = 5;
const nineDigits = 1e9;

/** Cells that the state answers; bands are a matter of the chart, not of the verdict. */
export const streamedCells: readonly CellName[] = cellNames.filter(
  (name) => !name.startsWith("band") && !name.startsWith("channel"),
);

const cell = Object.fromEntries(cellNames.map((name) => [name, cellAt(name)])) as Readonly<
  Record<CellName, number>
>;

/** Takes a symbol's next bar and writes its cells from `out` on. */
export function streamBar(
  state: Float64Array,
  at: number,
  bar: StreamBar,
  cells: Float64Array,
  out: number,
): void {
  streamSqueeze(state, at, bar, cells, out);
  streamMacd(state, at, bar, cells, out);
  streamBreakout(state, at, bar, cells, out);
}

function streamSqueeze(
  state: Float64Array,
  at: number,
  bar: StreamBar,
  cells: Float64Array,
  out: number,
): void {
  const level = squeezeStep(state, at + squeezeAt, squeezeOptions, bar);
  const momentum = ttmMomentumStep(state, at + momentumAt, ttmBars, bar);
  const before = state[at + kept.momentum] as number;
  const duration = state[at + kept.duration] as number;
  const isOn = level >= normalLevel;
  const isFire = !isOn && duration > 0;
  if (isFire) {
    state[at + kept.barsSinceFire] = 0;
    state[at + kept.fireMomentum] = momentum;
  } else state[at + kept.barsSinceFire]!++;
  state[at + kept.duration] = isOn ? duration + 1 : 0;
  state[at + kept.momentum] = momentum;
  const digits = (state[at + kept.dots] as number) % nineDigits;
  state[at + kept.dots] = 10 * digits + (Number.isNaN(level) ? 0 : level);
  // Without any fire yet the count is that of all bars, which is as good as long ago.
  const sinceFire = state[at + kept.barsSinceFire] as number;
  const isRecent = sinceFire < fireBars;
  cells[out + cell.dots] = state[at + kept.dots] as number;
  cells[out + cell.duration] = state[at + kept.duration] as number;
  cells[out + cell.fireBack] = isRecent ? sinceFire : -1;
  cells[out + cell.fireSide] = isRecent ? Math.sign(state[at + kept.fireMomentum] as number) : 0;
  cells[out + cell.momentum] = momentum;
  cells[out + cell.trend] = Math.sign(momentum - before);
}

function streamMacd(
  state: Float64Array,
  at: number,
  bar: StreamBar,
  cells: Float64Array,
  out: number,
): void {
  const newest = macdStep(state, at + macdAt, macdOptions, bar.close);
  const before = state[at + kept.histogram] as number;
  const now = state[newest + 2] as number;
  state[at + kept.histogram] = now;
  cells[out + cell.macd] = state[newest] as number;
  cells[out + cell.signal] = state[newest + 1] as number;
  cells[out + cell.histogram] = now;
  cells[out + cell.histogramBefore] = before;
  cells[out + cell.cross] = before <= 0 && now > 0 ? 1 : before >= 0 && now < 0 ? -1 : 0;
}

function streamBreakout(
  state: Float64Array,
  at: number,
  bar: StreamBar,
  cells: Float64Array,
  out: number,
): void {
  const highest = state[at + kept.highest] as number;
  const lowest = state[at + kept.lowest] as number;
  const usual = state[at + kept.usual] as number;
  const isSurge = bar.volume > usual;
  cells[out + cell.highest] = highest;
  cells[out + cell.lowest] = lowest;
  cells[out + cell.usualVolume] = Math.trunc(usual);
  cells[out + cell.surgePct] = 100 * (bar.volume / usual - 1);
  cells[out + cell.breakout] = !isSurge ? 0 : bar.close > highest ? 1 : bar.close < lowest ? -1 : 0;
  state[at + kept.highest] = highestStep(state, at + highestAt, breakoutBars, bar.high);
  state[at + kept.lowest] = lowestStep(state, at + lowestAt, breakoutBars, bar.low);
  state[at + kept.usual] = smaStep(state, at + usualAt, volumeBars, bar.volume);
}
