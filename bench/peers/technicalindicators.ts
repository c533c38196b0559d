import { BollingerBands, Highest, Lowest, MACD, SMA, TrueRange } from "technicalindicators";
import { movingLineEnd } from "../plain/indicators.ts";
import type { Toolbox } from "./toolbox.ts";

export const technicalindicators: Toolbox = {
  name: "technicalindicators",
  lent: "regression line",
  bands(close) {
    const bands = BollingerBands.calculate({ values: close, period: 20, stdDev: 2 });
    return { middle: bands.map((bar) => bar.middle), upper: bands.map((bar) => bar.upper) };
  },
  trueRange: (high, low, close) => TrueRange.calculate({ high, low, close }),
  mean: (values, period) => SMA.calculate({ values, period }),
  highest: (values, period) => Highest.calculate({ values, period }),
  lowest: (values, period) => Lowest.calculate({ values, period }),
  lineEnd: (values, period) => [...movingLineEnd(Float64Array.from(values), period)],
  macd(close) {
    const bars = MACD.calculate({
      values: close,
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    });
    return {
      line: bars.map((bar) => bar.MACD ?? Number.NaN),
      signal: bars.map((bar) => bar.signal ?? Number.NaN),
    };
  },
};
