import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describeShared, sharedPath } from "../../testing/shared.ts";
import { BugError } from "../base/assert.ts";
import { type CalendarOverride, createCalendar, nyse } from "./calendar.ts";
import {
  addDays,
  formatLocalDate,
  fromYearMonthDay,
  type LocalDate,
  parseLocalDate,
  weekday,
} from "./local-date.ts";

function date(text: string): LocalDate {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Weekdays of some years on which the calendar has the given kind. */
function weekdaysOfKind(kind: "half" | "closed", years: { from: number; to: number }): string[] {
  const found: string[] = [];
  const endDate = fromYearMonthDay(years.to, 12, 31);
  for (let day = fromYearMonthDay(years.from, 1, 1); day <= endDate; day = addDays(day, 1)) {
    if (weekday(day) <= 5 && nyse.tradingDay(day).kind === kind) found.push(formatLocalDate(day));
  }
  return found;
}

/** "7/3/2000" as "2000-07-03". */
function fromUsDate(text: string): string {
  const [month, day, year] = text.trim().split("/").map(Number) as [number, number, number];
  return formatLocalDate(fromYearMonthDay(year, month, day));
}

/** Sorted weekdays of a public list that fall into some years. */
function listed(dates: readonly string[], years: { from: number; to: number }): string[] {
  const iso = [...new Set(dates.map(fromUsDate))].sort();
  return iso.filter((text) => {
    const year = Number(text.slice(0, 4));
    return year >= years.from && year <= years.to && weekday(date(text)) <= 5;
  });
}

describe("exchange calendar", () => {
  test("closes on these weekdays of 2026 to 2028", () => {
    expect(weekdaysOfKind("closed", { from: 2026, to: 2028 })).toEqual(
      [
        "2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07",
        "2026-11-26 2026-12-25 2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18",
        "2027-07-05 2027-09-06 2027-11-25 2027-12-24 2028-01-17 2028-02-21 2028-04-14 2028-05-29",
        "2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25",
      ].flatMap((line) => line.split(" ")),
    );
  });

  test("closes at 13:00 on these days of 2026 to 2028", () => {
    expect(weekdaysOfKind("half", { from: 2026, to: 2028 })).toEqual([
      "2026-11-27",
      "2026-12-24",
      "2027-11-26",
      "2028-07-03",
      "2028-11-24",
    ]);
    expect(nyse.tradingDay(date("2026-12-24"))).toEqual({
      kind: "half",
      closeMinute: 780,
      reason: "Christmas Eve",
    });
  });

  test("closes at 13:00 on the days that the exchange lists for 1993 to 1998", () => {
    expect(weekdaysOfKind("half", { from: 1993, to: 1998 })).toEqual(
      [
        "1993-11-26 1994-11-25 1995-07-03 1995-11-24 1996-07-05 1996-11-29 1996-12-24",
        "1997-07-03 1997-11-28 1997-12-24 1997-12-26 1998-11-27 1998-12-24",
      ].flatMap((line) => line.split(" ")),
    );
  });

  test.each([
    ["2001-09-11", "September 11 attacks"],
    ["2004-06-11", "mourning for Ronald Reagan"],
    ["2012-10-29", "Hurricane Sandy"],
    ["2025-01-09", "mourning for Jimmy Carter"],
    ["2027-06-18", "Juneteenth"],
    ["2026-07-03", "Independence Day"],
    ["2024-03-29", "Good Friday"],
    ["2024-03-30", "weekend"],
  ])("is closed on %s: %s", (text, reason) => {
    expect(nyse.tradingDay(date(text))).toEqual({ kind: "closed", closeMinute: null, reason });
    expect(nyse.isTradingDay(date(text))).toBe(false);
    expect(nyse.closeMinuteOrZero(date(text))).toBe(0);
  });

  test.each([["2021-12-31"], ["2021-06-18"], ["1997-01-20"], ["2008-12-26"], ["2026-07-02"]])(
    "%s is a plain session, although a near rule might say otherwise",
    (text) => {
      expect(nyse.tradingDay(date(text))).toEqual({ kind: "regular", closeMinute: 960 });
    },
  );

  test("a year has 249 to 254 sessions, fewer only where the exchange was forced", () => {
    for (let year = 1993; year <= 2100; year++) {
      const count = nyse.sessionsInYear(year).length;
      expect(count).toBeGreaterThanOrEqual(year === 2001 ? 248 : 249);
      expect(count).toBeLessThanOrEqual(254);
    }
    expect(nyse.sessionsInYear(2023)).toHaveLength(250);
    expect(nyse.sessionsInYear(2024)).toHaveLength(252);
  });

  test("the neighbours of a session are sessions with none between", () => {
    const days = fc.integer({ min: date("1993-02-01"), max: date("2100-11-30") });
    fc.assert(
      fc.property(days, (day) => {
        const next = nyse.nextTradingDay(day as LocalDate);
        const previous = nyse.previousTradingDay(day as LocalDate);
        expect(nyse.tradingDaysBetween(addDays(previous, 1), addDays(next, -1))).toEqual(
          nyse.isTradingDay(day as LocalDate) ? [day as LocalDate] : [],
        );
        expect([previous, next].every((session) => nyse.isTradingDay(session))).toBe(true);
        expect(next - previous).toBeLessThanOrEqual(8);
      }),
    );
  });

  test("both ends of a range count, and a range that runs backwards is empty", () => {
    const friday = date("2026-01-16");
    const tuesday = date("2026-01-20");
    expect(nyse.tradingDaysBetween(friday, tuesday)).toEqual([friday, tuesday]);
    expect(nyse.tradingDaysBetween(tuesday, friday)).toEqual([]);
  });

  test("outside 1993 to 2100 only weekends are known", () => {
    expect(nyse.isTradingDay(date("1992-12-25"))).toBe(true);
    expect(nyse.isTradingDay(date("2101-01-01"))).toBe(false);
    expect(nyse.tradingDay(date("2101-01-03"))).toEqual({ kind: "regular", closeMinute: 960 });
    expect(nyse.nextTradingDay(date("2100-12-31"))).toBe(date("2101-01-03"));
  });

  test("answers do not depend on the order of questions", () => {
    const days = fc.integer({ min: date("1990-01-01"), max: date("2105-01-01") });
    fc.assert(
      fc.property(fc.array(days, { maxLength: 10 }), (asked) => {
        const fresh = createCalendar();
        for (const day of asked as LocalDate[]) {
          expect(fresh.tradingDay(day)).toEqual(nyse.tradingDay(day));
          expect(fresh.closeMinuteOrZero(day)).toBe(nyse.tradingDay(day).closeMinute ?? 0);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("calendar overrides", () => {
  const overrides: CalendarOverride[] = [
    { date: date("2026-03-04"), kind: "closed", closeMinute: null, reason: "mourning" },
    { date: date("2026-03-05"), kind: "half", closeMinute: 840, reason: "storm" },
    { date: date("2026-12-25"), kind: "regular", closeMinute: 960, reason: "test session" },
    { date: date("2150-03-04"), kind: "closed", closeMinute: null, reason: "far away" },
  ];
  const calendar = createCalendar({ overrides });

  test("go before the rules, inside and outside the years of the rules", () => {
    for (const { date: day, ...expected } of overrides) {
      expect(calendar.tradingDay(day)).toEqual(expected);
      expect(calendar.closeMinuteOrZero(day)).toBe(expected.closeMinute ?? 0);
    }
    expect(calendar.nextTradingDay(date("2026-03-03"))).toBe(date("2026-03-05"));
  });

  test("leave the other days and the exchange's own calendar alone", () => {
    expect(calendar.tradingDay(date("2026-03-06"))).toEqual(nyse.tradingDay(date("2026-03-06")));
    expect(nyse.isTradingDay(date("2026-03-04"))).toBe(true);
  });

  test("that close the exchange for years end the search for a session as a bug", () => {
    const first = date("2030-01-01");
    const closed = Array.from({ length: 400 }, (_, i): CalendarOverride => {
      return { date: addDays(first, i), kind: "closed", closeMinute: null, reason: "absurd" };
    });
    const absurd = createCalendar({ overrides: closed });
    expect(() => absurd.nextTradingDay(first)).toThrow(BugError);
  });
});

describeShared("exchange calendar against public lists", () => {
  function fixture(name: string): string {
    return readFileSync(sharedPath("fixtures", "calendar", name) as string, "utf8");
  }

  interface LeanHours {
    readonly holidays: readonly string[];
    readonly earlyCloses: Readonly<Record<string, string>>;
  }

  function leanHours(): LeanHours {
    const json: unknown = JSON.parse(fixture("lean-market-hours-Equity-usa.json"));
    return (json as Record<string, LeanHours>)["Equity-usa-[*]"] as LeanHours;
  }

  test("full closings equal the list of the pandas project, 1993 to 2020", () => {
    const years = { from: 1993, to: 2020 };
    const list = listed(
      fixture("nyse_all_full_day_holidays_since_1928.csv").trim().split("\n"),
      years,
    );
    expect(list.length).toBeGreaterThan(250);
    expect(weekdaysOfKind("closed", years)).toEqual(list);
  });

  test("full closings equal the list of LEAN, 1998 to 2028", () => {
    const years = { from: 1998, to: 2028 };
    const list = listed(leanHours().holidays, years);
    expect(list.length).toBeGreaterThan(280);
    expect(weekdaysOfKind("closed", years)).toEqual(list);
  });

  test("13:00 closes equal the list of LEAN, 1999 to 2028", () => {
    const years = { from: 1999, to: 2028 };
    const { earlyCloses } = leanHours();
    expect(new Set(Object.values(earlyCloses))).toEqual(new Set(["13:00:00"]));
    expect(weekdaysOfKind("half", years)).toEqual(listed(Object.keys(earlyCloses), years));
  });
});
