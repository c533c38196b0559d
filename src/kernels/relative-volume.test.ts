import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import type { Reach } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { barsPerSession, priceBar, randomWalk } from "../../testing/prices.ts";
import { BugError } from "../base/assert.ts";
import {
  relativeVolume,
  relativeVolumeAt,
  relativeVolumeStateLength,
  relativeVolumeStep,
} from "./relative-volume.ts";

for (const sessions of [1, 3]) {
  const options = { sessions, slotCount: barsPerSession };
  const memoryBars = sessions * barsPerSession;
  const sameSlot: Reach = (distance) => distance % barsPerSession === 0 && distance <= memoryBars;
  kernelContract({
    name: `relative volume of ${sessions} sessions`,
    columns: ["volume", "slot"],
    outputs: [
      {
        name: "ratio",
        warmupBars: memoryBars,
        gaps: { volume: sameSlot },
        flat: () => 1,
        priceDegree: 0,
        volumeDegree: 0,
        shift: "kept exactly",
      },
    ],
    settledBars: memoryBars,
    stateLength: relativeVolumeStateLength(options),
    batch: (prices, [ratio]) => relativeVolume(prices, options, ratio),
    step: (state, at, bar) => [relativeVolumeStep(state, at, options, bar)],
  });
}

rejectsBadWindows("relative volume", 1, (sessions) => {
  const columns = { volume: new Float64Array(3), slot: new Float64Array(3) };
  relativeVolume(columns, { sessions, slotCount: 1 }, new Float64Array(3));
});
rejectsBadWindows("relative volume, slotCount,", 1, (slotCount) =>
  relativeVolumeStateLength({ sessions: 3, slotCount }),
);
rejectsBadWindows("relative volume at one bar", 1, (sessions) => {
  const columns = { volume: new Float64Array(3), slot: new Float64Array(3) };
  relativeVolumeAt(columns, { first: 0, last: 2 }, sessions, new Float64Array(5));
});

/** Bars whose slots come in no order, some of them not compared. */
function scattered(seed: number, bars: number) {
  const prices = randomWalk({ seed, bars, idleChance: 0.1, holeChance: 0.01 });
  const order = randomWalk({ seed: seed + 1, bars }).volume;
  const slot = order.map((number) => (number % 11 === 0 ? Number.NaN : number % 5));
  return { ...prices, slot };
}

const options = { sessions: 3, slotCount: 5 };

test("relative volume is the bar's volume over the mean of its slot's bars before", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 120 }), (seed, bars) => {
      const { volume, slot } = scattered(seed, bars);
      const ratio = new Float64Array(bars);
      relativeVolume({ volume, slot }, options, ratio);
      const expected = ratio.map((_, i) => {
        const before = [...volume.subarray(0, i)].filter((_, at) => slot[at] === slot[i]).slice(-3);
        const usual = before.reduce((sum, one) => sum + one, 0) / 3;
        return before.length < 3 || usual === 0 ? Number.NaN : volume[i] / usual;
      });
      expect(worstError(ratio, expected)).toBeLessThan(1e-14);
    }),
  );
});

test("streaming and the look-up at one bar have the bits of the batch, slots in any order", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 120 }), (seed, bars) => {
      const prices = scattered(seed, bars);
      const ratio = new Float64Array(bars);
      relativeVolume(prices, options, ratio);
      const state = new Float64Array(relativeVolumeStateLength(options));
      const streamed = ratio.map((_, i) =>
        relativeVolumeStep(state, 0, options, priceBar(prices, i)),
      );
      const scratch = new Float64Array(3);
      const found = ratio.map((_, last) =>
        relativeVolumeAt(prices, { first: 0, last }, 3, scratch),
      );
      expect(firstDifference(streamed, ratio)).toBeNull();
      expect(firstDifference(found, ratio)).toBeNull();
    }),
  );
});

test("the look-up at one bar does not look before its range", () => {
  const columns = { volume: Float64Array.of(9, 2, 4, 6), slot: new Float64Array(4) };
  const scratch = new Float64Array(2);
  expect(relativeVolumeAt(columns, { first: 1, last: 3 }, 2, scratch)).toBe(2);
  expect(relativeVolumeAt(columns, { first: 2, last: 3 }, 2, scratch)).toBe(Number.NaN);
});

test("a slot that never trades has no relative volume", () => {
  const columns = { volume: Float64Array.of(0, 0, 5, 5), slot: new Float64Array(4) };
  const ratio = new Float64Array(4);
  relativeVolume(columns, { sessions: 2, slotCount: 1 }, ratio);
  expect([...ratio]).toEqual([Number.NaN, Number.NaN, Number.NaN, 2]);
});

test("a slot that is no whole number below the slot count is a bug of the caller", () => {
  const state = new Float64Array(relativeVolumeStateLength(options));
  for (const slot of [-1, 5, 1.5, Number.POSITIVE_INFINITY]) {
    expect(() => relativeVolumeStep(state, 0, options, { volume: 1, slot })).toThrow(BugError);
  }
  expect(state.every((value) => value === 0)).toBe(true);
});

test("scratch that cannot hold all sessions is a bug of the caller", () => {
  const columns = { volume: new Float64Array(9), slot: new Float64Array(9) };
  const look = (room: number) =>
    relativeVolumeAt(columns, { first: 0, last: 8 }, 3, new Float64Array(room));
  expect(() => look(2)).toThrow(BugError);
  expect(look(3)).toBe(Number.NaN);
});
