import { fromYearMonthDay, parseLocalDate } from "../../domain/local-date.ts";

/** Years that a bar may be dated in; anything else is a misread date. */
const yearMin = 1900;
const yearMax = 2099;
const firstDate = fromYearMonthDay(yearMin, 1, 1);
const lastDate = fromYearMonthDay(yearMax, 12, 31);

const slotsPerYear = 12 * 31;
const unknownDay = -(2 ** 31);
const noSuchDay = unknownDay + 1;

/** Whether a count of days since 1970-01-01 is a date that a bar may have. */
export function isBarDate(date: number): boolean {
  return date >= firstDate && date <= lastDate;
}

/**
 * Year, month and day to a LocalDate by one lookup: files repeat the same few thousand dates.
 *
 * memory  1.5 KB for each year that occurs, 300 KB at most
 */
export class CivilDates {
  readonly #years: (Int32Array | undefined)[] = [];

  /** NaN for a day that the calendar does not have, and for years far away. */
  dateOf(year: number, month: number, day: number): number {
    if (!(year >= yearMin && year <= yearMax)) return Number.NaN;
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN;
    const slots = this.#years[year - yearMin] ?? this.#addYear(year);
    const slot = (month - 1) * 31 + day - 1;
    const known = slots[slot] as number;
    if (known > noSuchDay) return known;
    if (known === noSuchDay) return Number.NaN;
    const parsed = parseLocalDate(`${year}-${twoDigits(month)}-${twoDigits(day)}`);
    slots[slot] = parsed.ok ? parsed.value : noSuchDay;
    return parsed.ok ? parsed.value : Number.NaN;
  }

  #addYear(year: number): Int32Array {
    const slots = new Int32Array(slotsPerYear).fill(unknownDay);
    this.#years[year - yearMin] = slots;
    return slots;
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
