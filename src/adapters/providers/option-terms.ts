import { nyse, regularOpenMinute } from "../../domain/calendar.ts";
import { type LocalDate, parseLocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../domain/new-york.ts";
import type { OptionQuote } from "../../domain/option-contract.ts";
import { positiveOrNull } from "./figures.ts";

export const standardMultiplier = 100;

export const noGreeks = {
  ...{ ivRatio: null, delta: null, gamma: null, theta: null, vega: null, rho: null },
  greeksFrom: null,
} as const;

/** Two zeros say that there is no quote. */
export function optionBook(bid: unknown, ask: unknown): Pick<OptionQuote, "bid" | "ask"> {
  const asked = positiveOrNull(ask);
  // Nobody bids, and somebody asks: that is a bid of nothing, and no gap in the data.
  return { bid: positiveOrNull(bid) ?? (asked !== null && bid === 0 ? 0 : null), ask: asked };
}

/** A root that ends in a digit delivers something else than 100 shares. */
export function isStandardContract(root: string, multiplier: number): boolean {
  return multiplier === standardMultiplier && !/\d$/.test(root);
}

/** Days from `today` on, rising, each one once; what is no date is left out. */
export function listedExpiries(dates: Iterable<unknown>, today: LocalDate): LocalDate[] {
  const expiries = new Set<LocalDate>();
  for (const text of dates) {
    const date = parseLocalDate(typeof text === "string" ? text : "");
    if (date.ok && date.value >= today) expiries.add(date.value);
  }
  return [...expiries].sort((a, b) => a - b);
}

/** Session that a volume has to be of: a contract that rests keeps the one of an older day. */
export function lastOpenedSession(nowMs: number): LocalDate {
  const today = newYorkDate(nowMs);
  const hasOpened = newYorkMinuteOfDay(nowMs) >= regularOpenMinute && nyse.isTradingDay(today);
  return hasOpened ? today : nyse.previousTradingDay(today);
}
