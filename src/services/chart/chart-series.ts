import { assert } from "../../base/assert.ts";
import type { Bars } from "../../domain/bars.ts";
import { isDateKeyed } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionAt } from "../../domain/session.ts";
import { atr } from "../../kernels/atr.ts";
import { ema } from "../../kernels/ema.ts";
import { macd } from "../../kernels/macd.ts";
import { sessionVwap } from "../../kernels/session-vwap.ts";
import { sma } from "../../kernels/sma.ts";
import { squeeze } from "../../kernels/squeeze.ts";
import { ttmMomentum } from "../../kernels/ttm-momentum.ts";
import { defaultDialect } from "../../scanners/define.ts";
import { macd as macdScanner } from "../../scanners/macd.ts";
import { ttmSqueeze } from "../../scanners/ttm-squeeze.ts";
import { valueAt } from "./columns.ts";
import { type SqueezeState, squeezeStates } from "./squeeze-states.ts";

/** Bars that each indicator needs before its first value. */
export const emaBars = 21;
export const squeezeBars = ttmSqueeze.params.windowBars.default;
export const macdBars = {
  fastBars: macdScanner.params.fastBars.default,
  slowBars: macdScanner.params.slowBars.default,
  signalBars: macdScanner.params.signalBars.default,
} as const;
export const macdFirstBars = macdBars.slowBars + macdBars.signalBars - 1;
/** After so many bars it no longer shows how MACD was started. */
export const macdSettledBars = macdScanner.dialects["standard"]?.warmupBars ?? 250;

/** Indicator columns of the shown bars; NaN, "unknown" or null where there is no value. */
export interface ChartSeries {
  /** Squeeze and momentum follow this dialect of the scanner `ttm-squeeze`. */
  readonly dialect: string;
  readonly ema: Float64Array;
  /** Since 09:30 of each session; null for daily and weekly bars. */
  readonly vwap: Float64Array | null;
  readonly squeeze: readonly SqueezeState[];
  readonly momentum: Float64Array;
  /** Change from the bar before, which may lie before the first shown one. */
  readonly momentumStep: Float64Array;
  /** Bars that the first momentum value needs. */
  readonly momentumFirstBars: number;
  readonly macd: Float64Array;
  readonly macdSignal: Float64Array;
  readonly macdHistogram: Float64Array;
  readonly macdHistogramStep: Float64Array;
}

/** Computes over all of `history` and returns the newest `shownBars` of every column. */
export function computeSeries(
  history: Bars,
  options: { readonly shownBars: number; readonly dialect?: string },
): ChartSeries {
  const dialect = options.dialect ?? defaultDialect(ttmSqueeze);
  const rules = ttmSqueeze.dialects[dialect]?.rules;
  assert(rules !== undefined, `"${dialect}" is a dialect of ttm-squeeze`);
  const shown = (column: Float64Array) => column.subarray(history.length - options.shownBars);
  const column = () => new Float64Array(history.length);

  const mean = column();
  ema(history.close, { windowBars: emaBars, seed: "sma" }, mean);
  const level = column();
  squeeze(history, { ...rules, windowBars: squeezeBars }, { range: column(), level });
  const momentum = column();
  const isRegression = rules.momentum === "regression";
  if (isRegression) ttmMomentum(history, squeezeBars, momentum);
  else distanceMomentum(history, momentum);
  const lines = { macd: column(), signal: column(), histogram: column() };
  // Seeded by means, the lines begin where they begin to say something.
  macd(history.close, { ...macdBars, seed: "sma-each" }, lines);
  const vwap = vwapOf(history);

  return {
    dialect,
    ema: shown(mean),
    vwap: vwap && shown(vwap),
    squeeze: squeezeStates(level, momentum).slice(-options.shownBars),
    momentum: shown(momentum),
    momentumStep: shown(steps(momentum)),
    momentumFirstBars: isRegression ? 2 * squeezeBars - 1 : squeezeBars,
    macd: shown(lines.macd),
    macdSignal: shown(lines.signal),
    macdHistogram: shown(lines.histogram),
    macdHistogramStep: shown(steps(lines.histogram)),
  };
}

/** The reference system's momentum: distance from the mean in average true ranges. */
function distanceMomentum(history: Bars, momentum: Float64Array): void {
  const range = new Float64Array(history.length);
  const options = { windowBars: squeezeBars, smoothing: "simple", firstRange: "high-low" } as const;
  sma(history.close, squeezeBars, momentum);
  atr(history, options, range);
  for (let i = 0; i < momentum.length; i++) {
    momentum[i] = (valueAt(history.close, i) - valueAt(momentum, i)) / valueAt(range, i);
  }
}

function steps(column: Float64Array): Float64Array {
  return column.map((value, i) => value - valueAt(column, i - 1));
}

function vwapOf(history: Bars): Float64Array | null {
  if (isDateKeyed(history.interval)) return null;
  const session = history.openTsMs.map((tsMs) =>
    sessionAt(tsMs) === "regular" ? newYorkDate(tsMs) : Number.NaN,
  );
  const { high, low, close, volume } = history;
  const vwap = new Float64Array(history.length);
  sessionVwap({ high, low, close, volume, session }, vwap);
  return vwap;
}
