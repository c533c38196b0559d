import { dayMs } from "../../domain/local-date.ts";
import { CivilDates, isBarDate } from "./civil-dates.ts";
import { parsePlainDecimal } from "./decimal.ts";

/**
 * Reads dates and moments from bytes:
 *
 * dates    2023-06-30, 2023/06/30, 20230630, 06/30/2023 (month first, as US sources write it)
 * moments  a date, then T or a blank, then 09:30, 09:30:00, 09:30:00.000, 0930 or 093000, then
 *          nothing, Z, or an offset such as -04:00, -0400 or -04
 * epochs   seconds (9 or 10 digits), ms (12, 13), us (15, 16), ns (18, 19); 14 digits are
 *          YYYYMMDDHHMMSS
 */
export class StampReader {
  /** LocalDate as written, before any zone is applied. */
  date = 0;
  /** Milliseconds after midnight of `date`, as written. */
  msOfDay = 0;
  /** Offset from UTC that the text names; NaN when it names none. */
  offsetMs = Number.NaN;
  /** False for a bare date. */
  hasTime = false;
  /** The text was refused, and would be a date with the day in front of the month. */
  isDayFirst = false;
  /** Some date since `forget` can only have the month in front. */
  hasMonthFirst = false;
  readonly #dates = new CivilDates();

  /** Call it before another file. */
  forget(): void {
    this.hasMonthFirst = false;
  }

