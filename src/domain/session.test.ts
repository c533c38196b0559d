import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createCalendar } from "./calendar.ts";
import { fromYearMonthDay } from "./local-date.ts";
import { marketStatus, sessionAt, sessionBounds } from "./session.ts";

const ts = (text: string) => Date.parse(text);

describe("session", () => {
  test.each([
    // A summer day: New York is UTC-4.
    ["2026-06-30T07:59:59.999Z", "closed"],
    ["2026-06-30T08:00:00Z", "premarket"],
    ["2026-06-30T13:29:59.999Z", "premarket"],
    ["2026-06-30T13:30:00Z", "regular"],
    ["2026-06-30T19:59:59.999Z", "regular"],
    ["2026-06-30T20:00:00Z", "postmarket"],
    ["2026-06-30T23:59:59.999Z", "postmarket"],
    ["2026-07-01T00:00:00Z", "closed"],
    // The Friday before and the Monday after the clocks change.
    ["2026-03-06T14:29:00Z", "premarket"],
    ["2026-03-06T14:30:00Z", "regular"],
    ["2026-03-09T13:30:00Z", "regular"],
    ["2026-10-30T13:30:00Z", "regular"],
    ["2026-11-02T13:30:00Z", "premarket"],
    ["2026-11-02T14:30:00Z", "regular"],
    // A half day, a holiday, a weekend.
    ["2026-11-27T17:59:59.999Z", "regular"],
    ["2026-11-27T18:00:00Z", "postmarket"],
    ["2026-11-27T21:59:59.999Z", "postmarket"],
    ["2026-11-27T22:00:00Z", "closed"],
    ["2026-11-26T15:00:00Z", "closed"],
    ["2026-11-28T15:00:00Z", "closed"],
  ] as const)("%s is %s", (text, session) => {
    expect(sessionAt(ts(text))).toBe(session);
  });

  test("bounds of a half day end at 13:00 and 17:00", () => {
    expect(sessionBounds(fromYearMonthDay(2015, 12, 24))).toEqual({
      premarketOpenTsMs: ts("2015-12-24T09:00:00Z"),
      regularOpenTsMs: ts("2015-12-24T14:30:00Z"),
      regularCloseTsMs: ts("2015-12-24T18:00:00Z"),
      postmarketCloseTsMs: ts("2015-12-24T22:00:00Z"),
    });
  });

  test("a closed day has no bounds", () => {
    expect(sessionBounds(fromYearMonthDay(2026, 12, 25))).toBeNull();
  });

  test("an override moves the close", () => {
    const date = fromYearMonthDay(2026, 6, 30);
    const storm = { date, kind: "half", closeMinute: 840, reason: "storm" } as const;
    const calendar = createCalendar({ overrides: [storm] });
    expect(sessionAt(ts("2026-06-30T18:00:00Z"), calendar)).toBe("postmarket");
    expect(sessionAt(ts("2026-06-30T22:00:00Z"), calendar)).toBe("closed");
    expect(marketStatus(ts("2026-06-30T18:00:00Z"), calendar).reason).toBe("storm");
  });
});

describe("market status", () => {
  test.each([
    ["2026-06-30T14:00:00Z", "regular", undefined, "2026-06-30T20:00:00Z", "postmarket"],
    ["2026-06-30T12:00:00Z", "premarket", undefined, "2026-06-30T13:30:00Z", "regular"],
    ["2026-06-30T21:00:00Z", "postmarket", undefined, "2026-07-01T00:00:00Z", "closed"],
    ["2026-06-30T05:00:00Z", "closed", "overnight", "2026-06-30T08:00:00Z", "premarket"],
    // Friday evening before a long weekend that ends with a holiday on Monday.
    ["2026-01-17T02:00:00Z", "closed", "overnight", "2026-01-20T09:00:00Z", "premarket"],
    ["2026-01-18T15:00:00Z", "closed", "weekend", "2026-01-20T09:00:00Z", "premarket"],
    [
      "2026-01-19T15:00:00Z",
      "closed",
      "Martin Luther King Day",
      "2026-01-20T09:00:00Z",
      "premarket",
    ],
    [
      "2026-11-27T15:00:00Z",
      "regular",
      "day after Thanksgiving",
      "2026-11-27T18:00:00Z",
      "postmarket",
    ],
    // Over the weekend on which the clocks change.
    ["2026-03-07T15:00:00Z", "closed", "weekend", "2026-03-09T08:00:00Z", "premarket"],
  ])("at %s: %s (%s), until %s: %s", (text, session, reason, nextChange, nextSession) => {
    const status = marketStatus(ts(text));
    expect<string>(status.session).toBe(session);
    expect(status.reason).toBe(reason);
    expect(new Date(status.nextChangeTsMs).toISOString()).toBe(nextChange.replace("Z", ".000Z"));
    expect<string>(status.nextSession).toBe(nextSession);
  });

  test("holds up to its next change, and then is what it said", () => {
    const instants = fc.integer({
      min: ts("1993-02-01T00:00:00Z"),
      max: ts("2100-11-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(instants, fc.double({ min: 0, max: 1, noNaN: true }), (tsMs, share) => {
        const status = marketStatus(tsMs);
        const spanMs = status.nextChangeTsMs - tsMs;
        expect(spanMs).toBeGreaterThan(0);
        expect(status.session).toBe(sessionAt(tsMs));
        expect(sessionAt(tsMs + Math.floor(share * (spanMs - 1)))).toBe(status.session);
        expect(sessionAt(status.nextChangeTsMs - 1)).toBe(status.session);
        expect(sessionAt(status.nextChangeTsMs)).toBe(status.nextSession);
        expect(marketStatus(status.nextChangeTsMs).session).toBe(status.nextSession);
      }),
    );
  });
});
