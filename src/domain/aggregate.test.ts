import { describe, expect, test } from "bun:test";
import { numberedBars, opensOf, rowsOf } from "../../testing/minute-bars.ts";
import { BugError } from "../base/assert.ts";
import { aggregateBars, canAggregate } from "./aggregate.ts";
import { allocateBars, barsFrom } from "./bars.ts";
import { intervals } from "./interval.ts";

const ts = (text: string) => Date.parse(text);

describe("aggregation", () => {
  test("goes from intraday to longer intraday and days, and from days to weeks", () => {
    const pairs = intervals.flatMap((from) =>
      intervals.filter((to) => canAggregate(from, to)).map((to) => `${from} ${to}`),
    );
    const intraday = ["1m", "5m", "15m", "30m", "1h", "4h"];
    const expected = intraday.flatMap((from, i) =>
      [...intraday.slice(i + 1), "1d"].map((to) => `${from} ${to}`),
    );
    expect(pairs).toEqual([...expected, "1d 1w"]);
  });

  test("takes the first open, the extremes, the last close and the sum of volumes", () => {
    const bars = barsFrom("1m", [
      { openTsMs: ts("2018-04-09T13:30:00Z"), open: 5, high: 6, low: 4, close: 5.5, volume: 100 },
      { openTsMs: ts("2018-04-09T13:31:00Z"), open: 5.5, high: 9, low: 5, close: 8, volume: 50 },
      { openTsMs: ts("2018-04-09T13:34:00Z"), open: 8, high: 8, low: 3, close: 7, volume: 7 },
      { openTsMs: ts("2018-04-09T13:35:00Z"), open: 7, high: 7.5, low: 6, close: 6.5, volume: 1 },
    ]);
    expect(rowsOf(aggregateBars(bars, "5m"))).toEqual([
      { openTsMs: ts("2018-04-09T13:30:00Z"), open: 5, high: 9, low: 3, close: 7, volume: 157 },
      { openTsMs: ts("2018-04-09T13:35:00Z"), open: 7, high: 7.5, low: 6, close: 6.5, volume: 1 },
    ]);
  });

  test("anchors hours at 09:30, and the last one is shorter", () => {
    const bars = numberedBars("30m", [
      "2018-04-09T13:00:00Z", // 09:00, pre-market
      "2018-04-09T13:30:00Z",
      "2018-04-09T14:00:00Z",
      "2018-04-09T14:30:00Z",
      "2018-04-09T19:30:00Z", // 15:30
      "2018-04-09T20:00:00Z", // 16:00, post-market
      "2018-04-09T20:30:00Z",
    ]);
    expect(opensOf(aggregateBars(bars, "1h"))).toEqual([
      "2018-04-09T13:00:00Z",
      "2018-04-09T13:30:00Z",
      "2018-04-09T14:30:00Z",
      "2018-04-09T19:30:00Z",
      "2018-04-09T20:00:00Z",
    ]);
    expect(opensOf(aggregateBars(bars, "4h"))).toEqual([
      "2018-04-09T12:00:00Z",
      "2018-04-09T13:30:00Z",
      "2018-04-09T17:30:00Z",
      "2018-04-09T20:00:00Z",
    ]);
  });

  test("builds days from the regular session, keyed by midnight in New York", () => {
    const bars = numberedBars("1h", [
      "2026-03-06T14:00:00Z", // 09:00 in winter, pre-market
      "2026-03-06T14:30:00Z",
      "2026-03-06T20:30:00Z",
      "2026-03-06T21:00:00Z", // 16:00, post-market
      "2026-03-09T13:30:00Z", // Monday, clocks changed
      "2026-03-09T20:00:00Z",
    ]);
    const days = aggregateBars(bars, "1d");
    expect(opensOf(days)).toEqual(["2026-03-06T05:00:00Z", "2026-03-09T04:00:00Z"]);
    expect(rowsOf(days).map((bar) => [bar.open, bar.close, bar.volume])).toEqual([
      [2, 3, 20],
      [5, 5, 10],
    ]);
  });

  test("ends a half day at 13:00", () => {
    const bars = numberedBars("30m", [
      "2015-12-24T17:30:00Z", // 12:30
      "2015-12-24T18:00:00Z", // 13:00, post-market
    ]);
    expect(rowsOf(aggregateBars(bars, "1d")).map((bar) => bar.volume)).toEqual([10]);
    expect(opensOf(aggregateBars(bars, "4h"))).toEqual([
      "2015-12-24T14:30:00Z",
      "2015-12-24T18:00:00Z",
    ]);
  });

  test("names a week by its Monday, also when that is a holiday", () => {
    const bars = numberedBars("1d", [
      "2026-09-04T04:00:00Z", // Friday
      "2026-09-08T04:00:00Z", // Tuesday after Labor Day
      "2026-09-11T04:00:00Z",
      "2026-09-14T04:00:00Z",
    ]);
    const weeks = aggregateBars(bars, "1w");
    expect(opensOf(weeks)).toEqual([
      "2026-08-31T04:00:00Z",
      "2026-09-07T04:00:00Z",
      "2026-09-14T04:00:00Z",
    ]);
    expect(rowsOf(weeks).map((bar) => bar.volume)).toEqual([10, 20, 10]);
  });

  test("leaves out a vendor's rows of days on which the exchange was closed", () => {
    const bars = numberedBars("1d", [
      "2026-03-31T04:00:00Z",
      "2026-04-02T04:00:00Z", // Thursday, the week's last session
      "2026-04-03T04:00:00Z", // Good Friday
      "2026-04-06T04:00:00Z",
    ]);
    const weeks = rowsOf(aggregateBars(bars, "1w"));
    expect(weeks.map((bar) => [bar.close, bar.volume])).toEqual([
      [2, 20],
      [4, 10],
    ]);
    const holiday = numberedBars("1m", ["2026-04-03T14:30:00Z", "2026-04-04T03:00:00Z"]);
    expect(aggregateBars(holiday, "1h").length).toBe(0);
  });

  test("skips missing volumes, and a bucket without any stays missing", () => {
    const times = ["13:30", "13:31", "13:35", "13:40", "13:41"];
    const volumes = [Number.NaN, 5, Number.NaN, 7, Number.NaN];
    const rows = times.map((time, i) => {
      const openTsMs = ts(`2018-04-09T${time}:00Z`);
      return { openTsMs, open: 1, high: 1, low: 1, close: 1, volume: volumes[i] as number };
    });
    const bars = aggregateBars(barsFrom("1m", rows), "5m");
    expect(rowsOf(bars).map((bar) => bar.volume)).toEqual([5, Number.NaN, 7]);
  });

  test("gives the bar at the close to the session that the caller says", () => {
    const bars = numberedBars("1m", [
      "2018-04-09T19:54:00Z",
      "2018-04-09T20:00:00Z", // 16:00: the closing auction of some feeds
      "2018-04-10T13:30:00Z",
      "2018-04-10T20:01:00Z", // 16:01 is the post-market's in any case
    ]);
    const regular = { closingBar: "regular" } as const;
    expect(rowsOf(aggregateBars(bars, "1d")).map((bar) => bar.close)).toEqual([1, 3]);
    expect(rowsOf(aggregateBars(bars, "1d", regular)).map((bar) => bar.close)).toEqual([2, 3]);
    // The bucket 15:55 exists only through the closing bar here.
    expect(opensOf(aggregateBars(bars, "5m", regular))).toEqual([
      "2018-04-09T19:50:00Z",
      "2018-04-09T19:55:00Z",
      "2018-04-10T13:30:00Z",
      "2018-04-10T20:00:00Z",
    ]);
  });

  test("loses nothing when bars come more often than their interval says", () => {
    const often = ["13:39", "13:40", "13:41", "13:42", "13:45"];
    const bars = numberedBars(
      "5m",
      often.map((time) => `2018-04-09T${time}:00Z`),
    );
    expect(rowsOf(aggregateBars(bars, "15m")).map((bar) => bar.volume)).toEqual([40, 10]);
  });

  test("of nothing is nothing", () => {
    expect(aggregateBars(allocateBars("1m", 10), "1d").length).toBe(0);
  });

  test("refuses bars out of order and pairs of intervals that cannot be", () => {
    const twice = numberedBars("1m", ["2018-04-09T13:30:00Z", "2018-04-09T13:30:00Z"]);
    expect(() => aggregateBars(twice, "5m")).toThrow(BugError);
    expect(() => aggregateBars(numberedBars("1d", []), "1h")).toThrow(BugError);
    expect(() => aggregateBars(numberedBars("1h", []), "1w")).toThrow(BugError);
    expect(() => aggregateBars(numberedBars("1h", []), "1h")).toThrow(BugError);
  });
});
