import { nyse } from "../../../domain/calendar.ts";
import {
  addDays,
  fromYearMonthDay,
  type LocalDate,
  toYearMonthDay,
  weekday,
  weekStart,
} from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import { exp } from "./exact-math.ts";
import type { DemoMarket } from "./market.ts";
import type { DemoProfile } from "./profile.ts";
import { uniformAt } from "./random.ts";

/**
 * How often options of a symbol expire.
 *
 * daily    every session of the next two weeks, and as below: the ten largest
 * weekly   Fridays of six weeks, and as below
 * monthly  third Fridays: three months and two more of the quarterly cycle
 */
export type OptionClass = "daily" | "weekly" | "monthly";

const dailySessions = 10;
const weeklyWeeks = 6;
const nearMonths = 3;
const quarterMonths = 2;
/** The largest are looked for among the symbols that every demo of some size has. */
const largestOf = 200;
const dailySymbols = 10;
/** Dollars a day from which a large symbol has weekly options. */
const weeklyTurnoverMin = 3e8;
const optionalSmallRatio = 0.4;

/** OCC symbols have two digits of the year: what expires before or after has no name. */
const firstExpiry = fromYearMonthDay(2000, 1, 1);
const lastExpiry = fromYearMonthDay(2099, 12, 31);

/** Which symbols have options, and of which class. */
export class OptionClasses {
  readonly #market: DemoMarket;
  #largest: ReadonlySet<number> | null = null;

  constructor(market: DemoMarket) {
    this.#market = market;
  }

  /** Null where the symbol has no options. */
  of(symbolIndex: number): OptionClass | null {
    const profile = this.#market.profile(symbolIndex);
    this.#largest ??= this.#findLargest();
    if (this.#largest.has(symbolIndex)) return "daily";
    if (profile.tier === "large") {
      return turnoverOf(profile) >= weeklyTurnoverMin ? "weekly" : "monthly";
    }
    if (profile.tier === "middle") return "monthly";
    const draw = uniformAt(this.#market.beyondKey(symbolIndex), 0);
    return profile.tier === "small" && draw < optionalSmallRatio ? "monthly" : null;
  }

  #findLargest(): ReadonlySet<number> {
    const count = Math.min(this.#market.symbols.length, largestOf);
    const found = Array.from({ length: count }, (_, symbolIndex) => ({
      symbolIndex,
      profile: this.#market.profile(symbolIndex),
    })).filter(({ profile }) => profile.tier === "large");
    found.sort((a, b) => turnoverOf(b.profile) - turnoverOf(a.profile));
    return new Set(found.slice(0, dailySymbols).map(({ symbolIndex }) => symbolIndex));
  }
}

function turnoverOf({ baseShares, baseLogPrice }: DemoProfile): number {
  return baseShares * exp(baseLogPrice);
}

/** Listed expiries on a date, rising; one that is listed stays so until it has passed. */
export function expiriesOn(date: LocalDate, optionClass: OptionClass): LocalDate[] {
  const found = new Set<LocalDate>();
  if (optionClass === "daily") {
    let next = nyse.isTradingDay(date) ? date : nyse.nextTradingDay(date);
    for (let count = 0; count < dailySessions; count++) {
      found.add(next);
      next = nyse.nextTradingDay(next);
    }
  }
  if (optionClass !== "monthly") {
    for (let week = 0; week < weeklyWeeks; week++) {
      const expiry = weeklyExpiry(addDays(date, 7 * week));
      if (expiry >= date) found.add(expiry);
    }
  }
  addMonthly(date, found);
  return [...found]
    .filter((expiry) => expiry >= firstExpiry && expiry <= lastExpiry)
    .sort((a, b) => a - b);
}

/** Expiries that are listed at a moment, from that day on. */
export function listedExpiries(tsMs: number, optionClass: OptionClass): LocalDate[] {
  return expiriesOn(newYorkDate(tsMs), optionClass);
}

/** Days before an expiry from which its contracts are traded: more than it is listed for. */
export function lifeDays(expiry: LocalDate): number {
  const { year, month } = toYearMonthDay(expiry);
  if (expiry === monthlyExpiry(year * 12 + month - 1)) return month % 3 === 0 ? 290 : 110;
  return expiry === weeklyExpiry(expiry) ? 50 : 20;
}

function addMonthly(date: LocalDate, found: Set<LocalDate>): void {
  const { year, month } = toYearMonthDay(date);
  let monthIndex = year * 12 + month - 1;
  if (monthlyExpiry(monthIndex) < date) monthIndex++;
  for (let count = 0; count < nearMonths; count++) found.add(monthlyExpiry(monthIndex++));
  for (let count = 0; count < quarterMonths; monthIndex++) {
    if (monthIndex % 3 !== 2) continue;
    found.add(monthlyExpiry(monthIndex));
    count++;
  }
}

/** Friday of the week, or the session before where that is a holiday. */
function weeklyExpiry(date: LocalDate): LocalDate {
  return orSessionBefore(addDays(weekStart(date), 4));
}

/** The third Friday of a month, counted from year 0. */
function monthlyExpiry(monthIndex: number): LocalDate {
  const first = fromYearMonthDay(Math.floor(monthIndex / 12), (monthIndex % 12) + 1, 1);
  return orSessionBefore(addDays(first, ((12 - weekday(first)) % 7) + 14));
}

function orSessionBefore(date: LocalDate): LocalDate {
  return nyse.isTradingDay(date) ? date : nyse.previousTradingDay(date);
}
