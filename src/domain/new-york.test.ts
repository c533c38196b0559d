import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromYearMonthDay, type LocalDate } from "./local-date.ts";
import { newYorkDate, newYorkMinuteOfDay, newYorkOffsetMs, newYorkTsMs } from "./new-york.ts";

const hourMs = 3_600_000;

describe("New York wall clock", () => {
  test("is 5 hours behind in winter and 4 in summer", () => {
    expect(newYorkOffsetMs(Date.UTC(2026, 0, 15))).toBe(-5 * hourMs);
    expect(newYorkOffsetMs(Date.UTC(2026, 6, 15))).toBe(-4 * hourMs);
  });

  test.each([
    ["2026-03-08T07:00:00Z", -5, -4],
    ["2026-11-01T06:00:00Z", -4, -5],
    ["2018-03-11T07:00:00Z", -5, -4],
    ["2006-04-02T07:00:00Z", -5, -4],
    ["2006-10-29T06:00:00Z", -4, -5],
  ])("changes at %s from UTC%d to UTC%d", (text, before, after) => {
    const changeTsMs = Date.parse(text);
    expect(newYorkOffsetMs(changeTsMs - 1)).toBe(before * hourMs);
    expect(newYorkOffsetMs(changeTsMs)).toBe(after * hourMs);
  });

  test("the opening bell rings at 13:30 or 14:30 UTC", () => {
    expect(newYorkTsMs(fromYearMonthDay(2018, 4, 9), 570)).toBe(Date.parse("2018-04-09T13:30:00Z"));
    expect(newYorkTsMs(fromYearMonthDay(2018, 3, 9), 570)).toBe(Date.parse("2018-03-09T14:30:00Z"));
    expect(newYorkTsMs(fromYearMonthDay(2018, 3, 12), 570)).toBe(
      Date.parse("2018-03-12T13:30:00Z"),
    );
  });

  test("an evening in New York is the next day in UTC", () => {
    const eveningTsMs = Date.parse("2026-01-16T00:59:00Z");
    expect(newYorkDate(eveningTsMs)).toBe(fromYearMonthDay(2026, 1, 15));
    expect(newYorkMinuteOfDay(eveningTsMs)).toBe(19 * 60 + 59);
    expect(newYorkMinuteOfDay(eveningTsMs + 59_999)).toBe(19 * 60 + 59);
  });

  test("date and minute lead back to the instant, but for the hour that comes twice", () => {
    const minutes = fc.integer({ min: 0, max: 130 * 365 * 1_440 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const tsMs = minute * 60_000;
        const again = newYorkTsMs(newYorkDate(tsMs), newYorkMinuteOfDay(tsMs));
        const isRepeated = newYorkOffsetMs(tsMs) !== newYorkOffsetMs(tsMs - hourMs);
        expect(again).toBe(isRepeated && again !== tsMs ? tsMs - hourMs : tsMs);
      }),
    );
  });

  test("midnights follow each other by 23, 24 or 25 hours", () => {
    const first = fromYearMonthDay(2026, 1, 1);
    const hours = Array.from({ length: 365 }, (_, i) => {
      const date = (first + i) as LocalDate;
      return (newYorkTsMs((date + 1) as LocalDate, 0) - newYorkTsMs(date, 0)) / hourMs;
    });
    expect(hours.filter((h) => h === 23)).toHaveLength(1);
    expect(hours.filter((h) => h === 25)).toHaveLength(1);
    expect(hours.filter((h) => h === 24)).toHaveLength(363);
  });
});
