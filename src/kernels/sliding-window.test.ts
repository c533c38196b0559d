import { expect, test } from "bun:test";
import fc from "fast-check";
import { rejectsBadWindows } from "../../testing/contracts/kernel.contract.ts";
import { isWindowFull, slide, slidingWindowLength } from "./sliding-window.ts";

rejectsBadWindows("a sliding window", 1, (windowBars) => {
  slidingWindowLength(windowBars);
});

test("a sliding window keeps the newest values side by side and inside its room", () => {
  const sizes = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(sizes, fc.nat({ max: 300 }), fc.nat({ max: 7 }), (windowBars, count, at) => {
      const length = slidingWindowLength(windowBars);
      const slab = new Float64Array(at + length + 9).fill(-1);
      slab.fill(0, at, at + length);
      for (let value = 1; value <= count; value++) {
        const last = slide(slab, at, windowBars, value);
        expect(isWindowFull(slab, at, windowBars)).toBe(value >= windowBars);
        const kept = Math.min(value, windowBars);
        expect(last - kept).toBeGreaterThanOrEqual(at);
        expect(last).toBeLessThan(at + length);
        for (let back = 0; back < kept; back++) expect(slab[last - back]).toBe(value - back);
      }
      slab.fill(-1, at, at + length);
      expect(slab.every((value) => value === -1)).toBe(true);
    }),
  );
});

test("a sliding window takes at most half more than its values and a few doubles", () => {
  for (const windowBars of [1, 20, 250]) {
    expect(slidingWindowLength(windowBars)).toBeLessThanOrEqual(1.5 * windowBars + 5);
  }
});
