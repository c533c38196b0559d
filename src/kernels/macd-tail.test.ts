import { expect, test } from "bun:test";
import fc from "fast-check";
import { randomWalk, walks } from "../../testing/prices.ts";
import { BugError } from "../base/assert.ts";
import { type MacdOptions, macd } from "./macd.ts";
import { macdTail } from "./macd-tail.ts";

const options = fc
  .record({
    fastBars: fc.integer({ min: 1, max: 12 }),
    extraBars: fc.integer({ min: 1, max: 14 }),
    signalBars: fc.integer({ min: 1, max: 9 }),
    seed: fc.constantFrom("first-value" as const, "sma-each" as const, "talib" as const),
  })
  .map(({ extraBars, ...rest }): MacdOptions => ({ ...rest, slowBars: rest.fastBars + extraBars }));

test("the tail has the bits of the whole macd at every end, wherever the history starts", () => {
  fc.assert(
    fc.property(walks({ bars: 80 }), options, fc.nat({ max: 20 }), (walk, how, first) => {
      const { close } = randomWalk({ ...walk, bars: walk.bars + 20 });
      const rest = close.subarray(first);
      const column = () => new Float64Array(rest.length);
      const out = { macd: column(), signal: column(), histogram: column() };
      macd(rest, how, out);
      for (let end = first; end <= close.length; end++) {
        const last = end - first - 1;
        expect(macdTail(close, { first, end }, how)).toEqual({
          macd: out.macd[last] ?? Number.NaN,
          signal: out.signal[last] ?? Number.NaN,
          histogram: out.histogram[last] ?? Number.NaN,
          previousHistogram: out.histogram[last - 1] ?? Number.NaN,
        });
      }
    }),
    { numRuns: 100 },
  );
});

test("a NaN after the first price leaves no value", () => {
  for (const seed of ["first-value", "sma-each", "talib"] as const) {
    for (let hole = 1; hole < 60; hole++) {
      const { close } = randomWalk({ seed: 1, bars: 60 });
      close[hole] = Number.NaN;
      const how = { fastBars: 5, slowBars: 9, signalBars: 4, seed };
      const tail = macdTail(close, { first: 0, end: 60 }, how);
      expect([tail.macd, tail.signal, tail.histogram]).toEqual([NaN, NaN, NaN]);
    }
  }
});

test("a fast average that is not faster is a bug of the caller", () => {
  const how = { fastBars: 9, slowBars: 9, signalBars: 4, seed: "talib" } as const;
  expect(() => macdTail(new Float64Array(9), { first: 0, end: 9 }, how)).toThrow(BugError);
});

test("a range that leaves the column is a bug of the caller", () => {
  const how = { fastBars: 2, slowBars: 3, signalBars: 2, seed: "talib" } as const;
  for (const range of [
    { first: -1, end: 9 },
    { first: 0, end: 10 },
  ]) {
    expect(() => macdTail(new Float64Array(9), range, how)).toThrow(BugError);
  }
});
