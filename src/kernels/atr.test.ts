import { expect, test } from "bun:test";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { forever, lasting, type Reach } from "../../testing/contracts/kernel-case.ts";
import { worstError } from "../../testing/errors.ts";
import { exactAverage, exactRange, rounded } from "../../testing/exact.ts";
import { emptyPrices, randomWalk } from "../../testing/prices.ts";
import { type AtrOptions, atr, atrStateLength, atrStep } from "./atr.ts";

const cases: AtrOptions[] = [
  { windowBars: 1, smoothing: "simple", firstRange: "high-low" },
  { windowBars: 14, smoothing: "simple", firstRange: "high-low" },
  { windowBars: 14, smoothing: "simple", firstRange: "missing" },
  { windowBars: 1, smoothing: "wilder", firstRange: "missing" },
  { windowBars: 14, smoothing: "wilder", firstRange: "high-low" },
  { windowBars: 14, smoothing: "wilder", firstRange: "missing" },
];

for (const options of cases) {
  const { windowBars, smoothing, firstRange } = options;
  const isMissing = firstRange === "missing";
  // Where the first range is missing, nothing reads the first high and low.
  const fromBar: Reach = (_, hole) => !(isMissing && hole === 0);
  const ofBar = smoothing === "simple" ? lasting(windowBars) : fromBar;
  kernelContract({
    name: `atr over ${windowBars}, ${smoothing}, first range ${firstRange}`,
    columns: ["high", "low", "close"],
    outputs: [
      {
        name: "range",
        warmupBars: isMissing ? windowBars : windowBars - 1,
        gaps: {
          high: ofBar,
          low: ofBar,
          close: smoothing === "simple" ? lasting(windowBars, 1) : forever(1),
        },
        flat: () => 0,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: smoothing === "simple" ? windowBars : null,
    stateLength: atrStateLength(options),
    batch: (prices, [range]) => atr(prices, options, range),
    step: (state, at, bar) => [atrStep(state, at, options, bar)],
  });
}

for (const smoothing of ["simple", "wilder"] as const) {
  const optionsOf = (windowBars: number): AtrOptions => ({
    windowBars,
    smoothing,
    firstRange: "high-low",
  });
  rejectsBadWindows(`${smoothing} atr`, 1, (windowBars) =>
    atr(emptyPrices(3), optionsOf(windowBars), new Float64Array(3)),
  );
  rejectsBadWindows(`streaming ${smoothing} atr`, 1, (windowBars) => {
    atrStateLength(optionsOf(windowBars));
  });
}

test("Wilder's atr is the exact one but for the last bits", () => {
  for (const level of [0.0001, 100, 700_000]) {
    for (const firstRange of ["high-low", "missing"] as const) {
      const prices = randomWalk({ seed: 8, bars: 400, level, gapChance: 0.1, oddChance: 0.1 });
      const range = new Float64Array(400);
      atr(prices, { windowBars: 14, smoothing: "wilder", firstRange }, range);
      const ranges = Array.from(prices.close, (_, i) =>
        i === 0 && firstRange === "missing" ? null : exactRange(prices, i),
      );
      const expected = exactAverage(ranges, 14, { numerator: 1, denominator: 14 });
      const wanted = expected.map((value) => (value === null ? Number.NaN : rounded(value)));
      expect(worstError(range, wanted)).toBeLessThan(1e-14);
    }
  }
});

test("after its first window Wilder's atr moves by a windowth of the difference", () => {
  const prices = emptyPrices(5);
  prices.high.set([2, 4, 6, 13, 5]);
  const range = new Float64Array(5);
  atr(prices, { windowBars: 3, smoothing: "wilder", firstRange: "high-low" }, range);
  expect([...range]).toEqual([Number.NaN, Number.NaN, 4, 7, 7 - 2 / 3]);
});
