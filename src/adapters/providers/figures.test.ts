import { expect, test } from "bun:test";
import { isPrice, numberOrNull, positiveOrNull } from "./figures.ts";

test("a price is finite and above 0", () => {
  expect([1e-9, 5].every(isPrice)).toBe(true);
  const none = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined];
  expect(none.some(isPrice)).toBe(false);
  expect(none.map(positiveOrNull)).toEqual(none.map(() => null));
});

test("numbers come as texts as well, and 0 is one", () => {
  expect([1.5, "1e3", " -2 ", 0, "0"].map(numberOrNull)).toEqual([1.5, 1_000, -2, 0, 0]);
  const none = ["", " ", "NaN", "1,5", Number.NaN, Number.POSITIVE_INFINITY, true, null, {}];
  expect(none.map(numberOrNull)).toEqual(none.map(() => null));
});
