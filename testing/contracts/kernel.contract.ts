import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BugError } from "../../src/base/assert.ts";
import {
  emptyPrices,
  flatPrices,
  holedWalks,
  priceBar,
  randomWalk,
  slicePrices,
  walks,
  withPrices,
} from "../prices.ts";
import {
  emptyColumns,
  expectSame,
  guard,
  type KernelCase,
  putValues,
  runBatch,
  runStream,
} from "./kernel-case.ts";

/** The laws of every kernel, checked on one. */
export function kernelContract(kernel: KernelCase): void {
  describe(kernel.name, () => {
    checkTime(kernel);
    checkStreaming(kernel);
    checkHoles(kernel);
    checkUnits(kernel);
    checkSizes(kernel);
  });
}

function checkTime(kernel: KernelCase): void {
  test("the batch on a prefix is the prefix of the batch", () => {
    forAll(holedWalks({ bars: 90 }), (walk) => {
      const prices = randomWalk(walk);
      const whole = runBatch(kernel, prices);
      for (let bars = 0; bars < walk.bars; bars++) {
        const prefix = whole.map((column) => column.subarray(0, bars));
        expectSame(kernel, runBatch(kernel, slicePrices(prices, 0, bars)), prefix);
      }
    });
  });

  test("a wild or missing future changes no earlier value", () => {
    forAll(walks({ bars: 90 }), (walk) => {
      const prices = randomWalk(walk);
      const cut = walk.bars >> 1;
      const past = runBatch(kernel, prices).map((column) => column.subarray(0, cut));
      for (const future of [Number.NaN, 1e9, 1e-9]) {
        const other = slicePrices(prices, 0);
        for (const name of kernel.columns) {
          if (name !== "session" && name !== "slot") other[name].fill(future, cut);
        }
        const again = runBatch(kernel, other).map((column) => column.subarray(0, cut));
        expectSame(kernel, again, past);
      }
    });
  });

  const { settledBars } = kernel;
  if (settledBars === null) return;
  test(`a history that starts 1 to 100 bars later is the same after ${settledBars} bars`, () => {
    forAll(holedWalks({ bars: 260 }), (walk) => {
      const prices = randomWalk({ ...walk, bars: walk.bars + 20 });
      const whole = runBatch(kernel, prices);
      for (let start = 1; start <= 100; start++) {
        const late = runBatch(kernel, slicePrices(prices, start));
        expectSame(
          kernel,
          late.map((column) => column.subarray(settledBars)),
          whole.map((column) => column.subarray(start + settledBars)),
        );
      }
    });
  });
}

function checkStreaming(kernel: KernelCase): void {
  test("streaming gives the values of the batch", () => {
    forAll(holedWalks({ bars: 300 }), (walk) => {
      const prices = randomWalk(walk);
      const state = new Float64Array(kernel.stateLength);
      expectSame(kernel, runStream(kernel, prices, state, 0), runBatch(kernel, prices));
    });
  });

  test("two states in one slab leave one another and the rest alone", () => {
    forAll(fc.tuple(holedWalks({ bars: 120 }), fc.integer({ min: 1, max: 9 })), ([walk, pad]) => {
      const pair = [randomWalk(walk), randomWalk({ ...walk, seed: walk.seed + 1 })];
      const { stateLength } = kernel;
      const slab = new Float64Array(3 * pad + 2 * stateLength).fill(guard);
      const starts = [pad, 2 * pad + stateLength];
      for (const at of starts) slab.fill(0, at, at + stateLength);
      const outs = pair.map(() => emptyColumns(kernel, walk.bars));
      for (let i = 0; i < walk.bars; i++) {
        pair.forEach((prices, which) => {
          const values = kernel.step(slab, starts[which] as number, priceBar(prices, i));
          putValues(kernel, outs[which] as Float64Array[], i, values);
        });
      }
      pair.forEach((prices, which) => {
        expectSame(kernel, outs[which] as Float64Array[], runBatch(kernel, prices));
      });
      for (const at of starts) slab.fill(guard, at, at + stateLength);
      expect(
        slab.every((value) => value === guard),
        "the guards are untouched",
      ).toBe(true);
    });
  });

  test("a state that was written to disk and read elsewhere goes on alike", () => {
    forAll(fc.tuple(holedWalks({ bars: 150 }), fc.nat({ max: 150 })), ([walk, cutAt]) => {
      const prices = randomWalk(walk);
      const cut = Math.min(cutAt, walk.bars);
      const state = new Float64Array(kernel.stateLength);
      runStream(kernel, slicePrices(prices, 0, cut), state, 0);
      const bytes = new Uint8Array(state.buffer).slice();
      const elsewhere = new Float64Array(kernel.stateLength + 5);
      elsewhere.set(new Float64Array(bytes.buffer), 5);
      state.fill(guard);
      const rest = runStream(kernel, slicePrices(prices, cut), elsewhere, 5);
      const whole = runBatch(kernel, prices).map((column) => column.subarray(cut));
      expectSame(kernel, rest, whole);
    });
  });
}

