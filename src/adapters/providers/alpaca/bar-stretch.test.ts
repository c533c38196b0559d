import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Interval } from "../../../domain/interval.ts";
import { intervalMs } from "../../../domain/interval.ts";
import { barStretch } from "./bar-stretch.ts";
import { consolidatedUntilTsMs } from "./plan.ts";

const at = (text: string) => Date.parse(text);
const nowMs = at("2026-11-23T16:07:30Z");

describe("a range of bars", () => {
  const range = { fromTsMs: at("2026-11-23T14:30:00Z"), untilTsMs: nowMs };

  test("ends with the newest closed bar on the paid plan, 16 minutes ago on the free one", () => {
    const endOf = (plan: "basic" | "plus") =>
      barStretch(range, { interval: "5m", plan, nowMs })?.untilTsMs;
    expect(endOf("plus")).toBe(at("2026-11-23T16:05:00Z"));
    expect(endOf("basic")).toBe(at("2026-11-23T15:50:00Z"));
  });

  test("that is too young for the free plan is none", () => {
    const young = { fromTsMs: nowMs - 900_000, untilTsMs: nowMs };
    expect(barStretch(young, { interval: "1m", plan: "basic", nowMs })).toBeNull();
  });

  test("of daily bars ends with the last day that the tape has told whole", () => {
    const days = { fromTsMs: at("2026-11-17T12:00:00Z"), untilTsMs: at("2026-11-24T12:00:00Z") };
    const ends = (now: string, plan: "basic" | "plus") =>
      [barStretch(days, { interval: "1d", plan, nowMs: at(now) })].map((stretch) => [
        new Date(stretch?.startTsMs ?? 0).toISOString(),
        new Date(stretch?.endTsMs ?? 0).toISOString(),
      ]);
    const first = "2026-11-18T05:00:00.000Z";
    expect(ends("2026-11-23T21:05:00Z", "plus")).toEqual([[first, "2026-11-23T05:00:00.000Z"]]);
    expect(ends("2026-11-23T21:05:00Z", "basic")).toEqual([[first, "2026-11-22T05:00:00.000Z"]]);
    expect(ends("2026-11-23T21:16:00Z", "basic")).toEqual([[first, "2026-11-23T05:00:00.000Z"]]);
  });

  test("is covered once, on the grid, without a bar that forms", () => {
    const intervals = fc.constantFrom<Interval>("1m", "5m", "15m", "30m");
    const offsets = fc.integer({ min: -172_800_000, max: 3_600_000 });
    fc.assert(
      fc.property(intervals, offsets, offsets, fc.boolean(), (interval, a, b, isPlus) => {
        const asked = { fromTsMs: nowMs + Math.min(a, b), untilTsMs: nowMs + Math.max(a, b) };
        const plan = isPlus ? "plus" : "basic";
        const got = barStretch(asked, { interval, plan, nowMs });
        const lengthMs = intervalMs(interval);
        const { fromTsMs, untilTsMs } = got ?? { fromTsMs: 0, untilTsMs: 0 };
        const length = (untilTsMs - fromTsMs) / lengthMs;
        const opens = Array.from({ length }, (_, i) => fromTsMs + i * lengthMs);
        const toldTsMs = consolidatedUntilTsMs(plan, nowMs);
        const wanted: number[] = [];
        const firstTsMs = Math.ceil(asked.fromTsMs / lengthMs) * lengthMs;
        for (
          let ts = firstTsMs;
          ts < asked.untilTsMs && ts + lengthMs <= toldTsMs;
          ts += lengthMs
        ) {
          wanted.push(ts);
        }
        expect(opens).toEqual(wanted);
      }),
    );
  });
});
