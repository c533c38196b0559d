import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BugError } from "../base/assert.ts";
import { dayMs, fromYearMonthDay } from "./local-date.ts";
import { parseZone, type Zone } from "./zone.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

function zone(name: string): Zone {
  const parsed = parseZone(name);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Offset by a second road: the parts of the wall clock that Intl prints. */
function intlOffsetMs(format: Intl.DateTimeFormat, tsMs: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(tsMs).map((p) => [p.type, Number(p.value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(tsMs / 1_000) * 1_000;
}

function intlFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

const names = [
  "America/New_York",
  "Europe/London",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Pacific/Apia",
  "UTC",
];

describe("zone", () => {
  test.each(names)("offsets of %s are those of Intl, from 1900 to 2100", (name) => {
    const subject = zone(name);
    const format = intlFormat(name);
    const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(instants, (tsMs) => {
        expect(subject.offsetMs(tsMs)).toBe(intlOffsetMs(format, tsMs));
      }),
    );
  });

  test.each(names)("offsets of %s are those of Intl in every hour of 2010 and 2026", (name) => {
    const subject = zone(name);
    const format = intlFormat(name);
    for (const year of [2010, 2026]) {
      const wrong: number[] = [];
      for (let tsMs = Date.UTC(year, 0, 1); tsMs < Date.UTC(year + 1, 0, 1); tsMs += hourMs) {
        if (subject.offsetMs(tsMs) !== intlOffsetMs(format, tsMs)) wrong.push(tsMs);
      }
      expect(wrong).toEqual([]);
    }
  });

  test.each(names)("a wall clock of %s leads back to an instant that shows it", (name) => {
    const subject = zone(name);
    const days = fc.integer({ min: 0, max: 47_000 });
    const times = fc.integer({ min: 0, max: dayMs - 1 });
    fc.assert(
      fc.property(days, times, (day, msOfDay) => {
        const tsMs = subject.tsMs(fromYearMonthDay(1970, 1, 1), day * dayMs + msOfDay);
        const shownMs = tsMs + subject.offsetMs(tsMs);
        const skippedMs = shownMs - (day * dayMs + msOfDay);
        // Only a clock change moves a wall time, and only forward; Apia once skipped a day.
        const changedMs = subject.offsetMs(tsMs) - subject.offsetMs(tsMs - 2 * dayMs);
        expect(skippedMs === 0 || (skippedMs === changedMs && changedMs <= dayMs)).toBe(true);
      }),
    );
  });

  test("a time that the clock skips is read on the clock from before the change", () => {
    const newYork = zone("America/New_York");
    const spring = fromYearMonthDay(2026, 3, 8);
    expect(newYork.tsMs(spring, 2.5 * hourMs)).toBe(Date.UTC(2026, 2, 8, 7, 30));
    expect(newYork.tsMs(spring, 2 * hourMs - 1)).toBe(Date.UTC(2026, 2, 8, 7) - 1);
    expect(newYork.tsMs(spring, 3 * hourMs)).toBe(Date.UTC(2026, 2, 8, 7));
  });

  test("a time that the clock shows twice means the first one", () => {
    const newYork = zone("America/New_York");
    const autumn = fromYearMonthDay(2026, 11, 1);
    expect(newYork.tsMs(autumn, 1.5 * hourMs)).toBe(Date.UTC(2026, 10, 1, 5, 30));
    expect(newYork.tsMs(autumn, 2 * hourMs)).toBe(Date.UTC(2026, 10, 1, 7));
    const lordHowe = zone("Australia/Lord_Howe");
    const april = fromYearMonthDay(2026, 4, 5);
    // Half an hour of summer time: 01:30 to 02:00 comes twice, first at UTC+11.
    expect(lordHowe.tsMs(april, 105 * minuteMs)).toBe(Date.UTC(2026, 3, 4, 14, 45));
  });

  test("answers near a clock change do not depend on what was asked before", () => {
    const epoch = fromYearMonthDay(1970, 1, 1);
    for (const change of ["2025-03-09T07:00Z", "2025-11-02T06:00Z"].map((c) => Date.parse(c))) {
      const wallTimesMs = Array.from({ length: 97 }, (_, i) => change + (i - 48) * 15 * minuteMs);
      const fresh = wallTimesMs.map((wallMs) => zone("America/New_York").tsMs(epoch, wallMs));
      for (const askedTsMs of [change - 30 * dayMs, change - 1, change, change + 30 * dayMs]) {
        const used = zone("America/New_York");
        const answers = wallTimesMs.map((wallMs) => {
          used.offsetMs(askedTsMs);
          return used.tsMs(epoch, wallMs);
        });
        expect(answers).toEqual(fresh);
      }
    }
  });

  test("more years than the cache holds give the same answers again", () => {
    const subject = zone("America/New_York");
    const julyOffsets = () =>
      Array.from({ length: 400 }, (_, i) => subject.offsetMs(Date.UTC(1900 + i, 6, 1)));
    expect(julyOffsets()).toEqual(julyOffsets());
  });

  test("names are taken in any case and kept in the usual one", () => {
    expect(zone("america/new_york").name).toBe("America/New_York");
    expect(zone("UTC").offsetMs(0)).toBe(0);
  });

  test.each(["Mars/Olympus", "", "EST5EDT6", "New York\n"])("%p is not a zone", (name) => {
    const advice = 'use an IANA name such as "America/New_York" or "UTC"';
    const error = `${JSON.stringify(name)} is not a time zone; ${advice}`;
    expect(parseZone(name)).toEqual({ ok: false, error });
  });

  test("an instant that is no number is a bug", () => {
    expect(() => zone("UTC").offsetMs(Number.NaN)).toThrow(BugError);
  });
});
