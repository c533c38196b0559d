import { expect, test } from "bun:test";
import fc from "fast-check";
import { isPrice, risingBars } from "./rising-bars.ts";

const bar = (openTsMs: number, close: number) => ({
  ...{ openTsMs, open: close, high: close, low: close, close, volume: 1 },
});

test("bars rise in time, and of two with one time the later one counts", () => {
  const bars = risingBars("1m", [bar(3, 30), bar(1, 10), bar(3, 31), bar(2, 20)]);
  expect([...bars.openTsMs.subarray(0, bars.length)]).toEqual([1, 2, 3]);
  expect([...bars.close.subarray(0, bars.length)]).toEqual([10, 20, 31]);
});

test("any rows give every time once, with the last row of it", () => {
  const times = fc.array(fc.nat({ max: 20 }), { maxLength: 40 });
  fc.assert(
    fc.property(times, (list) => {
      const bars = risingBars(
        "1m",
        list.map((tsMs, at) => bar(tsMs, at + 1)),
      );
      const last = new Map(list.map((tsMs, at) => [tsMs, at + 1]));
      const expected = [...last].sort(([a], [b]) => a - b);
      const found = Array.from({ length: bars.length }, (_, i) => [
        bars.openTsMs[i],
        bars.close[i],
      ]);
      expect(found as unknown).toEqual(expected);
    }),
  );
});

test("a price is finite and above 0", () => {
  expect([1e-9, 5].every(isPrice)).toBe(true);
  const none = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1", null, undefined];
  expect(none.some(isPrice)).toBe(false);
});
