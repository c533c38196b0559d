import { assert } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";

/**
 * A calendar day without a time zone: days since 1970-01-01. Session dates are these; as plain
 * numbers they fit into columns, compare with < and subtract to a count of days.
 */
export type LocalDate = number & { readonly __brand: "LocalDate" };

export interface YearMonthDay {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  /** 1..31 */
  readonly day: number;
}

export const dayMs = 86_400_000;

/** 0001-01-01 and 9999-12-31: what four digits of a year can say. */
const daysMin = -719_162;
const daysMax = 2_932_896;

const daysPerEra = 146_097;
/** Days from 0000-03-01, where the eras below begin, to 1970-01-01. */
const eraShiftDays = 719_468;

export function localDateFromDays(days: number): LocalDate {
  assert(Number.isInteger(days) && days >= daysMin && days <= daysMax, "the date is in 0001..9999");
  return days as LocalDate;
}

/** Reads "2023-06-30", and nothing else; a day that its month does not have is refused. */
export function parseLocalDate(text: string): Result<LocalDate> {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 7);
  const day = digitsAt(text, 8, 10);
  const isWellFormed = text.length === 10 && text[4] === "-" && text[7] === "-";
  if (!isWellFormed || year < 0 || month < 0 || day < 0) {
    return err(`${JSON.stringify(text)} is not a date; use YYYY-MM-DD`);
  }
  if (!isDate(year, month, day)) return err(`"${text}" is not a day of the calendar`);
  return ok(daysFromCivil(year, month, day) as LocalDate);
}

export function formatLocalDate(date: LocalDate): string {
  const { year, month, day } = toYearMonthDay(date);
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The date must exist; text from outside goes through `parseLocalDate`. */
export function fromYearMonthDay(year: number, month: number, day: number): LocalDate {
  assert(isDate(year, month, day), "year, month and day name a day of the calendar");
  return daysFromCivil(year, month, day) as LocalDate;
}

/** Gregorian date by eras of 400 years (Hinnant, "chrono-compatible low-level date algorithms"). */
export function toYearMonthDay(date: LocalDate): YearMonthDay {
  const days = date + eraShiftDays;
  const era = Math.floor(days / daysPerEra);
  const dayOfEra = days - era * daysPerEra;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // Years begin in March here, which puts the leap day at the end of them.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day };
}

/** ISO day of the week: 1 is Monday, 7 is Sunday. */
export function weekday(date: LocalDate): number {
  // 1970-01-01 was a Thursday.
  return ((((date + 3) % 7) + 7) % 7) + 1;
}

/** Monday of the ISO week that holds `date`. */
export function weekStart(date: LocalDate): LocalDate {
  return (date - weekday(date) + 1) as LocalDate;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return (date + days) as LocalDate;
}

/** Same day of another month, or that month's last day (pandas `DateOffset(months=n)`). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const { year, month, day } = toYearMonthDay(date);
  const monthIndex = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(monthIndex / 12);
  const targetMonth = monthIndex - targetYear * 12 + 1;
  return fromYearMonthDay(
    targetYear,
    targetMonth,
    Math.min(day, daysInMonth(targetYear, targetMonth)),
  );
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function isDate(year: number, month: number, day: number): boolean {
  const isYearMonth = year >= 1 && year <= 9_999 && month >= 1 && month <= 12;
  return isYearMonth && day >= 1 && day <= daysInMonth(year, month);
}

/** The inverse of `toYearMonthDay`, same source. */
function daysFromCivil(year: number, month: number, day: number): number {
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(yearFromMarch / 400);
  const yearOfEra = yearFromMarch - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * daysPerEra + yearOfEra * 365 + leapDays + dayOfYear - eraShiftDays;
}

/** The number that the digits from `start` to `end` write, or -1 where one is not a digit. */
function digitsAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
