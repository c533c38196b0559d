import type { Calendar } from "../../domain/calendar.ts";
import { nyse, regularOpenMinute } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { dayMs } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { daysPerYear } from "./black-scholes.ts";

/** Contracts that settle at the opening prices of their last day have their last trade before. */
export type Settlement = "afternoon" | "morning";

/**
 * The instant at which a contract stops to live: the closing bell of its expiry, which is 13:00
 * on a half day, or the opening bell. A date without a session means the session before it.
 */
export function expiryTsMs(
  expiry: LocalDate,
  settlement: Settlement,
  calendar: Calendar = nyse,
): number {
  const isSession = calendar.isTradingDay(expiry);
  const date = isSession ? expiry : calendar.previousTradingDay(expiry);
  const minute = settlement === "morning" ? regularOpenMinute : calendar.closeMinuteOrZero(date);
  return newYorkTsMs(date, minute);
}

/** Calendar time from an instant to another in years of 365.25 days, never below 0. */
export function yearsUntil(tsMs: number, untilTsMs: number): number {
  return Math.max(untilTsMs - tsMs, 0) / (daysPerYear * dayMs);
}

/** Calendar days to expiry on a New York calendar: 0 on the day itself. */
export function daysToExpiry(expiry: LocalDate, tsMs: number): number {
  return expiry - newYorkDate(tsMs);
}
