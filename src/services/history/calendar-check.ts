import { type CalendarOverride, nyse, regularCloseMinute } from "../../domain/calendar.ts";
import { addDays, formatLocalDate, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionBounds } from "../../domain/session.ts";
import type { AnnouncedDay } from "../../ports/market-data.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";

export interface CalendarCheckOptions {
  readonly marketData: MarketData;
  readonly onNotice: (text: string) => void;
}

const daysAhead = 10;
/** Before the first session that a wrong day would spoil. */
const dueMinutesBeforePremarket = 60;

/**
 * Compares the exchange calendar that is built in with what a vendor announces for the next days.
 * A difference is told once. A day of mourning is announced days ahead and no rule knows it, but
 * vendors are wrong as well: they are believed for today only.
 */
export class CalendarCheck implements Desk {
  readonly name = "calendar";
  readonly #options: CalendarCheckOptions;
  readonly #told = new Set<string>();
  #override: CalendarOverride | null = null;

  constructor(options: CalendarCheckOptions) {
    this.#options = options;
  }

  /** What the vendor says of today where that differs; null where it does not. */
  todayOverride(marketTsMs: number): CalendarOverride | null {
    return this.#override?.date === newYorkDate(marketTsMs) ? this.#override : null;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { marketData, onNotice } = this.#options;
    const nextTsMs = nextCheckTsMs(marketTsMs);
    const ability = marketData.ability("calendar");
    if (ability === null) return { nextTsMs, text: null };
    const today = newYorkDate(marketTsMs);
    const range = { fromDate: today, toDate: addDays(today, daysAhead) };
    const { value } = await marketData.calendar({ ...range, lane: "watchlist", signal });
    this.#override = null;
    for (const day of value) {
      if (day.date < range.fromDate || day.date > range.toDate || agrees(day)) continue;
      if (day.date === today) this.#override = overrideOf(day, ability.provider);
      const text = differenceText(day, ability.provider);
      if (this.#told.has(text)) continue;
      this.#told.add(text);
      onNotice(text);
    }
    return { nextTsMs, text: null };
  }
}

function agrees({ date, closeMinute }: AnnouncedDay): boolean {
  return nyse.closeMinuteOrZero(date) === (closeMinute ?? 0);
}

function overrideOf({ date, closeMinute }: AnnouncedDay, provider: string): CalendarOverride {
  const reason = `announced by ${provider}`;
  if (closeMinute === null) return { date, kind: "closed", closeMinute, reason };
  const kind = closeMinute < regularCloseMinute ? "half" : "regular";
  return { date, kind, closeMinute, reason };
}

function differenceText({ date, closeMinute }: AnnouncedDay, provider: string): string {
  const day = formatLocalDate(date);
  const own = dayText(nyse.closeMinuteOrZero(date));
  const told = dayText(closeMinute ?? 0);
  return `${provider} says that the exchange ${told} on ${day}; by the rules it ${own}`;
}

function dayText(closeMinute: number): string {
  if (closeMinute === 0) return "is closed";
  const minute = String(closeMinute % 60).padStart(2, "0");
  return `closes at ${Math.floor(closeMinute / 60)}:${minute}`;
}

/** An hour before the premarket of the next trading day, or of today while it is not yet. */
function nextCheckTsMs(marketTsMs: number): number {
  const leadMs = dueMinutesBeforePremarket * 60_000;
  let date: LocalDate = newYorkDate(marketTsMs);
  const dueOf = (of: LocalDate) => (sessionBounds(of)?.premarketOpenTsMs ?? 0) - leadMs;
  if (!nyse.isTradingDay(date) || dueOf(date) <= marketTsMs) date = nyse.nextTradingDay(date);
  return dueOf(date);
}
