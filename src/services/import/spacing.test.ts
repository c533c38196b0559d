import { expect, test } from "bun:test";
import type { Interval } from "../../domain/interval.ts";
import { SpacingSample } from "./spacing.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const bellTsMs = Date.parse("2023-06-26T13:30:00Z");

/** Judges rows of one symbol; a date has no time of day. */
function misfit(
  interval: Interval,
  stepsMs: readonly number[],
  options: { readonly stepMs?: number; readonly hasTime?: boolean } = {},
): string | null {
  const sample = new SpacingSample(10_000);
  let instantMs = bellTsMs;
  for (const stepMs of [0, ...stepsMs]) {
    instantMs += stepMs;
    const isOnGrid = options.stepMs === undefined || instantMs % options.stepMs === 0;
    const hasTime = options.hasTime ?? true;
    sample.observe({ symbolIndex: 0 }, { instantMs, hasTime, isOnGrid });
  }
  return sample.findMisfit(interval);
}

const times = (count: number, stepMs: number) => new Array<number>(count).fill(stepMs);
/** A week of daily dates: four steps of a day, one over the weekend. */
const weekOfDays = [dayMs, dayMs, dayMs, dayMs, 3 * dayMs];

test("rows that fit their interval are taken", () => {
  expect(misfit("1m", times(100, minuteMs))).toBeNull();
  expect(misfit("5m", times(100, 5 * minuteMs), { stepMs: 5 * minuteMs })).toBeNull();
  expect(misfit("1h", [hourMs, hourMs, hourMs, hourMs, hourMs, hourMs, 18 * hourMs])).toBeNull();
  expect(misfit("4h", [4 * hourMs, 20 * hourMs, 4 * hourMs, 20 * hourMs])).toBeNull();
  expect(misfit("1d", weekOfDays, { hasTime: false })).toBeNull();
  expect(misfit("1w", times(20, 7 * dayMs), { hasTime: false })).toBeNull();
});

test("minutes of a quiet symbol are sparse, and no longer interval", () => {
  const steps = [7, 13, 5, 22, 1, 40, 3, 8, 11, 2, 90, 4].map((minutes) => minutes * minuteMs);
  expect(misfit("1m", steps)).toBeNull();
  expect(misfit("1m", [30 * minuteMs, 5 * minuteMs])).toBeNull();
});

test("finer rows than asked for are refused with the right flag", () => {
  expect(misfit("1d", times(3, minuteMs))).toBe(
    "the rows are 1 minute apart, which does not fit --interval 1d; use --interval 1m",
  );
  expect(misfit("5m", times(50, minuteMs), { stepMs: 5 * minuteMs })).toContain(
    "use --interval 1m",
  );
  expect(misfit("1h", times(50, 5 * minuteMs))).toContain("use --interval 5m");
  expect(misfit("1w", weekOfDays, { hasTime: false })).toContain("1 day apart");
  expect(misfit("1d", times(2, hourMs))).toContain("use --interval 1h");
});

test("coarser rows than asked for are refused with the right flag", () => {
  expect(misfit("1m", times(20, 5 * minuteMs))).toContain("use --interval 5m");
  expect(misfit("1m", weekOfDays)).toContain("use --interval 1d");
  expect(misfit("1h", weekOfDays, { hasTime: false })).toBe(
    "the rows are dated without a time of day, which does not fit --interval 1h; " +
      "use --interval 1d",
  );
  expect(misfit("1d", times(10, 7 * dayMs), { hasTime: false })).toContain("use --interval 1w");
});

test("spacing that no interval has is named", () => {
  const months = [31, 28, 31, 30, 31, 30, 31, 31].map((days) => days * dayMs);
  expect(misfit("1d", months, { hasTime: false })).toContain("31 days apart");
  expect(misfit("1m", times(10, 10 * minuteMs))).toContain(
    "10 minutes apart, which does not fit --interval 1m; there is no interval for that",
  );
  expect(misfit("1m", times(10, 10_000))).toContain("within a minute");
});

test("clock changes do not make daily rows odd", () => {
  expect(misfit("1d", [dayMs - hourMs, dayMs, dayMs, dayMs + hourMs])).toBeNull();
  expect(misfit("1m", [dayMs - hourMs, dayMs, dayMs, dayMs])).toContain("use --interval 1d");
});

test("a few odd rows among many do not count", () => {
  expect(misfit("1d", [...times(30, dayMs), hourMs, dayMs])).toBeNull();
  expect(misfit("1m", [...times(60, minuteMs), 30_000, 30_000])).toBeNull();
  const fives = [...times(80, 5 * minuteMs), 2 * minuteMs, 3 * minuteMs];
  expect(misfit("5m", fives, { stepMs: 5 * minuteMs })).toBeNull();
  expect(misfit("1m", fives)).toContain("use --interval 5m");
});

test("a market on one day says nothing about its spacing", () => {
  const sample = new SpacingSample(100);
  for (let symbolIndex = 0; symbolIndex < 50; symbolIndex++) {
    sample.observe({ symbolIndex }, { instantMs: bellTsMs, hasTime: false, isOnGrid: true });
  }
  expect(sample.findMisfit("1d")).toBeNull();
  expect(new SpacingSample(1).findMisfit("1m")).toBeNull();
});

test("rows in any order are judged by their neighbours in time", () => {
  const sample = new SpacingSample(1_000);
  for (let i = 0; i < 300; i++) {
    const instantMs = bellTsMs + ((i * 7) % 300) * minuteMs;
    sample.observe({ symbolIndex: i % 3 }, { instantMs, hasTime: true, isOnGrid: true });
  }
  expect(sample.findMisfit("1d")).not.toBeNull();
});
