import { expect, test } from "bun:test";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { lasting } from "../../testing/contracts/kernel-case.ts";
import { worstError } from "../../testing/errors.ts";
import { exactDeviation, exactMean } from "../../testing/exact.ts";
import { randomWalk } from "../../testing/prices.ts";
import {
  type BollingerOptions,
  bollinger,
  bollingerStateLength,
  bollingerStep,
} from "./bollinger.ts";

const cases: BollingerOptions[] = [
  { windowBars: 1, sigma: "population", multiplier: 2 },
  { windowBars: 5, sigma: "sample", multiplier: 1.5 },
  { windowBars: 20, sigma: "population", multiplier: 2 },
  { windowBars: 20, sigma: "sample", multiplier: 2 },
];

for (const options of cases) {
  const { windowBars, sigma, multiplier } = options;
  kernelContract({
    name: `bollinger over ${windowBars}, ${multiplier} ${sigma} deviations`,
    columns: ["close"],
    outputs: ["middle", "upper", "lower"].map((name) => ({
      name,
      warmupBars: windowBars - 1,
      gaps: { close: lasting(windowBars) },
      flat: (price) => price,
      priceDegree: 1,
      volumeDegree: 0,
      shift: "moves nearly",
    })),
    settledBars: windowBars - 1,
    stateLength: bollingerStateLength(windowBars),
    batch: ({ close }, [middle, upper, lower]) =>
      bollinger(close, options, { middle, upper, lower }),
    step: (state, at, { close }) => {
      const out = bollingerStep(state, at, options, close);
      return [state[out], state[out + 1], state[out + 2]];
    },
  });
}

for (const [sigma, windowBarsMin] of [["population", 1] as const, ["sample", 2] as const]) {
  rejectsBadWindows(`bollinger of the ${sigma} deviation`, windowBarsMin, (windowBars) => {
    const band = () => new Float64Array(3);
    const bands = { middle: band(), upper: band(), lower: band() };
    bollinger(band(), { windowBars, sigma, multiplier: 2 }, bands);
  });
  rejectsBadWindows(
    `streaming bollinger of the ${sigma} deviation`,
    windowBarsMin,
    (windowBars) => {
      const state = new Float64Array(bollingerStateLength(windowBars));
      bollingerStep(state, 0, { windowBars, sigma, multiplier: 2 }, 1);
    },
  );
}

test("bollinger bands are the exact mean and deviations but for the last bits", () => {
  const { close } = randomWalk({ seed: 2, bars: 200, level: 700_000, spikeChance: 0.01 });
  const [middle, upper, lower] = [0, 0, 0].map(() => new Float64Array(200));
  bollinger(close, { windowBars: 20, sigma: "sample", multiplier: 2 }, { middle, upper, lower });
  for (let i = 19; i < 200; i++) {
    const mean = exactMean(close, i, 20);
    const reach = 2 * exactDeviation(close, i, 20, 19);
    const found = [middle[i], upper[i], lower[i]];
    // A lower band near 0 is a difference of large numbers: judged by the mean.
    expect(worstError(found, [mean, mean + reach, mean - reach], mean)).toBeLessThan(1e-13);
  }
});
