import { describe, expect, test } from "bun:test";
import { chartOf, dailyBars, intradayBars, saturdayTsMs } from "../../../testing/chart-bars.ts";
import { readCsv } from "../../../testing/csv.ts";
import { relativeError } from "../../../testing/errors.ts";
import { emptyPrices, flatPrices, randomWalk } from "../../../testing/prices.ts";
import { describeShared, sharedPath } from "../../../testing/shared.ts";
import { barsFrom } from "../../domain/bars.ts";
import { parseLocalDate } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import { lastBars, valueAt } from "./columns.ts";

const walk = (bars: number) => randomWalk({ seed: 3, bars });
const dayMs = 86_400_000;

describe("what the chart shows", () => {
  test("the newest bars are shown, as many as asked for", () => {
    const bars = dailyBars(walk(300));
    const { bars: shown, historyBars } = chartOf(bars, { visibleBars: 60 });
    expect(shown.length).toBe(60);
    expect(shown.close).toEqual(lastBars(bars, 60).close);
    expect(historyBars).toBe(300);
  });

  test("the indicators of a bar do not depend on how many bars are shown", () => {
    const bars = dailyBars(walk(400));
    const few = chartOf(bars, { visibleBars: 40 }).series;
    const many = chartOf(bars, { visibleBars: 200 }).series;
    for (const name of ["ema", "momentum", "macd", "macdSignal", "macdHistogramStep"] as const) {
      expect(few[name], name).toEqual(many[name].slice(-40));
    }
    expect(few.squeeze).toEqual(many.squeeze.slice(-40));
  });

  test.each([1, 2, 5])("%i bars have no indicators and no made-up ones", (count) => {
    const { series, bars } = chartOf(dailyBars(walk(count)));
    expect(bars.length).toBe(count);
    for (const name of ["ema", "momentum", "macdSignal", "macdHistogram"] as const) {
      expect([...series[name]], name).toEqual(new Array(count).fill(Number.NaN));
    }
    expect(series.squeeze).toEqual(new Array(count).fill("unknown"));
  });

  test("a chart without bars or with a senseless count of them is a bug of the caller", () => {
    const bars = dailyBars(walk(30));
    expect(() => chartOf(dailyBars(emptyPrices(0)))).toThrow("at least one bar");
    for (const visibleBars of [0, 9, 501, 40.5, Number.NaN]) {
      expect(() => chartOf(bars, { visibleBars })).toThrow("10..500");
    }
    expect(() => chartOf(bars, { dialect: "carter" })).toThrow('"carter"');
  });

  test("the legacy dialect measures momentum in average ranges, after 20 bars", () => {
    const { series } = chartOf(dailyBars(walk(60)), { dialect: "legacy", visibleBars: 60 });
    expect(series.dialect).toBe("legacy");
    expect(series.momentumFirstBars).toBe(20);
    expect(series.momentum.findIndex((value) => !Number.isNaN(value))).toBe(19);
  });
});

describe("change", () => {
  test("a daily bar changes from the close of the bar before", () => {
    const bars = dailyBars(walk(30));
    const [before, now] = [valueAt(bars.close, 28), valueAt(bars.close, 29)];
    expect(chartOf(bars).change).toEqual({ value: now - before, ratio: now / before - 1 });
  });

  test("an intraday bar changes from the close of the session before", () => {
    // 78 bars of 5 minutes make a session; the newest of these is the 10th of its own.
    const all = intradayBars(walk(166), "5m");
    const bars = barsFrom("5m", rowsOf(all, 0, 98));
    const before = valueAt(all.close, 87);
    expect(chartOf(bars).change?.value).toBe(valueAt(all.close, 97) - before);
  });

  test("the first bar of a series has no change", () => {
    expect(chartOf(dailyBars(walk(1))).change).toBeNull();
    expect(chartOf(intradayBars(walk(5), "5m")).change).toBeNull();
  });
});

describe("freshness", () => {
  const bars = dailyBars(walk(30));
  const closeTsMs = newYorkTsMs(lastDateOf(bars), 960);
  test.each([
    ["forming", closeTsMs - 60_000, -60_000],
    ["current", closeTsMs, 0],
    ["current", closeTsMs + 2 * dayMs, 2 * dayMs],
    ["stale", closeTsMs + 3 * dayMs, 3 * dayMs],
  ] as const)("a daily bar is %s", (freshness, asOfTsMs, dataAgeMs) => {
    const model = chartOf(bars, { asOfTsMs });
    expect(model).toMatchObject({ freshness, dataAgeMs });
  });
});