  /** Fills the fields above; false when the text is neither a date nor a moment. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.msOfDay = 0;
    this.offsetMs = Number.NaN;
    this.hasTime = false;
    this.isDayFirst = false;
    const dateEnd = this.#readDate(bytes, start, end);
    if (dateEnd < 0) return false;
    if (dateEnd >= end) return true;
    const joint = bytes[dateEnd];
    if (joint !== letterT && joint !== letterLowerT && joint !== blank) return false;
    const clockEnd = this.#readClock(bytes, dateEnd + 1, end);
    return clockEnd >= 0 && this.#readZone(bytes, clockEnd, end);
  }

  /** A time of day of its own column: it completes the date that was read before. */
  readTimeOfDay(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > timeOfDayCharsMax) return this.read(bytes, start, end);
    const clockEnd = this.#readClock(bytes, start, end);
    return clockEnd >= 0 && this.#readZone(bytes, clockEnd, end);
  }

  /** Returns the index after the date, or -1. */
  #readDate(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < 8) return -1;
    const fifth = bytes[start + 4];
    if ((fifth === dash || fifth === slash) && bytes[start + 7] === fifth) {
      if (end - start < 10) return -1;
      const year = digitsAt(bytes, start, 4);
      const month = digitsAt(bytes, start + 5, 2);
      return this.#setDate(year, month, digitsAt(bytes, start + 8, 2), start + 10);
    }
    const digitCount = countDigits(bytes, start, end);
    if (digitCount >= 8) return this.#readDigits(bytes, start, digitCount);
    return bytes[start + digitCount] === slash ? this.#readUsDate(bytes, start, end) : -1;
  }

  #readUsDate(bytes: Uint8Array, start: number, end: number): number {
    const monthDigits = countDigits(bytes, start, end);
    const dayStart = start + monthDigits + 1;
    const dayDigits = countDigits(bytes, dayStart, end);
    const yearStart = dayStart + dayDigits + 1;
    const isWellFormed =
      monthDigits <= 2 &&
      dayDigits <= 2 &&
      bytes[yearStart - 1] === slash &&
      countDigits(bytes, yearStart, end) === 4;
    if (!isWellFormed) return -1;
    const month = digitsAt(bytes, start, monthDigits);
    const day = digitsAt(bytes, dayStart, dayDigits);
    if (day > monthMax) this.hasMonthFirst = true;
    this.isDayFirst = month > monthMax && day <= monthMax;
    return this.#setDate(digitsAt(bytes, yearStart, 4), month, day, yearStart + 4);
  }

  /** Eight digits or more: a compact date, a compact moment or an epoch. */
  #readDigits(bytes: Uint8Array, start: number, digitCount: number): number {
    const end = start + digitCount;
    if (digitCount === 8 || digitCount === 14) {
      const year = digitsAt(bytes, start, 4);
      const month = digitsAt(bytes, start + 4, 2);
      if (this.#setDate(year, month, digitsAt(bytes, start + 6, 2), end) < 0) return -1;
      return digitCount === 8 ? end : this.#readClock(bytes, start + 8, end);
    }
    const unitsPerMs = epochUnitsPerMs[digitCount];
    if (unitsPerMs === undefined) return -1;
    const tsMs = parsePlainDecimal(bytes, start, end) / unitsPerMs;
    this.date = Math.floor(tsMs / dayMs);
    this.msOfDay = tsMs - this.date * dayMs;
    this.offsetMs = 0;
    this.hasTime = true;
    return isBarDate(this.date) ? end : -1;
  }

  #setDate(year: number, month: number, day: number, end: number): number {
    const date = this.#dates.dateOf(year, month, day);
    if (Number.isNaN(date)) return -1;
    this.date = date;
    return end;
  }

  /** Returns the index after the time of day, or -1. */
  #readClock(bytes: Uint8Array, start: number, end: number): number {
    const firstDigits = countDigits(bytes, start, end);
    if (firstDigits > 2) return this.#readCompactClock(bytes, start, firstDigits);
    const minuteAt = start + firstDigits + 1;
    if (firstDigits === 0 || bytes[minuteAt - 1] !== colon) return -1;
    const hour = digitsAt(bytes, start, firstDigits);
    const minute = minuteAt + 2 <= end ? digitsAt(bytes, minuteAt, 2) : Number.NaN;
    let at = minuteAt + 2;
    if (at >= end || bytes[at] !== colon) return this.#setClock(hour, minute, 0, at);
    const second = at + 3 <= end ? digitsAt(bytes, at + 1, 2) : Number.NaN;
    at += 3;
    if (at >= end || bytes[at] !== point) return this.#setClock(hour, minute, second, at);
    const fractionDigits = countDigits(bytes, at + 1, end);
    const fraction = parsePlainDecimal(bytes, at, at + 1 + fractionDigits);
    return this.#setClock(hour, minute, second + fraction, at + 1 + fractionDigits);
  }

  /** HHMM, HHMMSS, and both without the leading zero, as some exports drop it. */
  #readCompactClock(bytes: Uint8Array, start: number, digitCount: number): number {
    if (digitCount > 6) return -1;
    const hasSeconds = digitCount > 4;
    const hourDigits = digitCount - (hasSeconds ? 4 : 2);
    const hour = digitsAt(bytes, start, hourDigits);
    const minute = digitsAt(bytes, start + hourDigits, 2);
    const second = hasSeconds ? digitsAt(bytes, start + hourDigits + 2, 2) : 0;
    return this.#setClock(hour, minute, second, start + digitCount);
  }

  #setClock(hour: number, minute: number, second: number, end: number): number {
    if (!(hour < 24 && minute < 60 && second < 60)) return -1;
    this.msOfDay = (hour * 60 + minute) * 60_000 + second * 1_000;
    this.hasTime = true;
    return end;
  }

  #readZone(bytes: Uint8Array, start: number, end: number): boolean {
    while (start < end && bytes[start] === blank) start++;
    if (start === end) return true;
    const first = bytes[start];
    if (first === letterZ || first === letterLowerZ) {
      this.offsetMs = 0;
      return start + 1 === end;
    }
    if (first !== plus && first !== dash) return false;
    const hour = start + 3 <= end ? digitsAt(bytes, start + 1, 2) : Number.NaN;
    const minuteAt = start + 3 + (bytes[start + 3] === colon ? 1 : 0);
    const hasMinute = minuteAt < end;
    const minute = hasMinute && minuteAt + 2 === end ? digitsAt(bytes, minuteAt, 2) : 0;
    if (!(hour < 24 && minute < 60) || (hasMinute && minuteAt + 2 !== end)) return false;
    const magnitudeMs = (hour * 60 + minute) * 60_000;
    this.offsetMs = first === dash ? -magnitudeMs : magnitudeMs;
    return hasMinute || minuteAt === end;
  }
}

const monthMax = 12;
/** "09:30:00" and the like; longer text in a time column is a whole moment. */
const timeOfDayCharsMax = 9;
/** Digits of an epoch tell its unit for the years 1973 to 2286. */
const epochUnitsPerMs: Readonly<Record<number, number>> = {
  9: 0.001,
  10: 0.001,
  12: 1,
  13: 1,
  15: 1_000,
  16: 1_000,
  18: 1_000_000,
  19: 1_000_000,
};

const blank = 32;
const plus = 43;
const dash = 45;
const point = 46;
const slash = 47;
const zero = 48;
const colon = 58;
const letterT = 84;
const letterZ = 90;
const letterLowerT = 116;
const letterLowerZ = 122;

/** The number that `count` digits write; NaN where one is not a digit. */
function digitsAt(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = (bytes[i] as number) - zero;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function countDigits(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && (bytes[i] as number) >= zero && (bytes[i] as number) <= zero + 9) i++;
  return i - start;
}
