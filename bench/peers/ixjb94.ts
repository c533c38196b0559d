import { IndicatorsSync } from "@ixjb94/indicators";
import type { Toolbox } from "./toolbox.ts";

const indicators = new IndicatorsSync();

/** The Tulip port, its synchronous class. */
export const ixjb94: Toolbox = {
  name: "@ixjb94/indicators",
  bands(close) {
    const [, middle, upper] = indicators.bbands(close, 20, 2) as [number[], number[], number[]];
    return { middle, upper };
  },
  trueRange: (high, low, close) => indicators.tr(high, low, close),
  mean: (values, windowBars) => indicators.sma(values, windowBars),
  highest: (values, windowBars) => indicators.max(values, windowBars),
  lowest: (values, windowBars) => indicators.min(values, windowBars),
  lineEnd: (values, windowBars) => indicators.linreg(values, windowBars),
  macd(close) {
    const [line, signal] = indicators.macd(close, 12, 26, 9) as [number[], number[]];
    return { line, signal };
  },
};
