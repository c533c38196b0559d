import { bb, macd, mmax, mmin, movingLeastSquare, sma, tr } from "indicatorts";
import type { Toolbox } from "./toolbox.ts";

export const indicatorts: Toolbox = {
  name: "indicatorts",
  bands: (close) => bb(close, { period: 20 }),
  trueRange: (high, low, close) => tr(high, low, close),
  mean: (values, period) => sma(values, { period }),
  highest: (values, period) => mmax(values, { period }),
  lowest: (values, period) => mmin(values, { period }),
  lineEnd(values, period) {
    const positions = values.map((_, i) => i);
    const { m, b } = movingLeastSquare(period, positions, values);
    return m.map((slope, i) => slope * i + (b[i] as number));
  },
  macd(close) {
    const { macdLine, signalLine } = macd(close, { fast: 12, slow: 26, signal: 9 });
    return { line: macdLine, signal: signalLine };
  },
};
