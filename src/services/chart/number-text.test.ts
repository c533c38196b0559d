import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatCompact,
  formatIndicator,
  formatNumber,
  formatPercent,
  formatSigned,
  priceDecimals,
} from "./number-text.ts";

test.each([
  [700_000, 2],
  [1, 2],
  [0.5, 4],
  [0.0123, 5],
  [0.0001, 7],
  [0, 2],
  [Number.NaN, 2],
])("a price of %d has %i decimals", (price, decimals) => {
  expect(priceDecimals(price)).toBe(decimals);
});

test.each([
  [1_234_567.891, 2, "1,234,567.89"],
  [-0.004, 2, "0.00"],
  [-1, 1, "−1.0"],
  [999, 0, "999"],
  [0.0001, 7, "0.0001000"],
  [Number.NaN, 2, "–"],
  [Number.POSITIVE_INFINITY, 2, "–"],
])("%d with %i decimals is written %s", (value, decimals, text) => {
  expect(formatNumber(value, decimals)).toBe(text);
});

test("a plus stands before what is above zero in print", () => {
  expect(formatSigned(1.5, 1)).toBe("+1.5");
  expect(formatSigned(0.04, 1)).toBe("0.0");
  expect(formatSigned(0, 1)).toBe("0.0");
  expect(formatPercent(-0.0123)).toBe("−1.23%");
});

test.each([
  [0, "0"],
  [999, "999"],
  [1_000, "1.00K"],
  [4_310, "4.31K"],
  [73_563_000, "73.6M"],
  [412_000, "412K"],
  [999_960, "1.00M"],
  [7.36e9, "7.36B"],
  [Number.NaN, "–"],
])("%d shares are written %s", (count, text) => {
  expect(formatCompact(count)).toBe(text);
});

test.each([
  [0, "0.00"],
  [0.47, "+0.47"],
  [-0.0066, "−0.0066"],
  [107.44, "+107.4"],
  [-20_611.4, "−20,611"],
  [1e-30, "0.0000000000"],
  [Number.NaN, "–"],
])("an indicator of %d is written %s", (value, text) => {
  expect(formatIndicator(value)).toBe(text);
});

test("a number reads back as what it was rounded to", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(6), (value, decimals) => {
      const text = formatNumber(value, decimals).replaceAll(",", "").replace("−", "-");
      expect(Number(text)).toBe(Number(value.toFixed(decimals)) + 0);
    }),
  );
});
