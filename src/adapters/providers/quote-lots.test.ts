import { expect, test } from "bun:test";
import { quotedShares } from "./quote-lots.ts";

const lotsTsMs = Date.UTC(2025, 10, 3, 4, 59);
const sharesTsMs = Date.UTC(2025, 10, 3, 5);

test("sizes are lots of 100 until 3 November 2025 and shares from then on", () => {
  expect(quotedShares(3, lotsTsMs)).toBe(300);
  expect(quotedShares(3, sharesTsMs)).toBe(3);
  expect(quotedShares(0, sharesTsMs)).toBe(0);
});

test("a size without its unit is not known", () => {
  expect(quotedShares(3, null)).toBeNull();
  expect(quotedShares(3, Number.NaN)).toBeNull();
  expect([null, undefined, "3", -1].map((size) => quotedShares(size, sharesTsMs))).toEqual([
    ...[null, null, null, null],
  ]);
});
