import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract, rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import type { Reach } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exact, exactAverage, rounded } from "../../testing/exact.ts";
import { holedWalks, randomWalk } from "../../testing/prices.ts";
import { BugError } from "../base/assert.ts";
import {
  type MacdColumns,
  type MacdOptions,
  type MacdSeed,
  macd,
  macdStateLength,
  macdStep,
} from "./macd.ts";

const seeds = ["first-value", "sma-each", "talib"] satisfies MacdSeed[];
const fromClose: Reach = (_, hole) => (hole === 0 ? "unknown" : true);
const usual = { fastBars: 12, slowBars: 26, signalBars: 9 } as const;

function columns(bars: number): MacdColumns {
  const column = () => new Float64Array(bars);
  return { macd: column(), signal: column(), histogram: column() };
}

for (const seed of seeds) {
  for (const windows of [usual, { fastBars: 1, slowBars: 3, signalBars: 2 }]) {
    const options: MacdOptions = { ...windows, seed };
    const { slowBars, signalBars } = windows;
    const lineBars = seed === "first-value" ? 0 : slowBars - 1;
    const signalLag = seed === "first-value" ? 0 : signalBars - 1;
    kernelContract({
      name: `macd ${Object.values(windows)}, seeded ${seed}`,
      columns: ["close"],
      outputs: ["macd", "signal", "histogram"].map((name) => ({
        name,
        warmupBars: name === "macd" ? lineBars : lineBars + signalLag,
        gaps: { close: fromClose },
        flat: () => 0,
        priceDegree: 1,
        volumeDegree: 0,
        shift: "kept nearly",
      })),
      settledBars: null,
      stateLength: macdStateLength,
      batch: ({ close }, [line, signal, histogram]) =>
        macd(close, options, { macd: line, signal, histogram }),
      step: (state, at, { close }) => {
        const out = macdStep(state, at, options, close);
        return [state[out], state[out + 1], state[out + 2]];
      },
    });
  }

  for (const name of ["fastBars", "signalBars"] as const) {
    rejectsBadWindows(`macd seeded ${seed}, ${name},`, 1, (windowBars) => {
      const options = { fastBars: 2, slowBars: 5, signalBars: 2, seed, [name]: windowBars };
      macd(new Float64Array(40), options, columns(40));
    });
  }

  test(`macd seeded ${seed} refuses a fast average that is not faster`, () => {
    const options: MacdOptions = { fastBars: 9, slowBars: 9, signalBars: 2, seed };
    expect(() => macd(new Float64Array(9), options, columns(9))).toThrow(BugError);
  });

  test(`leading NaNs only move the start of a macd seeded ${seed}`, () => {
    const options: MacdOptions = { fastBars: 3, slowBars: 7, signalBars: 4, seed };
    fc.assert(
      fc.property(holedWalks({ bars: 60 }), fc.nat({ max: 30 }), (walk, holes) => {
        const { close } = randomWalk({ ...walk, leadingHoles: 0 });
        if (Number.isNaN(close[0])) return;
        const later = new Float64Array(holes + close.length).fill(Number.NaN);
        later.set(close, holes);
        const [found, laterFound] = [columns(close.length), columns(later.length)];
        macd(close, options, found);
        macd(later, options, laterFound);
        for (const name of ["macd", "signal", "histogram"] as const) {
          expect(laterFound[name].subarray(0, holes).every(Number.isNaN)).toBe(true);
          expect(firstDifference(laterFound[name].subarray(holes), found[name])).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  test(`a macd seeded ${seed} is the exact one but for the last bits of the price`, () => {
    for (const level of [0.0001, 100, 700_000]) {
      const { close } = randomWalk({ seed: 12, bars: 400, level });
      const found = columns(400);
      macd(close, { ...usual, seed }, found);
      const expected = exactMacd(close, seed);
      for (const name of ["macd", "signal", "histogram"] as const) {
        expect(worstError(found[name], expected[name], level)).toBeLessThan(1e-14);
      }
    }
  });
}

/** The three lines by their definition, in exact averages. */
function exactMacd(close: Float64Array, seed: MacdSeed): Record<keyof MacdColumns, number[]> {
  const seedBars = (bars: number) => (seed === "first-value" ? 1 : bars);
  const average = (values: readonly (bigint | null)[], bars: number) =>
    exactAverage(values, seedBars(bars), { numerator: 2, denominator: bars + 1 });
  const minus = (left: readonly (bigint | null)[], right: readonly (bigint | null)[]) =>
    left.map((value, i) => {
      const other = right[i];
      return value === null || other === null ? null : value - other;
    });
  const prices = Array.from(close, exact);
  // TA-Lib lets the fast average start late, so that it is seeded at the same bar as the slow one.
  const delay = seed === "talib" ? usual.slowBars - usual.fastBars : 0;
  const late = prices.map((price, i) => (i < delay ? null : price));
  const line = minus(average(late, usual.fastBars), average(prices, usual.slowBars));
  const signal = average(line, usual.signalBars);
  const numbers = (values: readonly (bigint | null)[]) =>
    values.map((value) => (value === null ? Number.NaN : rounded(value)));
  return {
    macd: numbers(line),
    signal: numbers(signal),
    histogram: numbers(minus(line, signal)),
  };
}

test("after 250 bars the three seedings agree to a hundred-millionth of the price", () => {
  const { close } = randomWalk({ seed: 21, bars: 300 });
  const found = seeds.map((seed) => {
    const out = columns(300);
    macd(close, { ...usual, seed }, out);
    return out;
  });
  for (const other of found.slice(1)) {
    const error = worstError(other.macd.subarray(250), found[0].macd.subarray(250), 100);
    expect(error).toBeLessThan(1e-8);
    expect(error).toBeGreaterThan(0);
  }
});
