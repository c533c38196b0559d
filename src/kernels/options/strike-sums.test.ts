import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { maxPain } from "./max-pain.ts";
import { putCallRatio } from "./put-call.ts";
import { strikeStepAt, sumByStrike, wallStrike } from "./strike-sums.ts";

const nan = Number.NaN;

test("sums over contracts are taken per strike, and what is not known adds nothing", () => {
  const sums = new Float64Array(3).fill(9);
  sumByStrike(Uint32Array.of(0, 2, 2, 0), Float64Array.of(1, 5, nan, 2), sums);
  expect([...sums]).toEqual([3, 0, 5]);
});

describe("a wall", () => {
  const strikes = Float64Array.of(90, 95, 100, 110);

  test("is the strike of the largest sum", () => {
    expect(wallStrike(strikes, Float64Array.of(1, 7, 3, 2), 100)).toBe(95);
  });

  test("of equal ones is the nearest to the spot, then the lower", () => {
    expect(wallStrike(strikes, Float64Array.of(7, 0, 0, 7), 104)).toBe(110);
    expect(wallStrike(strikes, Float64Array.of(7, 0, 0, 7), 100)).toBe(90);
  });

  test("is not there without anything above 0", () => {
    expect(wallStrike(strikes, new Float64Array(4), 100)).toBeNaN();
    expect(wallStrike(new Float64Array(0), new Float64Array(0), 100)).toBeNaN();
  });
});

test("a strike step is the distance of the strikes around a price", () => {
  const strikes = Float64Array.of(90, 95, 100, 110);
  expect(strikeStepAt(strikes, 97)).toBe(5);
  expect(strikeStepAt(strikes, 100), "the larger one on a strike").toBe(10);
  expect(strikeStepAt(strikes, 110), "at the upper end").toBe(10);
  expect(strikeStepAt(strikes, 90), "at the lower end").toBe(5);
  expect(strikeStepAt(strikes, 80), "outside of all").toBe(0);
  expect(strikeStepAt(Float64Array.of(90), 90)).toBe(0);
});

describe("max pain", () => {
  const listed = fc
    .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 })
    .map((strikes) => Float64Array.from(strikes).sort());
  const interest = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 12, maxLength: 12 });

  test("is the strike of the least payout, tried one by one", () => {
    fc.assert(
      fc.property(listed, interest, interest, (strikes, calls, puts) => {
        const callInterest = Float64Array.from(calls.slice(0, strikes.length));
        const putInterest = Float64Array.from(puts.slice(0, strikes.length));
        const payout = (at: number) =>
          strikes.reduce(
            (sum, strike, i) =>
              sum +
              callInterest[i] * Math.max(at - strike, 0) +
              putInterest[i] * Math.max(strike - at, 0),
            0,
          );
        const pain = maxPain(strikes, callInterest, putInterest);
        const total = [...callInterest, ...putInterest].reduce((sum, one) => sum + one, 0);
        if (total === 0) expect(pain).toBeNaN();
        else {
          const least = [...strikes].reduce((a, b) => (payout(b) < payout(a) ? b : a));
          expect(pain).toBe(least);
        }
      }),
    );
  });

  test("takes unknown open interest as none", () => {
    const strikes = Float64Array.of(90, 100, 110);
    const pain = maxPain(strikes, Float64Array.of(nan, 5, nan), Float64Array.of(nan, nan, 5));
    expect(pain).toBe(100);
    expect(maxPain(strikes, new Float64Array(3).fill(nan), new Float64Array(3))).toBeNaN();
  });
});

test("the put-call ratio is puts for each call, and NaN without calls", () => {
  expect(putCallRatio(30, 20)).toBe(1.5);
  expect(putCallRatio(30, 0)).toBeNaN();
  expect(putCallRatio(nan, 10)).toBeNaN();
});
