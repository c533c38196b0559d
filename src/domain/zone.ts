import { assert } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import {
  dayMs,
  fromYearMonthDay,
  type LocalDate,
  localDateFromDays,
  toYearMonthDay,
} from "./local-date.ts";

/** Years whose clock changes a zone remembers; the memory is emptied when it is full. */
const cachedYearsMax = 256;
/**
 * Two clock changes closer than this that cancel each other out would be missed; the shortest
 * known pause of summer time (Ramadan in Egypt and Morocco) lasts four weeks.
 */
const probeStepMs = 14 * dayMs;
const secondMs = 1_000;

/** A stretch of time with one offset from UTC: `fromTsMs` inclusive, `untilTsMs` exclusive. */
interface Span {
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly offsetMs: number;
}

/** Reads an IANA zone name, such as "America/New_York" or "UTC", in any case. */
export function parseZone(name: string): Result<Zone> {
  try {
    return ok(new Zone(new Intl.DateTimeFormat("en-US", offsetFormat(name))));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const shown = JSON.stringify(name);
    return err(`${shown} is not a time zone; use an IANA name such as "America/New_York" or "UTC"`);
  }
}

/**
 * Wall clock of one IANA zone. Intl knows the rules but takes a microsecond a question, so it is
 * asked for the clock changes of a year once; after that an offset is a comparison.
 */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #spansByYear = new Map<number, readonly Span[]>();
  /** The span of the last answer: bars come in order, so the next question mostly falls in it. */
  #span: Span = { fromTsMs: Number.POSITIVE_INFINITY, untilTsMs: 0, offsetMs: 0 };

  /** `format` prints an instant with `timeZoneName: "longOffset"`; see `parseZone`. */
  constructor(format: Intl.DateTimeFormat) {
    this.name = format.resolvedOptions().timeZone;
    this.#format = format;
  }

  /** Wall clock minus UTC at an instant, in ms: -14,400,000 in a New York summer. */
  offsetMs(tsMs: number): number {
    const span = this.#span;
    if (tsMs >= span.fromTsMs && tsMs < span.untilTsMs) return span.offsetMs;
    this.#span = this.#findSpan(tsMs);
    return this.#span.offsetMs;
  }

  /**
   * The instant at which a wall clock shows `msOfDay` after the midnight of `date`.
   * A time that the clock skips in spring is read on the clock from before the change (02:30
   * becomes 03:30); a time that it shows twice in autumn means the first one. Both are the
   * "compatible" rule of ECMAScript Temporal. `msOfDay` may run past the day on either side.
   */
  tsMs(date: LocalDate, msOfDay: number): number {
    const wallMs = date * dayMs + msOfDay;
    const span = this.#span;
    const guessTsMs = wallMs - span.offsetMs;
    // Only within a day after a clock change can the same wall time have been shown before.
    if (guessTsMs >= span.fromTsMs + dayMs && guessTsMs < span.untilTsMs) return guessTsMs;

    const offsetBeforeMs = this.offsetMs(wallMs - dayMs);
    const offsetAfterMs = this.offsetMs(wallMs + dayMs);
    const firstTsMs = wallMs - offsetBeforeMs;
    if (this.offsetMs(firstTsMs) === offsetBeforeMs) return firstTsMs;
    const secondTsMs = wallMs - offsetAfterMs;
    return this.offsetMs(secondTsMs) === offsetAfterMs ? secondTsMs : firstTsMs;
  }

  #findSpan(tsMs: number): Span {
    const { year } = toYearMonthDay(localDateFromDays(Math.floor(tsMs / dayMs)));
    const found = this.#spansOf(year).find((span) => tsMs < span.untilTsMs);
    assert(found !== undefined, "the spans of a year reach its end");
    return found;
  }

  #spansOf(year: number): readonly Span[] {
    const known = this.#spansByYear.get(year);
    if (known) return known;
    if (this.#spansByYear.size >= cachedYearsMax) this.#spansByYear.clear();
    const spans = this.#readSpans(year);
    this.#spansByYear.set(year, spans);
    return spans;
  }

  #readSpans(year: number): readonly Span[] {
    const endTsMs = (fromYearMonthDay(year, 12, 31) + 1) * dayMs;
    const spans: Span[] = [];
    let fromTsMs = fromYearMonthDay(year, 1, 1) * dayMs;
    let offsetMs = this.#readOffsetMs(fromTsMs);
    for (let lowTsMs = fromTsMs; lowTsMs < endTsMs; lowTsMs += probeStepMs) {
      const highTsMs = Math.min(lowTsMs + probeStepMs, endTsMs - secondMs);
      if (this.#readOffsetMs(highTsMs) === offsetMs) continue;
      const changeTsMs = this.#readChange(lowTsMs, highTsMs);
      spans.push({ fromTsMs, untilTsMs: changeTsMs, offsetMs });
      fromTsMs = changeTsMs;
      offsetMs = this.#readOffsetMs(changeTsMs);
    }
    spans.push({ fromTsMs, untilTsMs: endTsMs, offsetMs });
    return spans;
  }

  /** First second after `lowTsMs` with another offset; `highTsMs` is known to have one. */
  #readChange(lowTsMs: number, highTsMs: number): number {
    const offsetMs = this.#readOffsetMs(lowTsMs);
    while (highTsMs - lowTsMs > secondMs) {
      const middleTsMs = lowTsMs + Math.floor((highTsMs - lowTsMs) / 2 / secondMs) * secondMs;
      if (this.#readOffsetMs(middleTsMs) === offsetMs) lowTsMs = middleTsMs;
      else highTsMs = middleTsMs;
    }
    return highTsMs;
  }

  #readOffsetMs(tsMs: number): number {
    // "2026, GMT-05:00"; seconds appear for the local mean times of the 19th century.
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(this.#format.format(tsMs));
    if (!match) return 0;
    const [, sign, hours, minutes, seconds = "0"] = match;
    const magnitudeMs = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * secondMs;
    return sign === "-" ? -magnitudeMs : magnitudeMs;
  }
}

function offsetFormat(timeZone: string): Intl.DateTimeFormatOptions {
  return { timeZone, timeZoneName: "longOffset", year: "numeric" };
}
