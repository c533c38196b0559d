import { expect, test } from "bun:test";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { forever, lasting, type Reach } from "../../testing/contracts/kernel-case.ts";
import { emptyPrices, randomWalk } from "../../testing/prices.ts";
import { atr } from "./atr.ts";
import { ema } from "./ema.ts";
import { type KeltnerOptions, keltner, keltnerStateLength, keltnerStep } from "./keltner.ts";
import { sma } from "./sma.ts";

const bases = ["sma", "ema-seeded-first-value", "ema-seeded-sma"] as const;
const ranges = [
  { smoothing: "simple", firstRange: "high-low" },
  { smoothing: "simple", firstRange: "missing" },
  { smoothing: "wilder", firstRange: "high-low" },
] as const;

for (const basis of bases) {
  for (const range of ranges) {
    for (const windowBars of [1, 20]) {
      checkKeltner({ windowBars, multiplier: 1.5, basis, ...range });
    }
  }
}

function checkKeltner(options: KeltnerOptions): void {
  const { windowBars, smoothing, firstRange, basis } = options;
  const isSimple = smoothing === "simple";
  const isSma = basis === "sma";
  // A hole in the first close moves the start of an exponential basis.
  const fromClose: Reach = (_, hole) => (hole === 0 ? "unknown" : true);
  const closeInBands = isSimple ? lasting(windowBars + 1) : forever();
  const middleBars = basis === "ema-seeded-first-value" ? 0 : windowBars - 1;
  const rangeBars = firstRange === "missing" ? windowBars : windowBars - 1;
  const ofBar = isSimple ? lasting(windowBars) : forever();
  const common = {
    flat: (price: number) => price,
    priceDegree: 1,
    volumeDegree: 0,
    shift: "moves nearly",
  } as const;
  const band = (name: string) => ({
    ...common,
    name,
    warmupBars: Math.max(middleBars, rangeBars),
    gaps: { high: ofBar, low: ofBar, close: isSma ? closeInBands : fromClose },
  });
  kernelContract({
    name: `keltner over ${windowBars}, ${basis}, ${smoothing} range, first ${firstRange}`,
    columns: ["high", "low", "close"],
    outputs: [
      {
        ...common,
        name: "middle",
        warmupBars: middleBars,
        gaps: { close: isSma ? lasting(windowBars) : fromClose },
      },
      band("upper"),
      band("lower"),
    ],
    settledBars: isSma && isSimple ? windowBars : null,
    stateLength: keltnerStateLength(options),
    batch: (prices, [middle, upper, lower]) => keltner(prices, options, { middle, upper, lower }),
    step: (state, at, bar) => {
      const out = keltnerStep(state, at, options, bar);
      return [state[out], state[out + 1], state[out + 2]];
    },
  });
}

for (const basis of bases) {
  const optionsOf = (windowBars: number): KeltnerOptions => ({
    windowBars,
    basis,
    multiplier: 1.5,
    smoothing: "simple",
    firstRange: "high-low",
  });

  rejectsBadWindows(`keltner on ${basis}`, 1, (windowBars) => {
    const band = () => new Float64Array(3);
    const bands = { middle: band(), upper: band(), lower: band() };
    keltner(emptyPrices(3), optionsOf(windowBars), bands);
  });

  test(`keltner on ${basis} is that average, and the range to both sides`, () => {
    const prices = randomWalk({ seed: 6, bars: 90 });
    const [middle, upper, lower, mean, range] = [0, 0, 0, 0, 0].map(() => new Float64Array(90));
    keltner(prices, optionsOf(20), { middle, upper, lower });
    if (basis === "sma") sma(prices.close, 20, mean);
    else {
      const seed = basis === "ema-seeded-sma" ? "sma" : "first-value";
      ema(prices.close, { windowBars: 20, seed }, mean);
    }
    atr(prices, optionsOf(20), range);
    for (let i = 19; i < 90; i++) {
      expect(middle[i]).toBe(mean[i]);
      expect(upper[i]).toBe(mean[i] + 1.5 * range[i]);
      expect(lower[i]).toBe(mean[i] - 1.5 * range[i]);
    }
  });
}
