import { describe, expect, test } from "bun:test";
import { randomWalk } from "../../testing/prices.ts";
import { cutBars, dailyBars, runOf, scanBars } from "../../testing/scanner-input.ts";
import { macd as macdKernel } from "../kernels/macd.ts";
import { macdTail } from "../kernels/macd-tail.ts";
import { macd } from "./macd.ts";

const run = runOf(macd);
const bars = dailyBars(randomWalk({ seed: 11, bars: 600 }));

describe("macd", () => {
  test("equals the column kernel at every bar, crosses included", () => {
    const columns = {
      macd: new Float64Array(600),
      signal: new Float64Array(600),
      histogram: new Float64Array(600),
    };
    const options = { fastBars: 12, slowBars: 26, signalBars: 9, seed: "first-value" } as const;
    macdKernel(bars.close.slice(0, 500), options, {
      macd: columns.macd.subarray(0, 500),
      signal: columns.signal.subarray(0, 500),
      histogram: columns.histogram.subarray(0, 500),
    });
    let crosses = 0;
    for (let length = 250; length <= 500; length++) {
      const { values, signal } = scanBars(run, cutBars(bars, 0, length));
      const now = columns.histogram[length - 1] as number;
      const before = columns.histogram[length - 2] as number;
      expect(values["histogram"]).toBe(now);
      const word = before <= 0 && now > 0 ? "bullish_cross" : "bearish_cross";
      const isCross = Math.sign(before) !== Math.sign(now);
      expect(signal).toBe(isCross ? word : "none");
      if (isCross) crosses++;
    }
    expect(crosses).toBeGreaterThan(3);
  });

  test("249 bars are not enough, 250 are", () => {
    expect(scanBars(run, cutBars(bars, 0, 249)).status).toBe("not-warmed-up");
    expect(scanBars(run, cutBars(bars, 0, 250)).status).not.toBe("not-warmed-up");
  });

  test.each(["first-value", "sma-each", "talib"] as const)(
    "the tail of a %s MACD equals the column, bit for bit",
    (seed) => {
      const options = { fastBars: 5, slowBars: 9, signalBars: 4, seed };
      for (let length = 1; length < 60; length++) {
        const close = bars.close.slice(0, length);
        const columns = {
          macd: new Float64Array(length),
          signal: new Float64Array(length),
          histogram: new Float64Array(length),
        };
        macdKernel(close, options, columns);
        const tail = macdTail(close, { first: 0, end: length }, options);
        expect(tail).toEqual({
          macd: columns.macd[length - 1] as number,
          signal: columns.signal[length - 1] as number,
          histogram: columns.histogram[length - 1] as number,
          previousHistogram: columns.histogram[length - 2] ?? Number.NaN,
        });
      }
    },
  );
});
