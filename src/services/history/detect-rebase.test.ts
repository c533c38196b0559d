import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Bar, type Bars, barAt, barsFrom } from "../../domain/bars.ts";
import { rebasedBars } from "./adjust-bars.ts";
import { detectRebase } from "./detect-rebase.ts";

const dayMs = 86_400_000;

function series(closes: readonly number[], volume = 1_000): Bars {
  return barsFrom(
    "1d",
    closes.map((close, i): Bar => {
      return { openTsMs: i * dayMs, open: close, high: close, low: close, close, volume };
    }),
  );
}

const prices = fc.array(fc.double({ min: 1, max: 500, noNaN: true }), {
  minLength: 2,
  maxLength: 12,
});

describe("a difference between stored and fetched bars", () => {
  test("by a usual ratio is a split, of any prices and any number of days", () => {
    const ratios = fc.constantFrom(1.5, 2, 3, 4, 5, 10, 20, 1 / 2, 1 / 4, 1 / 10, 1 / 25);
    fc.assert(
      fc.property(prices, ratios, (closes, ratio) => {
        const stored = series(closes);
        const fetched = rebasedBars(stored, ratio, Number.POSITIVE_INFINITY);
        const found = detectRebase(stored, fetched);
        expect(found?.ratio).toBeCloseTo(ratio, 9);
        expect(found?.beforeTsMs).toBe((closes.length - 1) * dayMs + 1);
        expect(detectRebase(fetched, fetched)).toBeNull();
      }),
    );
  });

  test("ends where stored bars are in the new share count already", () => {
    const stored = series([100, 102, 26, 27]);
    const fetched = series([25, 25.5, 26, 27]);
    expect(detectRebase(stored, fetched)).toEqual({ ratio: 4, beforeTsMs: 2 * dayMs });
  });

  test("by an odd ratio above 20 % is one where volumes moved against it", () => {
    const stored = series([130, 143]);
    expect(detectRebase(stored, series([100, 110], 1_300))?.ratio).toBeCloseTo(1.3, 9);
    expect(detectRebase(stored, series([100, 110], 300))).toBeNull();
    expect(detectRebase(series([110, 121]), series([100, 110], 1_100))).toBeNull();
  });

  test("in a single bar is believed with its volume only", () => {
    expect(detectRebase(series([100]), series([50], 2_000))?.ratio).toBe(2);
    expect(detectRebase(series([100]), series([50], 900))).toBeNull();
  });

  test("that comes and goes is a vendor in disorder", () => {
    expect(detectRebase(series([100, 100, 100]), series([50, 80, 100]))).toBeNull();
    expect(detectRebase(series([]), series([50]))).toBeNull();
    const later = barsFrom("1d", [{ ...barAt(series([50]), 0), openTsMs: 5 * dayMs }]);
    expect(detectRebase(series([100]), later)).toBeNull();
  });
});