function checkHoles(kernel: KernelCase): void {
  test("the first values come exactly at the documented bars", () => {
    for (const seed of [1, 2, 3]) {
      const columns = runBatch(kernel, randomWalk({ seed, bars: 120 }));
      kernel.outputs.forEach(({ name, warmupBars }, which) => {
        const column = columns[which] as Float64Array;
        const shown = column.findIndex((value) => !Number.isNaN(value));
        expect(shown, `first value of ${name}`).toBe(warmupBars);
        expect(column.subarray(warmupBars).every(Number.isFinite), `${name} is whole`).toBe(true);
      });
    }
  });

  for (const hole of kernel.columns.filter((name) => name !== "session" && name !== "slot")) {
    test(`a NaN ${hole} touches exactly the documented bars, at every position`, () => {
      const prices = randomWalk({ seed: 11, bars: 120 });
      const before = runBatch(kernel, prices);
      for (let at = 0; at < 120; at++) {
        const holed = slicePrices(prices, 0);
        holed[hole][at] = Number.NaN;
        const expected = before.map((column, which) => {
          const reach = kernel.outputs[which]?.gaps[hole] ?? (() => false);
          return column.map((value, i) => (i >= at && reach(i - at, at) ? Number.NaN : value));
        });
        const found = runBatch(kernel, holed).map((column, which) => {
          const reach = kernel.outputs[which]?.gaps[hole] ?? (() => false);
          return column.map((value, i) =>
            i >= at && reach(i - at, at) === "unknown" ? Number.NaN : value,
          );
        });
        expectSame(kernel, found, expected, `NaN ${hole} at ${at}`);
      }
    });
  }
}

function checkUnits(kernel: KernelCase): void {
  test("a flat market gives exactly the documented value", () => {
    for (const price of [0.0001, 0.1, 33.33, 93.17, 700_000.01, 2 ** 52 / 3]) {
      for (const volume of [1, 1234, 98_765_432.1]) {
        const found = runBatch(kernel, flatPrices(90, price, volume));
        const expected = kernel.outputs.map(({ warmupBars, flat }) =>
          new Float64Array(90)
            .fill(Number.NaN, 0, warmupBars)
            .fill(flat(price, volume), warmupBars),
        );
        expectSame(kernel, found, expected, `flat at ${price}`);
      }
    }
  });

  test("prices and volumes times a power of two scale exactly as documented", () => {
    const power = fc.integer({ min: -30, max: 30 }).map((exponent) => 2 ** exponent);
    forAll(fc.tuple(walks({ bars: 90 }), power, power), ([walk, priceScale, volumeScale]) => {
      const prices = randomWalk(walk);
      const expected = runBatch(kernel, prices).map((column, which) => {
        const { priceDegree = 0, volumeDegree = 0 } = kernel.outputs[which] ?? {};
        return column.map(
          (value) => value * priceScale ** priceDegree * volumeScale ** volumeDegree,
        );
      });
      const scaled = withPrices(prices, (price) => price * priceScale);
      scaled.volume.forEach((volume, i) => {
        scaled.volume[i] = volume * volumeScale;
      });
      expectSame(kernel, runBatch(kernel, scaled), expected);
    });
  });

  test("a constant added to all prices does what is documented", () => {
    const added = 4096;
    const seeds = fc.integer({ min: 0, max: 1e9 });
    forAll(seeds, (seed) => {
      // Ticks of 1/64 leave room for exact differences, so nothing but the kernel can round.
      const prices = randomWalk({ seed, bars: 90, tick: 1 / 64, flatChance: 0.05 });
      const before = runBatch(kernel, prices);
      const after = runBatch(
        kernel,
        withPrices(prices, (price) => price + added),
      );
      kernel.outputs.forEach(({ name, shift }, which) => {
        const move = shift.startsWith("moves") ? added : 0;
        const tolerance = shift.endsWith("exactly") ? 0 : added * 1e-13;
        before[which]?.forEach((value, i) => {
          const error = Math.abs((after[which]?.[i] as number) - (value + move));
          if (error > tolerance) throw new Error(`${name}[${i}] is off by ${error}`);
        });
      });
    });
  });
}

function checkSizes(kernel: KernelCase): void {
  test("no bars give no values, and too few bars give NaN", () => {
    for (let bars = 0; bars <= 90; bars++) {
      const columns = runBatch(kernel, randomWalk({ seed: bars, bars }));
      kernel.outputs.forEach(({ name, warmupBars }, which) => {
        const early = columns[which]?.subarray(0, warmupBars);
        expect(early?.every(Number.isNaN), `${name} of ${bars} bars`).toBe(true);
      });
    }
  });

  test("the input columns are only read", () => {
    const prices = randomWalk({ seed: 5, bars: 90 });
    const copy = slicePrices(prices, 0);
    runBatch(kernel, prices);
    expect(prices).toEqual(copy);
  });

  test("columns of unequal length are a bug of the caller", () => {
    const out = emptyColumns(kernel, 9);
    for (const shorter of kernel.columns) {
      if (kernel.columns.length === 1) break;
      const prices = { ...emptyPrices(9), [shorter]: new Float64Array(8) };
      expect(() => kernel.batch(prices, out), `shorter ${shorter}`).toThrow(BugError);
    }
    for (const [which, { name }] of kernel.outputs.entries()) {
      for (const length of [8, 10]) {
        const uneven = out.with(which, new Float64Array(length));
        const call = () => kernel.batch(emptyPrices(9), uneven);
        expect(call, `${name} of ${length} rows for 9 bars`).toThrow(BugError);
      }
    }
  });
}

/** Every kernel refuses a window that is no whole number or below `windowBarsMin`. */
export function rejectsBadWindows(
  name: string,
  windowBarsMin: number,
  call: (windowBars: number) => void,
): void {
  test(`${name} refuses a window that is no whole number >= ${windowBarsMin}`, () => {
    expect(() => call(windowBarsMin)).not.toThrow();
    for (const bad of [0, windowBarsMin - 1, -3, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => call(bad), `${bad}`).toThrow(BugError);
    }
  });
}

function forAll<T>(cases: fc.Arbitrary<T>, check: (one: T) => void): void {
  fc.assert(fc.property(cases, check), { numRuns: 25 });
}
