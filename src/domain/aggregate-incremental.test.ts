import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { minuteBars, numberedBars, opensOf, rowsOf } from "../../testing/minute-bars.ts";
import { BugError } from "../base/assert.ts";
import { aggregateBars, BarAggregator, canAggregate } from "./aggregate.ts";
import { barCloseTsMs } from "./bar-time.ts";
import { allocateBars, type Bar, barsFrom } from "./bars.ts";
import { type Interval, intervalMs } from "./interval.ts";

const ts = (text: string) => Date.parse(text);
const targets = () => fc.constantFrom<Interval>("5m", "15m", "30m", "1h", "4h", "1d");
const closings = () => fc.constantFrom("by-clock" as const, "regular" as const);

describe("incremental aggregation", () => {
  test("pushed and flushed equals the batch bit for bit", () => {
    const sources = fc.constantFrom<Interval>("1m", "5m", "30m");
    fc.assert(
      fc.property(sources, targets(), closings(), fc.gen(), (from, to, closingBar, gen) => {
        if (!canAggregate(from, to)) return;
        const bars = barsFrom(
          from,
          gen(() => minuteBars(intervalMs(from) / 60_000)),
        );
        const aggregator = new BarAggregator(from, to, { closingBar });
        const out = allocateBars(to, bars.length);
        for (let i = 0; i < bars.length; i++) aggregator.push(bars, i, out);
        aggregator.flush(out);
        expect(rowsOf(out)).toEqual(rowsOf(aggregateBars(bars, to, { closingBar })));
      }),
    );
  });

  test("appends a bar when it is complete, not before and not later", () => {
    fc.assert(
      fc.property(minuteBars(), targets(), (rows, to) => {
        const bars = barsFrom("1m", rows);
        const aggregator = new BarAggregator("1m", to);
        const out = allocateBars(to, bars.length);
        for (let i = 0; i < bars.length; i++) {
          aggregator.push(bars, i, out);
          const nowTsMs = (rows[i] as Bar).openTsMs + 60_000;
          const prefix = rowsOf(aggregateBars(barsFrom("1m", rows.slice(0, i + 1)), to));
          const complete = prefix.filter((bar) => barCloseTsMs(bar.openTsMs, to) <= nowTsMs);
          expect(rowsOf(out)).toEqual(complete);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("waits for the closing bar when the feed has one", () => {
    const bars = numberedBars("1m", ["2018-04-09T19:59:00Z", "2018-04-09T20:00:00Z"]);
    const aggregator = new BarAggregator("1m", "1d", { closingBar: "regular" });
    const out = allocateBars("1d", 1);
    aggregator.push(bars, 0, out);
    expect(out.length).toBe(0);
    aggregator.push(bars, 1, out);
    expect(rowsOf(out).map((bar) => [bar.close, bar.volume])).toEqual([[2, 20]]);
  });

  test("emits a week with its last session", () => {
    const bars = numberedBars("1d", ["2026-03-31T04:00:00Z", "2026-04-02T04:00:00Z"]);
    const aggregator = new BarAggregator("1d", "1w");
    const out = allocateBars("1w", 1);
    aggregator.push(bars, 0, out);
    expect(out.length).toBe(0);
    aggregator.push(bars, 1, out);
    expect(opensOf(out)).toEqual(["2026-03-30T04:00:00Z"]);
  });

  test("the clock completes a bar whose last minutes had no trade, and later ones are late", () => {
    const bars = numberedBars("1m", [
      "2018-04-09T13:30:00Z",
      "2018-04-09T13:33:00Z",
      "2018-04-09T13:35:00Z",
    ]);
    const aggregator = new BarAggregator("1m", "5m");
    const out = allocateBars("5m", 3);
    aggregator.push(bars, 0, out);
    aggregator.advance(ts("2018-04-09T13:34:59.999Z"), out);
    expect(out.length).toBe(0);
    aggregator.advance(ts("2018-04-09T13:35:00Z"), out);
    expect(opensOf(out)).toEqual(["2018-04-09T13:30:00Z"]);
    aggregator.advance(ts("2018-04-09T13:36:00Z"), out);
    expect(out.length).toBe(1);

    aggregator.push(bars, 1, out);
    expect(aggregator.lateBars).toBe(1);
    aggregator.push(bars, 2, out);
    aggregator.push(bars, 2, out);
    aggregator.flush(out);
    expect(aggregator.lateBars).toBe(2);
    expect(rowsOf(out).map((bar) => bar.volume)).toEqual([10, 10]);
  });

  test("refuses bars of another interval and a full target", () => {
    const bars = numberedBars("1m", ["2018-04-09T13:30:00Z"]);
    const aggregator = new BarAggregator("5m", "1h");
    expect(() => aggregator.push(bars, 0, allocateBars("1h", 1))).toThrow(BugError);
    const fromMinutes = new BarAggregator("1m", "1h");
    fromMinutes.push(bars, 0, allocateBars("1h", 0));
    expect(() => fromMinutes.flush(allocateBars("1h", 0))).toThrow(BugError);
    expect(() => fromMinutes.flush(allocateBars("1d", 1))).toThrow(BugError);
  });
});
