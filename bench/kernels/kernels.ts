import type { Bars } from "../../src/domain/bars.ts";
import { atr, atrStateLength, atrStep } from "../../src/kernels/atr.ts";
import { bollinger, bollingerStateLength, bollingerStep } from "../../src/kernels/bollinger.ts";
import { ema, emaStateLength, emaStep } from "../../src/kernels/ema.ts";
import { extremeStateLength, highest, highestStep } from "../../src/kernels/extremes.ts";
import { keltner, keltnerStateLength, keltnerStep } from "../../src/kernels/keltner.ts";
import { linreg, linregStateLength, linregStep } from "../../src/kernels/linreg.ts";
import { macd, macdStateLength, macdStep } from "../../src/kernels/macd.ts";
import {
  rollingDeviation,
  rollingDeviationStateLength,
  rollingDeviationStep,
} from "../../src/kernels/rolling-deviation.ts";
import { rsi, rsiStateLength, rsiStep } from "../../src/kernels/rsi.ts";
import { sma, smaStateLength, smaStep } from "../../src/kernels/sma.ts";
import { squeeze, squeezeStateLength, squeezeStep } from "../../src/kernels/squeeze.ts";
import { trueRange, trueRangeStateLength, trueRangeStep } from "../../src/kernels/true-range.ts";
import {
  ttmMomentum,
  ttmMomentumStateLength,
  ttmMomentumStep,
} from "../../src/kernels/ttm-momentum.ts";
import {
  exponentialMean,
  movingDeviation,
  movingHighest,
  movingLineEnd,
  movingMean,
  trueRanges,
} from "../plain/indicators.ts";
import { macdOptions, squeezeOptions } from "../rescan/our-series.ts";

/** One kernel in its forms. */
export interface KernelForms {
  readonly name: string;
  /** Writes whole columns; the answer is `out[0]`. */
  batch(bars: Bars, out: readonly [Float64Array, Float64Array, Float64Array]): void;
  readonly stateLength: number;
  /** Takes the bar `i`; returns what `batch` writes there. */
  step(state: Float64Array, bars: Bars, i: number): number;
  /** The plain two-pass form, where there is one. */
  plain?(bars: Bars): Float64Array;
}

const window20 = { windowBars: 20, sigma: "population" } as const;
const emaOptions = { windowBars: 20, seed: "first-value" } as const;
const bandOptions = { ...window20, multiplier: 2 } as const;
const wilder = { windowBars: 14, smoothing: "wilder", firstRange: "high-low" } as const;
const channelOptions = {
  windowBars: 20,
  smoothing: "simple",
  firstRange: "high-low",
  multiplier: 1.5,
  basis: "sma",
} as const;

/** The bar `i` as the streaming forms take it. */
const barOf = ({ high, low, close }: Bars, i: number) => ({
  high: high[i] as number,
  low: low[i] as number,
  close: close[i] as number,
});
const closeOf = ({ close }: Bars, i: number) => close[i] as number;

export const kernelForms: readonly KernelForms[] = [
  {
    name: "sma 20",
    batch: ({ close }, [out]) => sma(close, 20, out),
    stateLength: smaStateLength(20),
    step: (state, bars, i) => smaStep(state, 0, 20, closeOf(bars, i)),
    plain: ({ close }) => movingMean(close, 20),
  },
  {
    name: "ema 20",
    batch: ({ close }, [out]) => ema(close, emaOptions, out),
    stateLength: emaStateLength,
    step: (state, bars, i) => emaStep(state, 0, emaOptions, closeOf(bars, i)),
    plain: ({ close }) => exponentialMean(close, 20),
  },
  {
    name: "deviation 20",
    batch: ({ close }, [out]) => rollingDeviation(close, window20, out),
    stateLength: rollingDeviationStateLength(20),
    step: (state, bars, i) => rollingDeviationStep(state, 0, window20, closeOf(bars, i)),
    plain: ({ close }) => movingDeviation(close, 20),
  },
  {
    name: "regression end 20",
    batch: ({ close }, [out]) => linreg(close, 20, out),
    stateLength: linregStateLength(20),
    step: (state, bars, i) => linregStep(state, 0, 20, closeOf(bars, i)),
    plain: ({ close }) => movingLineEnd(close, 20),
  },
  {
    name: "highest 20",
    batch: ({ high }, [out]) => highest(high, 20, out),
    stateLength: extremeStateLength(20),
    step: (state, { high }, i) => highestStep(state, 0, 20, high[i] as number),
    plain: ({ high }) => movingHighest(high, 20),
  },
  {
    name: "true range",
    batch: (bars, [out]) => trueRange(bars, "high-low", out),
    stateLength: trueRangeStateLength,
    step: (state, bars, i) => trueRangeStep(state, 0, "high-low", barOf(bars, i)),
    plain: ({ high, low, close }) => trueRanges(high, low, close),
  },
  {
    name: "atr 14, Wilder",
    batch: (bars, [out]) => atr(bars, wilder, out),
    stateLength: atrStateLength(wilder),
    step: (state, bars, i) => atrStep(state, 0, wilder, barOf(bars, i)),
  },
  {
    name: "bollinger 20",
    batch: ({ close }, [upper, middle, lower]) =>
      bollinger(close, bandOptions, { upper, middle, lower }),
    stateLength: bollingerStateLength(20),
    step: (state, bars, i) =>
      state[bollingerStep(state, 0, bandOptions, closeOf(bars, i)) + 1] as number,
  },
  {
    name: "keltner 20",
    batch: (bars, [upper, middle, lower]) =>
      keltner(bars, channelOptions, { upper, middle, lower }),
    stateLength: keltnerStateLength(channelOptions),
    step: (state, bars, i) =>
      state[keltnerStep(state, 0, channelOptions, barOf(bars, i)) + 1] as number,
  },
  {
    name: "squeeze 20",
    batch: (bars, [level, range]) => squeeze(bars, squeezeOptions, { level, range }),
    stateLength: squeezeStateLength(20),
    step: (state, bars, i) => squeezeStep(state, 0, squeezeOptions, barOf(bars, i)),
  },
  {
    name: "ttm momentum 20",
    batch: (bars, [out]) => ttmMomentum(bars, 20, out),
    stateLength: ttmMomentumStateLength(20),
    step: (state, bars, i) => ttmMomentumStep(state, 0, 20, barOf(bars, i)),
  },
  {
    name: "macd 12 26 9",
    batch: ({ close }, [histogram, line, signal]) =>
      macd(close, macdOptions, { histogram, macd: line, signal }),
    stateLength: macdStateLength,
    step: (state, bars, i) =>
      state[macdStep(state, 0, macdOptions, closeOf(bars, i)) + 2] as number,
  },
  {
    name: "rsi 14",
    batch: ({ close }, [out]) => rsi(close, 14, out),
    stateLength: rsiStateLength,
    step: (state, bars, i) => rsiStep(state, 0, 14, closeOf(bars, i)),
  },
];
