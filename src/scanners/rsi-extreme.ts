import { rsi } from "../kernels/rsi.ts";
import { defineScanner } from "./define.ts";
import { priceColumns } from "./price-columns.ts";
import { ascending, inOrder, ranked } from "./row-order.ts";

const defaultWindowBars = 14;

export const rsiExtreme = defineScanner({
  scanner: "rsi-extreme",
  title: "RSI extreme",
  summary: "Wilder's RSI at an extreme: sold far (bullish watch) or bought far (bearish watch).",
  table: "rsi_extreme_scanner",
  columns: [
    ...priceColumns,
    { name: "rsi_pct", kind: "number", label: "RSI", help: "Wilder RSI, 0..100", isKey: true },
    {
      name: "zone",
      kind: "text",
      label: "Zone",
      help: "oversold, overbought or none",
      isKey: true,
    },
  ],
  signals: {
    oversold: "RSI at or below oversoldPct",
    overbought: "RSI at or above overboughtPct",
  },
  params: {
    windowBars: { default: defaultWindowBars, min: 2, max: 100, help: "Wilder window" },
    oversoldPct: { default: 30, min: 1, max: 49, isWhole: false, help: "oversold up to here" },
    overboughtPct: { default: 70, min: 51, max: 99, isWhole: false, help: "overbought from here" },
  },
  dialects: {
    wilder: {
      title: "Wilder smoothing",
      source: "Wilder 1978; 250 bars, so that the first window's weight has faded; 100 at least",
      rules: {},
      history: { kind: "bars", bars: 250 },
      warmupBars: 100,
    },
  },
  orders: {
    default: inOrder(ranked("zone", ["oversold", "overbought"]), ascending("rsi_pct")),
  },
  lookBack({ windowBars }, { warmupBars, history }) {
    // The weight of the first window fades with the window's length.
    const growth = Math.max(1, windowBars / defaultWindowBars);
    const historyBars = history.kind === "bars" ? history.bars : 0;
    return {
      warmupBars: Math.ceil(warmupBars * growth),
      historyBars: Math.ceil(historyBars * growth),
    };
  },
  evaluate({ bars, first, end, params, scratch }) {
    const length = end - first;
    rsi(bars.close.subarray(first, end), params.windowBars, scratch.subarray(0, length));
    const zoneAt = (at: number) => {
      if (scratch[at - first] <= params.oversoldPct) return "oversold";
      return scratch[at - first] >= params.overboughtPct ? "overbought" : "none";
    };
    const last = end - 1;
    const zone = zoneAt(last);
    let onset = last;
    while (onset > first + params.windowBars && zoneAt(onset - 1) === zone) onset--;
    const price = bars.close[last];
    const before = bars.close[last - 1];
    return {
      status: zone === "none" ? "none" : "signal",
      signal: zone,
      direction: zone === "oversold" ? "bullish" : zone === "overbought" ? "bearish" : "neutral",
      onset: zone === "none" ? -1 : onset,
      values: {
        price,
        price_change: price - before,
        price_change_pct: 100 * (price / before - 1),
        rsi_pct: scratch[length - 1],
        zone,
      },
    };
  },
  why({ values }, { oversoldPct, overboughtPct }) {
    const level = Number(values["rsi_pct"]).toFixed(1);
    return `RSI ${level}, zones up to ${oversoldPct} and from ${overboughtPct}`;
  },
});
