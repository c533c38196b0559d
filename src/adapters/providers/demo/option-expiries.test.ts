import { expect, test } from "bun:test";
import fc from "fast-check";
import { nyse } from "../../../domain/calendar.ts";
import {
  addDays,
  formatLocalDate,
  fromYearMonthDay,
  type LocalDate,
} from "../../../domain/local-date.ts";
import { createDemoMarket } from "./market.ts";
import { expiriesOn, lifeDays, OptionClasses } from "./option-expiries.ts";

const firstDate = fromYearMonthDay(2022, 1, 1);
const anyDate = fc.nat(1_500).map((days) => addDays(firstDate, days));
const classes = ["daily", "weekly", "monthly"] as const;

function shown(date: LocalDate, optionClass: (typeof classes)[number]): string[] {
  return expiriesOn(date, optionClass).map(formatLocalDate);
}

test("options expire on third Fridays, every Friday, or every session", () => {
  const date = fromYearMonthDay(2025, 6, 10);
  expect(shown(date, "monthly")).toEqual([
    "2025-06-20",
    "2025-07-18",
    "2025-08-15",
    "2025-09-19",
    "2025-12-19",
  ]);
  // The fourth of July is a Friday.
  expect(shown(date, "weekly").slice(0, 5)).toEqual([
    "2025-06-13",
    "2025-06-20",
    "2025-06-27",
    "2025-07-03",
    "2025-07-11",
  ]);
  expect(shown(date, "daily").slice(0, 4)).toEqual([
    "2025-06-10",
    "2025-06-11",
    "2025-06-12",
    "2025-06-13",
  ]);
});

test("a third Friday that is a holiday gives way to the Thursday", () => {
  expect(shown(fromYearMonthDay(2022, 4, 1), "monthly")[0]).toBe("2022-04-14");
});

test("what an OCC symbol cannot name is not listed", () => {
  expect(shown(fromYearMonthDay(1999, 12, 1), "weekly")).toEqual([
    "2000-01-07",
    "2000-01-21",
    "2000-02-18",
    "2000-03-17",
    "2000-06-16",
  ]);
  expect(shown(fromYearMonthDay(2100, 1, 4), "daily")).toEqual([]);
});

test("expiries rise, are sessions, and lie in the life of their contracts", () => {
  fc.assert(
    fc.property(anyDate, fc.constantFrom(...classes), (date, optionClass) => {
      const expiries = expiriesOn(date, optionClass);
      for (const [index, expiry] of expiries.entries()) {
        expect(nyse.isTradingDay(expiry)).toBe(true);
        expect(expiry).toBeGreaterThanOrEqual(date);
        if (index > 0) expect(expiry).toBeGreaterThan(expiries[index - 1] as number);
        expect(expiry - date).toBeLessThan(lifeDays(expiry));
      }
    }),
  );
});

test("what is listed stays listed until it has passed", () => {
  fc.assert(
    fc.property(anyDate, fc.constantFrom(...classes), (date, optionClass) => {
      const tomorrow = addDays(date, 1);
      const left = expiriesOn(date, optionClass).filter((expiry) => expiry >= tomorrow);
      expect(expiriesOn(tomorrow, optionClass)).toEqual(expect.arrayContaining(left));
    }),
  );
});

test("ten symbols have daily options, and cheap ones have none", () => {
  const market = createDemoMarket({ seed: 3, symbols: 600 });
  const options = new OptionClasses(market);
  const found = market.symbols.map((_, index) => options.of(index));
  expect(found.filter((optionClass) => optionClass === "daily")).toHaveLength(10);
  expect(found.filter((optionClass) => optionClass === "weekly").length).toBeGreaterThan(10);
  for (const [index, optionClass] of found.entries()) {
    const { tier } = market.profile(index);
    if (tier === "penny" || tier === "illiquid" || tier === "trophy")
      expect(optionClass).toBeNull();
  }
});
