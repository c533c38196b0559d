import { expect, test } from "bun:test";
import { kernelContract } from "../../testing/contracts/kernel.contract.ts";
import { forever } from "../../testing/contracts/kernel-case.ts";
import { firstDifference } from "../../testing/errors.ts";
import { randomWalk } from "../../testing/prices.ts";
import { type ObvStart, obv, obvStateLength, obvStep } from "./obv.ts";

for (const start of ["first-volume", "zero"] satisfies ObvStart[]) {
  kernelContract({
    name: `obv from ${start}`,
    columns: ["close", "volume"],
    outputs: [
      {
        name: "obv",
        warmupBars: 0,
        gaps: { close: forever(), volume: forever() },
        flat: (_, volume) => (start === "zero" ? 0 : volume),
        priceDegree: 0,
        volumeDegree: 1,
        shift: "kept exactly",
      },
    ],
    settledBars: null,
    stateLength: obvStateLength,
    batch: (prices, [total]) => obv(prices, start, total),
    step: (state, at, bar) => [obvStep(state, at, start, bar)],
  });
}

test("volume counts up on a higher close, down on a lower one, not on an equal one", () => {
  const bars = { close: Float64Array.of(5, 6, 6, 4), volume: Float64Array.of(10, 20, 40, 80) };
  const total = new Float64Array(4);
  obv(bars, "first-volume", total);
  expect([...total]).toEqual([10, 30, 30, -50]);
  obv(bars, "zero", total);
  expect([...total]).toEqual([0, 20, 20, -60]);
});

test("obv of whole shares is exact over a hundred thousand bars", () => {
  const { close, volume } = randomWalk({ seed: 5, bars: 100_000, idleChance: 0.1 });
  const total = new Float64Array(100_000);
  obv({ close, volume }, "zero", total);
  let exactTotal = 0n;
  const expected = total.map((_, i) => {
    const before = close[i - 1] ?? close[i];
    if (close[i] > before) exactTotal += BigInt(volume[i]);
    if (close[i] < before) exactTotal -= BigInt(volume[i]);
    return Number(exactTotal);
  });
  expect(firstDifference(total, expected)).toBeNull();
});
