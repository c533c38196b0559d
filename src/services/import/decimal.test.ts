import { expect, test } from "bun:test";
import fc from "fast-check";
import { parsePlainDecimal, parseWrittenDecimal } from "./decimal.ts";

function plain(text: string): number {
  const bytes = new TextEncoder().encode(`;${text};`);
  return parsePlainDecimal(bytes, 1, bytes.length - 1);
}

test("a plain decimal is exactly what Number gives", () => {
  const digits = (min: number, max: number) =>
    fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
  const decimals = fc.oneof(
    digits(1, 25),
    fc.tuple(digits(0, 18), digits(1, 18)).map(([whole, part]) => `${whole}.${part}`),
    digits(1, 18).map((whole) => `${whole}.`),
  );
  fc.assert(
    fc.property(decimals, (text) => {
      expect(plain(text)).toBe(Number(text));
    }),
    { numRuns: 20_000 },
  );
});

test("every double that prints without an exponent reads back to itself", () => {
  const prices = fc.double({ min: 1e-6, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(prices, (price) => {
      const text = String(price);
      expect(plain(text)).toBe(price);
    }),
    { numRuns: 5_000 },
  );
});

test("text that is not a plain decimal reads as NaN", () => {
  for (const text of ["", ".", "-1", "+1", "1e5", "1.2.3", "1,5", " 1", "0x10", "nan", "١"]) {
    expect(plain(text)).toBeNaN();
  }
});

test("a digit run as long as a line does not overflow the stack", () => {
  expect(plain("9".repeat(65_536))).toBe(Number.POSITIVE_INFINITY);
  expect(plain(`0.${"0".repeat(65_000)}`)).toBe(0);
});

test("written decimals may carry a dollar sign, groups of three, a sign and an exponent", () => {
  const cases: [string, number][] = [
    ["$179.66", 179.66],
    ["-$1.50", -1.5],
    ["73,563,080", 73_563_080],
    ["1,234.50", 1_234.5],
    [" 12 ", 12],
    ["+3.5", 3.5],
    ["1e3", 1_000],
    ["1e999", Number.POSITIVE_INFINITY],
  ];
  for (const [text, value] of cases) expect(parseWrittenDecimal(text)).toBe(value);
});

test("a decimal comma and words are not numbers", () => {
  for (const text of ["179,66", "1,2,3", "12,34", "", "abc", "0x10", "Infinity", "1 2", "$"]) {
    expect(parseWrittenDecimal(text)).toBeNaN();
  }
});

test("written decimals equal Number wherever Number reads a decimal", () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(doubles, (value) => {
      expect(parseWrittenDecimal(String(value))).toBe(Number(String(value)));
    }),
  );
});
