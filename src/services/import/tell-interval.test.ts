import { expect, test } from "bun:test";
import { IntervalTeller } from "./tell-interval.ts";

const minuteMs = 60_000;
const startTsMs = Date.UTC(2025, 5, 18, 13, 30);

function tell(minutes: readonly number[], options: { isDate?: boolean } = {}) {
  const teller = new IntervalTeller();
  for (const minute of minutes) {
    const tsMs = startTsMs + minute * minuteMs;
    teller.observe(0, { tsMs, isDate: options.isDate ?? false });
  }
  return teller.tell();
}

const every = (step: number, count: number) =>
  Array.from({ length: count }, (_, place) => place * step);

test("a prevailing distance is the length, also where bars are missing", () => {
  expect(tell(every(1, 9))).toBe("1m");
  expect(tell(every(5, 9))).toBe("5m");
  expect(tell([...every(5, 9), 60, 75, 80, 85])).toBe("5m");
  expect(tell([0, 240, 1440, 1680, 2880, 3120])).toBe("4h");
});

test("few rows, and distances that are no length, tell nothing", () => {
  expect(tell([])).toBeNull();
  expect(tell([0])).toBeNull();
  expect(tell(every(1, 3))).toBeNull();
  expect(tell(every(7, 9))).toBeNull();
  expect(tell([0, 1, 3, 60, 75, 80, 135, 200])).toBeNull();
});

test("midnights are days, weeks, or neither", () => {
  const day = 1440;
  expect(tell([0, day, 2 * day, 5 * day, 6 * day], { isDate: true })).toBe("1d");
  expect(tell(every(7 * day, 6), { isDate: true })).toBe("1w");
  expect(tell(every(30 * day, 6), { isDate: true })).toBeNull();
  // One session of a market, each symbol once.
  expect(tell([0], { isDate: true })).toBe("1d");
});
