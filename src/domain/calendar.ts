import { assert } from "../base/assert.ts";
import { calendarYearMax, calendarYearMin, specialDaysOf } from "./calendar-rules.ts";
import {
  addDays,
  fromYearMonthDay,
  type LocalDate,
  toYearMonthDay,
  weekday,
} from "./local-date.ts";

/** Minutes of the New York day. */
export const regularOpenMinute = 570;
export const regularCloseMinute = 960;
const halfDayCloseMinute = 780;

/** What the exchange does on a date. `closeMinute` is the minute of the New York day. */
export type TradingDay =
  | { readonly kind: "regular"; readonly closeMinute: number; readonly reason?: string }
  | { readonly kind: "half"; readonly closeMinute: number; readonly reason: string }
  | { readonly kind: "closed"; readonly closeMinute: null; readonly reason: string };

/** What an administrator knows better than the rules, such as a day of mourning announced today. */
export type CalendarOverride = TradingDay & { readonly date: LocalDate };

const regularDay: TradingDay = { kind: "regular", closeMinute: regularCloseMinute };
const weekendDay: TradingDay = { kind: "closed", closeMinute: null, reason: "weekend" };

const firstDate = fromYearMonthDay(calendarYearMin, 1, 1);
const lastDate = fromYearMonthDay(calendarYearMax, 12, 31);
/** Marks a date whose year has not been worked out yet. */
const unknownMinute = 0xff_ff;
/** The longest search for a session; more closed days in a row come from absurd overrides. */
const closedRunDaysMax = 366;

/** The trading calendar of the US exchanges, with `overrides` taking precedence over the rules. */
export function createCalendar(
  options: { readonly overrides?: readonly CalendarOverride[] } = {},
): Calendar {
  return new Calendar(options.overrides ?? []);
}

/**
 * Sessions by date, exact for 1993..2100. Outside of these years only weekends are known and every
 * Monday to Friday counts as a regular session.
 *
 * memory  79 KB of table, filled a year at a time, plus about 14 entries a year that was asked for
 */
export class Calendar {
  readonly #overrides: ReadonlyMap<LocalDate, TradingDay>;
  readonly #specials = new Map<LocalDate, TradingDay>();
  /** Close minute by date, 0 when closed. */
  readonly #closeMinutes = new Uint16Array(lastDate - firstDate + 1).fill(unknownMinute);

  constructor(overrides: readonly CalendarOverride[]) {
    this.#overrides = new Map(overrides.map(({ date, ...day }) => [date, day]));
  }

  /** Minute of the New York day at which the regular session ends, or 0 on a closed day. */
  closeMinuteOrZero(date: LocalDate): number {
    const minute = this.#closeMinutes[date - firstDate];
    if (minute === undefined) return minuteOf(this.#dayOutsideTable(date));
    if (minute !== unknownMinute) return minute;
    this.#fillYear(toYearMonthDay(date).year);
    return this.#closeMinutes[date - firstDate] as number;
  }

  isTradingDay(date: LocalDate): boolean {
    return this.closeMinuteOrZero(date) !== 0;
  }

  tradingDay(date: LocalDate): TradingDay {
    if (date < firstDate || date > lastDate) return this.#dayOutsideTable(date);
    const minute = this.closeMinuteOrZero(date);
    return this.#specials.get(date) ?? (minute === 0 ? weekendDay : regularDay);
  }

  /** The first session after `date`. */
  nextTradingDay(date: LocalDate): LocalDate {
    return this.#search(date, 1);
  }

  /** The last session before `date`. */
  previousTradingDay(date: LocalDate): LocalDate {
    return this.#search(date, -1);
  }

  /** Sessions from `fromDate` to `toDate`, both included, oldest first. */
  tradingDaysBetween(fromDate: LocalDate, toDate: LocalDate): LocalDate[] {
    const dates: LocalDate[] = [];
    for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
      if (this.isTradingDay(date)) dates.push(date);
    }
    return dates;
  }

  sessionsInYear(year: number): LocalDate[] {
    return this.tradingDaysBetween(fromYearMonthDay(year, 1, 1), fromYearMonthDay(year, 12, 31));
  }

  #search(date: LocalDate, step: 1 | -1): LocalDate {
    for (let days = 1; days <= closedRunDaysMax; days++) {
      const candidate = addDays(date, days * step);
      if (this.isTradingDay(candidate)) return candidate;
    }
    assert(false, "the exchange opens at least once a year");
  }

  #fillYear(year: number): void {
    for (const { date, kind, reason } of specialDaysOf(year)) {
      const day: TradingDay =
        kind === "half"
          ? { kind, closeMinute: halfDayCloseMinute, reason }
          : { kind, closeMinute: null, reason };
      this.#specials.set(date, day);
    }
    const endDate = fromYearMonthDay(year, 12, 31);
    for (let date = fromYearMonthDay(year, 1, 1); date <= endDate; date = addDays(date, 1)) {
      const override = this.#overrides.get(date);
      if (override) this.#specials.set(date, override);
      const day = this.#specials.get(date) ?? plainDay(date);
      this.#closeMinutes[date - firstDate] = minuteOf(day);
    }
  }

  #dayOutsideTable(date: LocalDate): TradingDay {
    return this.#overrides.get(date) ?? plainDay(date);
  }
}

/** The exchange's own calendar, without overrides. */
export const nyse = createCalendar();

function plainDay(date: LocalDate): TradingDay {
  return weekday(date) >= 6 ? weekendDay : regularDay;
}

function minuteOf(day: TradingDay): number {
  return day.closeMinute ?? 0;
}
