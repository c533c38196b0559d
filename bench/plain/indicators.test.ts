import { expect, test } from "bun:test";
import {
  exponentialMean,
  movingDeviation,
  movingHighest,
  movingLineEnd,
  movingLowest,
  movingMean,
  trueRanges,
} from "./indicators.ts";

const values = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);

test("the textbook's eight numbers have mean 5 and population deviation 2", () => {
  expect(movingMean(values, 8).at(-1)).toBe(5);
  expect(movingDeviation(values, 8).at(-1)).toBe(2);
});

test("a window that is not full has no value", () => {
  expect([...movingHighest(values, 3)]).toEqual([Number.NaN, Number.NaN, 4, 4, 5, 5, 7, 9]);
  expect([...movingLowest(values, 3)]).toEqual([Number.NaN, Number.NaN, 2, 4, 4, 4, 5, 5]);
});

test("the line through a straight column ends on it", () => {
  const straight = Float64Array.from({ length: 9 }, (_, i) => 3 - 0.5 * i);
  expect(movingLineEnd(straight, 4)[8]).toBeCloseTo(straight[8] as number, 12);
});

test("an exponential mean of 3 halves the distance at every step", () => {
  expect([...exponentialMean(Float64Array.of(8, 0, 0, 8), 3)]).toEqual([8, 4, 2, 5]);
});

test("a true range reaches back to the close before", () => {
  const ranges = trueRanges(
    Float64Array.of(11, 15, 9),
    Float64Array.of(10, 14, 8),
    Float64Array.of(10.5, 14.5, 8.5),
  );
  expect([...ranges]).toEqual([1, 4.5, 6.5]);
});
