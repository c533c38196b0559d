import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { barCloseTsMs, lastClosedBarOpenTsMs, sessionSpanAt } from "./bar-time.ts";
import { type CalendarOverride, createCalendar } from "./calendar.ts";
import { type Interval, intervals } from "./interval.ts";
import { addDays, fromYearMonthDay, weekday } from "./local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "./new-york.ts";
import { sessionAt } from "./session.ts";

const ts = (text: string) => Date.parse(text);
const iso = (tsMs: number) => new Date(tsMs).toISOString().replace(".000Z", "Z");

describe("close of a bar", () => {
  test.each([
    ["1m", "2026-06-30T13:30:00Z", "2026-06-30T13:31:00Z"],
    ["1h", "2026-06-30T13:30:00Z", "2026-06-30T14:30:00Z"],
    // The last hour and the last four hours of a session are shorter.
    ["1h", "2026-06-30T19:30:00Z", "2026-06-30T20:00:00Z"],
    ["4h", "2026-06-30T17:30:00Z", "2026-06-30T20:00:00Z"],
    ["1h", "2026-06-30T13:00:00Z", "2026-06-30T13:30:00Z"],
    ["4h", "2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z"],
    ["4h", "2026-11-27T18:00:00Z", "2026-11-27T22:00:00Z"],
    // Outside every session nothing cuts a bar short.
    ["1h", "2026-06-30T07:30:00Z", "2026-06-30T08:30:00Z"],
    ["1d", "2026-06-30T04:00:00Z", "2026-06-30T20:00:00Z"],
    ["1d", "2026-11-27T05:00:00Z", "2026-11-27T18:00:00Z"],
    // Vendors have rows on holidays.
    ["1d", "2026-12-25T05:00:00Z", "2026-12-25T21:00:00Z"],
    ["1w", "2026-06-22T04:00:00Z", "2026-06-26T20:00:00Z"],
    // Good Friday ends the week on Thursday; a holiday Monday still names it.
    ["1w", "2026-03-30T04:00:00Z", "2026-04-02T20:00:00Z"],
    ["1w", "2026-09-07T04:00:00Z", "2026-09-11T20:00:00Z"],
    ["1w", "2026-11-23T05:00:00Z", "2026-11-27T18:00:00Z"],
    // The clocks change on the Sunday that ends this week.
    ["1w", "2026-03-02T05:00:00Z", "2026-03-06T21:00:00Z"],
  ] as const)("%s bar of %s is complete at %s", (interval, open, close) => {
    expect(iso(barCloseTsMs(ts(open), interval))).toBe(close);
  });

  test("a week closed from end to end is complete on Friday at 16:00", () => {
    const overrides = [0, 1, 2, 3, 4].map((days): CalendarOverride => {
      const date = addDays(fromYearMonthDay(2026, 6, 22), days);
      return { date, kind: "closed", closeMinute: null, reason: "strike" };
    });
    const calendar = createCalendar({ overrides });
    expect(iso(barCloseTsMs(ts("2026-06-22T04:00:00Z"), "1w", calendar))).toBe(
      "2026-06-26T20:00:00Z",
    );
    expect(iso(lastClosedBarOpenTsMs(ts("2026-06-28T04:00:00Z"), "1w", calendar))).toBe(
      "2026-06-15T04:00:00Z",
    );
  });
});

describe("newest closed bar", () => {
  test.each([
    ["1m", "2026-06-30T13:31:00Z", "2026-06-30T13:30:00Z"],
    ["1m", "2026-06-30T13:30:59Z", "2026-06-29T19:59:00Z"],
    ["1h", "2026-06-30T14:29:59Z", "2026-06-29T19:30:00Z"],
    ["1h", "2026-06-30T14:30:00Z", "2026-06-30T13:30:00Z"],
    ["1h", "2026-06-30T19:59:00Z", "2026-06-30T18:30:00Z"],
    ["1h", "2026-06-30T20:00:00Z", "2026-06-30T19:30:00Z"],
    ["4h", "2026-06-30T23:00:00Z", "2026-06-30T17:30:00Z"],
    ["4h", "2026-11-28T15:00:00Z", "2026-11-27T14:30:00Z"],
    ["5m", "2026-06-28T15:00:00Z", "2026-06-26T19:55:00Z"],
    ["1d", "2026-06-30T19:59:59Z", "2026-06-29T04:00:00Z"],
    ["1d", "2026-06-30T20:00:00Z", "2026-06-30T04:00:00Z"],
    ["1d", "2026-11-27T18:00:00Z", "2026-11-27T05:00:00Z"],
    ["1d", "2026-01-20T12:00:00Z", "2026-01-16T05:00:00Z"],
    ["1w", "2026-06-26T19:59:59Z", "2026-06-15T04:00:00Z"],
    ["1w", "2026-06-26T20:00:00Z", "2026-06-22T04:00:00Z"],
    ["1w", "2026-04-02T20:00:00Z", "2026-03-30T04:00:00Z"],
    ["1w", "2026-03-09T12:00:00Z", "2026-03-02T05:00:00Z"],
  ] as const)("%s at %s opened at %s", (interval, now, open) => {
    expect(iso(lastClosedBarOpenTsMs(ts(now), interval))).toBe(open);
  });

  const anyInterval = () => fc.constantFrom<Interval>(...intervals);
  const instants = () =>
    fc.integer({ min: ts("1993-02-01T00:00:00Z"), max: ts("2100-11-01T00:00:00Z") });

  test("is closed, and never goes back as time goes on", () => {
    fc.assert(
      fc.property(anyInterval(), instants(), fc.integer({ min: 0, max: 1e9 }), (bar, now, step) => {
        const openTsMs = lastClosedBarOpenTsMs(now, bar);
        expect(barCloseTsMs(openTsMs, bar)).toBeLessThanOrEqual(now);
        expect(lastClosedBarOpenTsMs(now + step, bar)).toBeGreaterThanOrEqual(openTsMs);
        // At the moment of its own close it was the newest already.
        expect(lastClosedBarOpenTsMs(barCloseTsMs(openTsMs, bar), bar)).toBe(openTsMs);
      }),
    );
  });

  test("of days and weeks opens at midnight, of other intervals in the regular session", () => {
    fc.assert(
      fc.property(anyInterval(), instants(), (bar, now) => {
        const openTsMs = lastClosedBarOpenTsMs(now, bar);
        if (bar === "1w") expect(weekday(newYorkDate(openTsMs))).toBe(1);
        if (bar === "1w" || bar === "1d") expect(newYorkMinuteOfDay(openTsMs)).toBe(0);
        else expect(sessionAt(openTsMs)).toBe("regular");
      }),
    );
  });
});

test("the span of a session holds the instant it was asked for, and agrees with its name", () => {
  const instants = fc.integer({ min: ts("2010-01-01T00:00:00Z"), max: ts("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(instants, (tsMs) => {
      const span = sessionSpanAt(tsMs);
      expect(span?.session ?? "closed").toBe(sessionAt(tsMs));
      if (!span) return;
      expect(span.date).toBe(newYorkDate(tsMs));
      expect(span.fromTsMs <= tsMs && tsMs < span.untilTsMs).toBe(true);
    }),
  );
});
