import { expect, test } from "bun:test";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { exerciseStyleOf, settlementOf } from "./exercise-style.ts";
import { daysToExpiry, expiryTsMs, yearsUntil } from "./expiry-time.ts";

const iso = (tsMs: number) => new Date(tsMs).toISOString();

test("a contract lives until the closing bell of its day, in winter and in summer", () => {
  expect(iso(expiryTsMs(fromYearMonthDay(2025, 1, 17), "afternoon"))).toBe(
    "2025-01-17T21:00:00.000Z",
  );
  expect(iso(expiryTsMs(fromYearMonthDay(2025, 3, 21), "afternoon"))).toBe(
    "2025-03-21T20:00:00.000Z",
  );
});

test("on a half day it ends at 13:00, and settled in the morning at 09:30", () => {
  expect(iso(expiryTsMs(fromYearMonthDay(2025, 11, 28), "afternoon"))).toBe(
    "2025-11-28T18:00:00.000Z",
  );
  expect(iso(expiryTsMs(fromYearMonthDay(2025, 1, 17), "morning"))).toBe(
    "2025-01-17T14:30:00.000Z",
  );
});

test("an expiry on a day without a session ends with the session before", () => {
  // Old monthly contracts expire on the Saturday after the third Friday.
  expect(iso(expiryTsMs(fromYearMonthDay(2014, 1, 18), "afternoon"))).toBe(
    "2014-01-17T21:00:00.000Z",
  );
});

test("time is counted to the millisecond and is never negative", () => {
  const bell = expiryTsMs(fromYearMonthDay(2025, 1, 17), "afternoon");
  expect(yearsUntil(bell - 60_000, bell) * 365.25 * 1_440).toBeCloseTo(1, 9);
  expect(yearsUntil(bell, bell)).toBe(0);
  expect(yearsUntil(bell + 1, bell)).toBe(0);
});

test("days to expiry are calendar days of New York, whatever day it is in UTC", () => {
  const friday = fromYearMonthDay(2025, 1, 17);
  expect(daysToExpiry(friday, Date.UTC(2025, 0, 17, 14, 30))).toBe(0);
  // 21:00 on Thursday in New York.
  expect(daysToExpiry(friday, Date.UTC(2025, 0, 17, 2))).toBe(1);
});

test("index options are European, monthly ones settle in the morning; shares are American", () => {
  expect([exerciseStyleOf("SPX"), exerciseStyleOf("SPXW")]).toEqual(["european", "european"]);
  expect([exerciseStyleOf("SPY"), exerciseStyleOf("OEX")]).toEqual(["american", "american"]);
  expect([settlementOf("SPX"), settlementOf("SPXW")]).toEqual(["morning", "afternoon"]);
});
