import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BugError } from "../base/assert.ts";
import {
  addDays,
  addMonths,
  dayMs,
  formatLocalDate,
  fromYearMonthDay,
  type LocalDate,
  localDateFromDays,
  parseLocalDate,
  toYearMonthDay,
  weekday,
  weekStart,
} from "./local-date.ts";

/** Every date that four digits of a year can say. */
const dates = () => fc.integer({ min: -719_162, max: 2_932_896 }).map(localDateFromDays);

function date(text: string): LocalDate {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

describe("local date", () => {
  test("1970-01-01 is day 0, a Thursday", () => {
    expect(date("1970-01-01")).toBe(localDateFromDays(0));
    expect(weekday(date("1970-01-01"))).toBe(4);
  });

  test("agrees with the runtime's calendar on every date", () => {
    fc.assert(
      fc.property(dates(), (day) => {
        const reference = new Date(day * dayMs);
        expect(formatLocalDate(day)).toBe(reference.toISOString().slice(0, 10));
        expect(weekday(day) % 7).toBe(reference.getUTCDay());
        const { year, month, day: dayOfMonth } = toYearMonthDay(day);
        expect(year).toBe(reference.getUTCFullYear());
        expect([month, dayOfMonth]).toEqual([reference.getUTCMonth() + 1, reference.getUTCDate()]);
      }),
    );
  });

  test("survives the way to text and parts and back", () => {
    fc.assert(
      fc.property(dates(), (day) => {
        expect(date(formatLocalDate(day))).toBe(day);
        const parts = toYearMonthDay(day);
        expect(fromYearMonthDay(parts.year, parts.month, parts.day)).toBe(day);
      }),
    );
  });

  test("days follow each other through a leap day and a century", () => {
    expect(formatLocalDate(addDays(date("2024-02-28"), 1))).toBe("2024-02-29");
    expect(formatLocalDate(addDays(date("2000-02-29"), 1))).toBe("2000-03-01");
    expect(formatLocalDate(addDays(date("2100-02-28"), 1))).toBe("2100-03-01");
    expect(formatLocalDate(addDays(date("1970-01-01"), -1))).toBe("1969-12-31");
  });

  test.each([
    ["2023-02-30"],
    ["2023-02-29"],
    ["2100-02-29"],
    ["2023-04-31"],
    ["2023-13-01"],
    ["2023-00-10"],
    ["2023-01-00"],
    ["0000-01-01"],
  ])("%s is not a day of the calendar", (text) => {
    expect(parseLocalDate(text)).toEqual({
      ok: false,
      error: `"${text}" is not a day of the calendar`,
    });
  });

  test.each([
    [""],
    ["2023-6-30"],
    ["2023/06/30"],
    ["20230630"],
    ["2023-06-30T00:00"],
    [" 2023-06-30"],
    ["2023-06-3x"],
    ["-023-06-30"],
    ["２０２３-06-30"],
  ])("%p is refused with the form that is wanted", (text) => {
    const parsed = parseLocalDate(text);
    expect(parsed).toEqual({
      ok: false,
      error: `${JSON.stringify(text)} is not a date; use YYYY-MM-DD`,
    });
  });

  test("parsing never throws, and only takes its own output", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const parsed = parseLocalDate(text);
        if (parsed.ok) expect(formatLocalDate(parsed.value)).toBe(text);
      }),
    );
  });

  test("a month later is the same day or the last one, as pandas DateOffset has it", () => {
    expect(formatLocalDate(addMonths(date("2023-01-31"), 1))).toBe("2023-02-28");
    expect(formatLocalDate(addMonths(date("2024-03-31"), -1))).toBe("2024-02-29");
    expect(formatLocalDate(addMonths(date("2023-06-30"), -2))).toBe("2023-04-30");
    expect(formatLocalDate(addMonths(date("2023-01-15"), -1))).toBe("2022-12-15");
    expect(formatLocalDate(addMonths(date("2022-12-15"), 13))).toBe("2024-01-15");
    expect(formatLocalDate(addMonths(date("2024-02-29"), 12))).toBe("2025-02-28");
  });

  test("adding months moves the month by that many and never raises the day", () => {
    const years = fc.integer({ min: -600, max: 600 });
    const middle = fc.integer({ min: -100_000, max: 100_000 }).map(localDateFromDays);
    fc.assert(
      fc.property(middle, years, (day, months) => {
        const before = toYearMonthDay(day);
        const after = toYearMonthDay(addMonths(day, months));
        expect(after.year * 12 + after.month).toBe(before.year * 12 + before.month + months);
        expect(after.day).toBeLessThanOrEqual(before.day);
      }),
    );
  });

  test("a week starts on the Monday at or before the date", () => {
    fc.assert(
      fc.property(dates(), (day) => {
        if (day < -719_155) return;
        expect(weekday(weekStart(day))).toBe(1);
        expect(day - weekStart(day)).toBe(weekday(day) - 1);
      }),
    );
  });

  test("a day that does not exist is a bug when it comes as numbers", () => {
    expect(() => fromYearMonthDay(2023, 2, 29)).toThrow(BugError);
    expect(() => localDateFromDays(0.5)).toThrow(BugError);
    expect(() => localDateFromDays(2_932_897)).toThrow(BugError);
  });
});
