import { barCloseTsMs } from "../../domain/bar-time.ts";
import { nyse } from "../../domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../domain/interval.ts";
import { dayMs, type LocalDate, weekStart } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import type { Zone } from "../../domain/zone.ts";
import type { StampReader } from "./stamp-reader.ts";

const minuteMs = 60_000;
/** Bars of an hour and more may begin at the opening bell, half past the hour. */
const longestStepMs = 30 * minuteMs;

/**
 * From a moment as written to the bar that it names.
 *
 * intraday  the instant itself; a text without an offset is on the clock of `zone`
 * 1d        00:00 New York of the date. A text with time 00:00 means the date as written, in
 *           whatever zone it is written (2023-06-30, 2023-06-30T00:00Z, the epoch of 00:00 UTC);
 *           any other time means the New York date at that instant (04:00Z, 13:30Z, 20:00Z)
 * 1w        the same, then 00:00 New York of that ISO week's Monday
 */
export class BarTimes {
  /** The instant as written, before a date or a week is made of it. */
  instantMs = 0;
  /** New York date of the bar. */
  date = 0;
  readonly #zone: Zone;
  readonly #interval: Interval;
  readonly #isDateKeyed: boolean;
  /** Stamps are whole multiples of this many ms since the full hour. */
  readonly stepMs: number;

  readonly #nowTsMs: number;

  /** Bars that are not complete at `nowTsMs` are told apart by `isClosed`. */
  constructor(options: {
    readonly interval: Interval;
    readonly zone: Zone;
    readonly nowTsMs: number;
  }) {
    this.#nowTsMs = options.nowTsMs;
    this.#zone = options.zone;
    this.#interval = options.interval;
    this.#isDateKeyed = isDateKeyed(options.interval);
    this.stepMs = Math.min(intervalMs(options.interval), longestStepMs);
  }

  /** Open time of the bar; fills the fields above. */
  openTsMs(stamp: StampReader): number {
    this.instantMs = Number.isNaN(stamp.offsetMs)
      ? this.#zone.tsMs(stamp.date as LocalDate, stamp.msOfDay)
      : stamp.date * dayMs + stamp.msOfDay - stamp.offsetMs;
    if (!this.#isDateKeyed) {
      this.date = newYorkDate(this.instantMs);
      return this.instantMs;
    }
    const date = stamp.msOfDay === 0 ? (stamp.date as LocalDate) : newYorkDate(this.instantMs);
    this.date = this.#interval === "1w" ? weekStart(date) : date;
    return newYorkTsMs(this.date as LocalDate, 0);
  }

  /** True for an open time that bars of this interval can have. */
  isOnGrid(openTsMs: number): boolean {
    return this.#isDateKeyed || openTsMs % this.stepMs === 0;
  }

  /** False for a bar whose time is not over yet: its values may change, or are of the future. */
  isClosed(openTsMs: number): boolean {
    // Nearly all bars are old; only those of the last days need the calendar.
    if (openTsMs + intervalMs(this.#interval) <= this.#nowTsMs) return true;
    return barCloseTsMs(openTsMs, this.#interval) <= this.#nowTsMs;
  }

  /** True on weekends and holidays. A week is named after its Monday, holiday or not. */
  isClosedDay(): boolean {
    return this.#interval !== "1w" && !nyse.isTradingDay(this.date as LocalDate);
  }
}
