import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Interval } from "../../../domain/interval.ts";
import { intervalMs } from "../../../domain/interval.ts";
import { barStretches } from "./bar-stretches.ts";

const at = (text: string) => Date.parse(text);
const nowMs = at("2026-11-23T16:07:30Z");

describe("a range of bars", () => {
  const range = { fromTsMs: at("2026-11-23T14:30:00Z"), untilTsMs: nowMs };

  test("is one stretch of the consolidated tape on the paid plan", () => {
    const got = barStretches(range, { interval: "5m", plan: "plus", nowMs });
    const untilTsMs = at("2026-11-23T16:05:00Z");
    expect(got).toEqual([
      {
        feed: "sip",
        fromTsMs: range.fromTsMs,
        untilTsMs,
        startTsMs: range.fromTsMs,
        endTsMs: untilTsMs - 1,
      },
    ]);
  });

  test("changes to IEX 15 minutes ago on the free plan", () => {
    const got = barStretches(range, { interval: "5m", plan: "basic", nowMs });
    const borderTsMs = at("2026-11-23T15:50:00Z");
    expect(got.map(({ feed, fromTsMs, untilTsMs }) => [feed, fromTsMs, untilTsMs])).toEqual([
      ["sip", range.fromTsMs, borderTsMs],
      ["iex", borderTsMs, at("2026-11-23T16:05:00Z")],
    ]);
  });

  test("of daily bars ends with the last day that the tape has told whole", () => {
    const days = { fromTsMs: at("2026-11-17T12:00:00Z"), untilTsMs: at("2026-11-24T12:00:00Z") };
    const ends = (now: string, plan: "basic" | "plus") =>
      barStretches(days, { interval: "1d", plan, nowMs: at(now) }).map(({ startTsMs, endTsMs }) => [
        new Date(startTsMs).toISOString(),
        new Date(endTsMs).toISOString(),
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
        const got = barStretches(asked, { interval, plan, nowMs });
        const lengthMs = intervalMs(interval);
        const opens = got.flatMap(({ fromTsMs, untilTsMs }) =>
          Array.from(
            { length: (untilTsMs - fromTsMs) / lengthMs },
            (_, i) => fromTsMs + i * lengthMs,
          ),
        );
        const wanted: number[] = [];
        const firstTsMs = Math.ceil(asked.fromTsMs / lengthMs) * lengthMs;
        for (let ts = firstTsMs; ts < asked.untilTsMs && ts + lengthMs <= nowMs; ts += lengthMs) {
          wanted.push(ts);
        }
        expect(opens).toEqual(wanted);
      }),
    );
  });
});
