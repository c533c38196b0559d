import { expect, test } from "bun:test";
import fc from "fast-check";
import { exp, ln } from "./exact-math.ts";

test("exp agrees with the engine's to the last bits", () => {
  fc.assert(
    fc.property(fc.double({ min: -44, max: 44, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
    }),
    { numRuns: 2_000 },
  );
});

test("ln agrees with the engine's to the last bits", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (x) => {
      const tolerance = 1e-15 * Math.max(1, Math.abs(Math.log(x)));
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThan(tolerance);
    }),
    { numRuns: 2_000 },
  );
});

test("exp and ln of exact cases are exact", () => {
  expect(exp(0)).toBe(1);
  expect(ln(1)).toBe(0);
  expect(ln(exp(1))).toBeCloseTo(1, 15);
});
