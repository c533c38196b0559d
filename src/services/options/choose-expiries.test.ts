import { expect, test } from "bun:test";
import fc from "fast-check";
import { nyse } from "../../domain/calendar.ts";
import {
  addDays,
  formatLocalDate,
  fromYearMonthDay,
  type LocalDate,
  weekday,
} from "../../domain/local-date.ts";
import { chooseExpiries, expiriesMax, nearDays } from "./choose-expiries.ts";

const texts = (dates: readonly LocalDate[]) => dates.map(formatLocalDate);
const tuesday = fromYearMonthDay(2026, 6, 9);

/** Fridays, or the Thursday before a closed one, of half a year. */
function weeklies(from: LocalDate, weeks = 26): LocalDate[] {
  const firstFriday = addDays(from, (5 - weekday(from) + 7) % 7);
  return Array.from({ length: weeks }, (_, i) => addDays(firstFriday, 7 * i)).map((date) =>
    nyse.isTradingDay(date) ? date : nyse.previousTradingDay(date),
  );
}

test("a share with weeklies: this week and the next, two more, and two monthlies", () => {
  expect(texts(chooseExpiries(weeklies(tuesday), tuesday))).toEqual([
    "2026-06-12",
    // The monthly of June is on a Thursday: Friday the 19th is a holiday.
    "2026-06-18",
    "2026-06-26",
    "2026-07-02",
    "2026-07-17",
  ]);
});

test("dailies: the nearest ones, today included, as far as there is room", () => {
  const daily = nyse.tradingDaysBetween(tuesday, addDays(tuesday, 120));
  const chosen = chooseExpiries(daily, tuesday);
  expect(chosen.length).toBe(expiriesMax);
  expect(texts(chosen)).toEqual([
    ...["2026-06-09", "2026-06-10", "2026-06-11", "2026-06-12"],
    ...["2026-06-18", "2026-06-26", "2026-07-02", "2026-07-17"],
  ]);
});

test("monthlies only: the next two, however far", () => {
  const monthly = ["2026-07-17", "2026-08-21", "2026-09-18", "2027-01-15"].map(date);
  expect(texts(chooseExpiries(monthly, tuesday))).toEqual([
    "2026-07-17",
    "2026-08-21",
    // As the ends of their weeks they are the weeklies beyond, too: the same two.
  ]);
});

test("what expired, comes twice or is out of order does no harm", () => {
  const listed = ["2026-07-17", "2026-06-05", "2026-06-12", "2026-07-17"].map(date);
  expect(texts(chooseExpiries(listed, tuesday))).toEqual(["2026-06-12", "2026-07-17"]);
  expect(chooseExpiries([], tuesday)).toEqual([]);
});

test("only listed expiries are chosen, eight at most, and today's always", () => {
  const days = fc.uniqueArray(fc.integer({ min: -5, max: 400 }), { maxLength: 60 });
  fc.assert(
    fc.property(days, (offsets) => {
      const listed = offsets.map((days) => addDays(tuesday, days));
      const chosen = chooseExpiries(listed, tuesday);
      expect(chosen.length).toBeLessThanOrEqual(expiriesMax);
      expect(chosen.every((date) => listed.includes(date) && date >= tuesday)).toBe(true);
      expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
      expect(chosen.includes(tuesday)).toBe(listed.includes(tuesday));
      const near = listed.filter((date) => date >= tuesday && date <= tuesday + nearDays);
      const left = near.filter((date) => !chosen.includes(date));
      if (left.length > 0) expect(chosen.length).toBe(expiriesMax);
    }),
  );
});

function date(text: string): LocalDate {
  const [year, month, day] = text.split("-").map(Number);
  return fromYearMonthDay(year as number, month as number, day as number);
}
