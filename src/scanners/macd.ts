import { macdTail } from "../kernels/macd-tail.ts";
import { defineScanner, type ScanInput, type Verdict } from "./define.ts";
import { macdColumns } from "./macd-columns.ts";
import { macdScreen } from "./macd-screen.ts";
import { ascending, descending, inOrder, ranked } from "./row-order.ts";

const params = {
  fastBars: { default: 12, min: 2, max: 100, help: "bars of the fast average" },
  slowBars: { default: 26, min: 3, max: 200, help: "bars of the slow average" },
  signalBars: { default: 9, min: 2, max: 100, help: "bars of the signal line" },
} as const;

const historyBars = 500;
const warmupBars = 250;

export const macd = defineScanner({
  scanner: "macd",
  title: "MACD cross",
  summary: "The MACD line crosses its signal line: the histogram changes its sign.",
  table: "macd_scanner",
  columns: macdColumns,
  signals: {
    bullish_cross: "the histogram rose above 0 at the newest bar",
    bearish_cross: "the histogram fell below 0 at the newest bar",
  },
  params,
  dialects: {
    standard: {
      title: "converged MACD",
      source: "Appel; 500 bars, so that no seeding convention shows; 250 at least",
      rules: {},
      history: { kind: "bars", bars: historyBars },
      warmupBars,
    },
    legacy: {
      title: "reference system, number for number",
      source: "first-value seeding over the last 3 calendar months, old bars accepted",
      rules: {},
      history: { kind: "calendar-months", months: 3 },
      warmupBars: 30,
      acceptsStaleBars: true,
    },
  },
  orders: {
    bullish: inOrder(descending("price_change_pct")),
    bearish: inOrder(ascending("price_change_pct")),
    default: inOrder(
      ranked("status", ["signal"]),
      ranked("direction", ["bullish", "bearish"]),
      descending("price_change_pct"),
    ),
  },
  lookBack({ slowBars, signalBars }, { warmupBars, history }) {
    // The weight of a seed fades with the longest window, so the bars grow with it.
    const growth = Math.max(
      1,
      slowBars / params.slowBars.default,
      signalBars / params.slowBars.default,
    );
    const historyBars = history.kind === "bars" ? history.bars : 0;
    return {
      warmupBars: Math.ceil(warmupBars * growth),
      historyBars: Math.ceil(historyBars * growth),
    };
  },
  conflict({ fastBars, slowBars }) {
    if (fastBars < slowBars) return undefined;
    return `fastBars is below slowBars, not "${fastBars}" with slowBars "${slowBars}"`;
  },
  evaluate,
  screen: macdScreen({
    fastBars: params.fastBars.default,
    slowBars: params.slowBars.default,
    signalBars: params.signalBars.default,
    historyBars,
    verdictBars: warmupBars,
  }),
  why(verdict) {
    const { macd: line, signal, histogram, previous_histogram: before } = verdict.values;
    const lines = `MACD ${number(line)} against signal ${number(signal)}`;
    const change = `histogram ${number(before)} -> ${number(histogram)}`;
    if (verdict.status === "signal") return `${verdict.direction} cross: ${change}, ${lines}`;
    return `no cross: ${change}, ${lines}`;
  },
});

function evaluate(input: ScanInput<typeof params, unknown>): Verdict {
  const { bars, first, end } = input;
  const last = end - 1;
  const tail = macdTail(bars.close, { first, end }, { ...input.params, seed: "first-value" });
  const { histogram, previousHistogram } = tail;
  const isBullish = previousHistogram <= 0 && histogram > 0;
  const isBearish = previousHistogram >= 0 && histogram < 0;
  const signal = isBullish ? "bullish_cross" : isBearish ? "bearish_cross" : "none";
  const price = bars.close[last];
  const before = bars.close[last - 1];
  return {
    status: signal === "none" ? "none" : "signal",
    signal,
    direction: isBullish ? "bullish" : isBearish ? "bearish" : "neutral",
    onset: signal === "none" ? -1 : last,
    values: {
      price,
      price_change: price - before,
      price_change_pct: 100 * (price / before - 1),
      macd: tail.macd,
      signal: tail.signal,
      histogram,
      previous_histogram: previousHistogram,
      bullish_cross: isBullish,
      bearish_cross: isBearish,
      trend: histogram > 0 ? "bullish" : "bearish",
    },
  };
}

function number(value: unknown): string {
  return typeof value === "number" ? value.toPrecision(4) : "unknown";
}