describe("VWAP", () => {
  test("only intraday charts have one", () => {
    expect(chartOf(dailyBars(walk(50))).series.vwap).toBeNull();
    expect(chartOf(intradayBars(walk(50), "15m")).series.vwap).not.toBeNull();
  });

  test("it starts at the typical price of each session's first bar", () => {
    const bars = intradayBars(walk(156), "5m");
    const { vwap } = chartOf(bars, { visibleBars: 156 }).series;
    const typical = (valueAt(bars.high, 78) + valueAt(bars.low, 78) + valueAt(bars.close, 78)) / 3;
    expect(valueAt(vwap as Float64Array, 78)).toBeCloseTo(typical, 9);
  });
});

describe("markers", () => {
  test("a signal is marked at the bar of its onset, others are left out", () => {
    const bars = dailyBars(walk(30));
    const signal = (scanner: string, onsetTsMs: number) =>
      ({ scanner, signal: "any", direction: "bullish", onsetTsMs }) as const;
    const { markers } = chartOf(bars, {
      signals: [
        signal("vpb", valueAt(bars.openTsMs, 25)),
        signal("ttm-squeeze", valueAt(bars.openTsMs, 20)),
        signal("rsi-extreme", valueAt(bars.openTsMs, 20)),
        signal("macd", saturdayTsMs),
      ],
    });
    expect(markers.map(({ index, label }) => [index, label])).toEqual([
      [20, "RSI"],
      [20, "TTM"],
      [25, "VPB"],
    ]);
  });
});

test("a market that never moves has zero momentum, zero MACD and no squeeze", () => {
  const { series, change } = chartOf(dailyBars(flatPrices(120, 12.5, 0)));
  expect(change).toEqual({ value: 0, ratio: 0 });
  expect(series.momentum.slice(-60)).toEqual(new Float64Array(60));
  expect(series.macdHistogram.slice(-60)).toEqual(new Float64Array(60));
  expect(new Set(series.squeeze.slice(-60))).toEqual(new Set(["off"]));
});

describeShared("series of real stocks", () => {
  test("squeeze, momentum and MACD equal the independent reference", () => {
    const path = sharedPath("golden", "reference_daily_indicators.csv.gz") as string;
    const bySymbol = Map.groupBy(readCsv(path), (row) => row["symbol"] as string);
    let compared = 0;
    for (const [symbol, rows] of bySymbol) {
      const { series } = chartOf(barsFrom("1d", rows.map(barOf)), { visibleBars: 355 });
      rows.forEach((row, i) => {
        const where = `${symbol} ${row["date"]}`;
        const isOn = row["squeeze_on_pop"] === "" ? "unknown" : row["squeeze_on_pop"];
        const found = series.squeeze[i] as string;
        const word = found === "unknown" ? found : found === "on" ? "True" : "False";
        expect(word.toLowerCase(), where).toBe(String(isOn).toLowerCase());
        for (const [column, reference] of [
          [series.momentum, "ttm_mom_carter_20"],
          [series.macd, "macd_sma_seed_each"],
          [series.macdSignal, "macd_sma_seed_each_signal"],
        ] as const) {
          const text = row[reference] as string;
          const expected = text === "" ? Number.NaN : Number(text);
          expect(relativeError(valueAt(column, i), expected, 1e-6), where).toBeLessThan(1e-9);
          compared++;
        }
      });
    }
    expect(compared).toBe(3 * 1_065);
  });
});

function lastDateOf(bars: { readonly openTsMs: Float64Array; readonly length: number }) {
  const text = new Date(valueAt(bars.openTsMs, bars.length - 1)).toISOString().slice(0, 10);
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function barOf(row: Record<string, string>) {
  const date = parseLocalDate(row["date"] as string);
  if (!date.ok) throw new Error(date.error);
  return {
    openTsMs: newYorkTsMs(date.value, 0),
    open: Number(row["open"]),
    high: Number(row["high"]),
    low: Number(row["low"]),
    close: Number(row["close"]),
    volume: Number(row["volume"]),
  };
}

function rowsOf(bars: ReturnType<typeof intradayBars>, first: number, end: number) {
  return Array.from({ length: end - first }, (_, i) => ({
    openTsMs: valueAt(bars.openTsMs, first + i),
    open: valueAt(bars.open, first + i),
    high: valueAt(bars.high, first + i),
    low: valueAt(bars.low, first + i),
    close: valueAt(bars.close, first + i),
    volume: valueAt(bars.volume, first + i),
  }));
}
