import { expect, test } from "bun:test";
import fc from "fast-check";
import { risingBars } from "./rising-bars.ts";

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
