import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { forever } from "../../testing/contracts/kernel-case.ts";
import { worstError } from "../../testing/errors.ts";
import { exact, exactAverage, ratio } from "../../testing/exact.ts";
import { randomWalk, walks } from "../../testing/prices.ts";
import { rsi, rsiStateLength, rsiStep } from "./rsi.ts";

for (const windowBars of [1, 2, 14]) {
  kernelContract({
    name: `rsi over ${windowBars}`,
    columns: ["close"],
    outputs: [
      {
        name: "rsiPct",
        warmupBars: windowBars,
        gaps: { close: forever() },
        flat: () => 50,
        priceDegree: 0,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: null,
    stateLength: rsiStateLength,
    batch: ({ close }, [rsiPct]) => rsi(close, windowBars, rsiPct),
    step: (state, at, { close }) => [rsiStep(state, at, windowBars, close)],
  });
}

rejectsBadWindows("rsi", 1, (windowBars) =>
  rsi(new Float64Array(3), windowBars, new Float64Array(3)),
);

test("rsi stays within 0 and 100, and reaches them exactly where all moves go one way", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 20 }),
      (moves) => {
        const rise = Float64Array.from(moves);
        for (let i = 1; i < rise.length; i++) rise[i] += rise[i - 1];
        // A first move upwards, so that the market is not flat.
        rise[0] = -1;
        const rsiPct = new Float64Array(rise.length);
        rsi(rise, 14, rsiPct);
        expect(rsiPct.subarray(14).every((value) => value === 100)).toBe(true);
        rsi(
          rise.map((price) => -price),
          14,
          rsiPct,
        );
        expect(rsiPct.subarray(14).every((value) => value === 0)).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(walks({ bars: 120 }), (walk) => {
      const { close } = randomWalk(walk);
      const rsiPct = new Float64Array(close.length);
      rsi(close, 3, rsiPct);
      expect(rsiPct.subarray(3).every((value) => value >= 0 && value <= 100)).toBe(true);
    }),
  );
});

test("bars without a move keep the rsi of the bar before", () => {
  const { close } = randomWalk({ seed: 9, bars: 500 });
  close.fill(close[99], 100);
  const rsiPct = new Float64Array(500);
  rsi(close, 14, rsiPct);
  for (let i = 100; i < 500; i++) expect(rsiPct[i]).toBeCloseTo(rsiPct[99], 11);
});

test("rsi is the exact one but for the last bits", () => {
  for (const level of [0.0001, 100, 700_000]) {
    const { close } = randomWalk({ seed: 13, bars: 400, level, flatChance: 0.02 });
    const rsiPct = new Float64Array(400);
    rsi(close, 14, rsiPct);
    const moves = Array.from(close, (price, i) =>
      i === 0 ? null : exact(price) - exact(close[i - 1]),
    );
    const weight = { numerator: 1, denominator: 14 };
    const part = (sign: bigint) => {
      const sizes = moves.map((move) =>
        move === null ? null : sign * move > 0n ? sign * move : 0n,
      );
      return exactAverage(sizes, 14, weight);
    };
    const [gains, losses] = [part(1n), part(-1n)];
    const expected = gains.map((gain, i) => {
      const loss = losses[i];
      return gain === null || loss === null ? Number.NaN : ratio(100n * gain, gain + loss);
    });
    expect(worstError(rsiPct, expected)).toBeLessThan(1e-13);
  }
});

test("rsi of one bar up by 3 and one down by 1 is 75", () => {
  const rsiPct = new Float64Array(3);
  rsi(Float64Array.of(10, 13, 12), 2, rsiPct);
  expect([...rsiPct]).toEqual([Number.NaN, Number.NaN, 75]);
});
