import {
  BollingerBands,
  DonchianChannels,
  EMA,
  LinearRegression,
  MACD,
  SMA,
  TR,
} from "trading-signals";
import type { Toolbox } from "./toolbox.ts";

/** A streaming library: every indicator is an object that takes one bar after the other. */
export const tradingSignals: Toolbox = {
  name: "trading-signals",
  bands(close) {
    const bands = known(new BollingerBands(20, 2).updates(close, false));
    return { middle: bands.map((bar) => bar.middle), upper: bands.map((bar) => bar.upper) };
  },
  trueRange(high, low, close) {
    const bars = close.map((price, i) => ({ high: high[i]!, low: low[i]!, close: price }));
    return known(new TR().updates(bars, false));
  },
  mean: (values, windowBars) => known(new SMA(windowBars).updates(values, false)),
  // Its channels take both sides of a bar; one column serves as both.
  highest: (values, windowBars) => channels(values, windowBars).map((bar) => bar.upper),
  lowest: (values, windowBars) => channels(values, windowBars).map((bar) => bar.lower),
  lineEnd(values, windowBars) {
    const lines = known(new LinearRegression(windowBars).updates(values, false));
    // Its prediction is the next bar's; the end of the line is one step before.
    return lines.map(({ intercept, slope }) => intercept + slope * (windowBars - 1));
  },
  macd(close) {
    const bars = known(new MACD(new EMA(12), new EMA(26), new EMA(9)).updates(close, false));
    return { line: bars.map((bar) => bar.macd), signal: bars.map((bar) => bar.signal) };
  },
};

function channels(values: number[], windowBars: number) {
  const bars = values.map((value) => ({ high: value, low: value }));
  return known(new DonchianChannels(windowBars).updates(bars, false));
}

function known<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}
