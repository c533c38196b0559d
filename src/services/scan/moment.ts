import { err, ok, type Result } from "../../base/result.ts";
import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../domain/bar-time.ts";
import type { Interval } from "../../domain/interval.ts";
import { type LocalDate, parseLocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";

/** The point in time that a scan speaks about. */
export interface ScanMoment {
  /** Bars that close later are not seen: no look-ahead. */
  readonly asOfTsMs: number;
  /** Data age is measured to here: the as-of moment when the user gave one, else the clock. */
  readonly ageTsMs: number;
  /** Open time of the newest bar that an up-to-date symbol has; older ones are stale. */
  readonly expectedTsMs: number;
  /** Session date of the as-of moment in New York. */
  readonly asOfDate: LocalDate;
}

/** End of the late session: a day's as-of moment sees all of that day. */
const endOfDayMinute = 20 * 60;

/** Reads "2023-06-30" (the end of that day in New York) or an ISO time with zone. */
export function parseAsOf(text: string): Result<number> {
  const date = parseLocalDate(text);
  if (date.ok) return ok(newYorkTsMs(date.value, endOfDayMinute));
  const tsMs = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(tsMs)) return ok(tsMs);
  return err(`"${text}" is not a date; use YYYY-MM-DD or a time such as 2023-06-30T20:00:00Z`);
}

/** The moment a user asked for: everything is judged as it stood then. */
export function momentAsOf(asOfTsMs: number, interval: Interval): ScanMoment {
  return {
    asOfTsMs,
    ageTsMs: asOfTsMs,
    expectedTsMs: lastClosedBarOpenTsMs(asOfTsMs, interval),
    asOfDate: newYorkDate(asOfTsMs),
  };
}

/**
 * Without a date the scan speaks about the newest bars there are, and says how old they are:
 * imported history stays usable, and a feed that died shows as age on every row.
 */
export function momentOfNewest(
  times: { readonly nowTsMs: number; readonly newestCloseTsMs: number },
  interval: Interval,
): ScanMoment {
  const { nowTsMs, newestCloseTsMs } = times;
  const expectedTsMs = lastClosedBarOpenTsMs(Math.min(newestCloseTsMs, nowTsMs), interval);
  return {
    asOfTsMs: nowTsMs,
    ageTsMs: nowTsMs,
    expectedTsMs,
    asOfDate: newYorkDate(expectedTsMs),
  };
}

/**
 * The moment at which a bar closed, as a scan saw it that ran then: nothing that came later
 * counts, however late it is judged. `marketTsMs` is the time of the market then.
 */
export function momentOfBar(
  bar: { readonly openTsMs: number; readonly interval: Interval },
  marketTsMs: number,
): ScanMoment {
  const asOfTsMs = Math.min(barCloseTsMs(bar.openTsMs, bar.interval), marketTsMs);
  const expectedTsMs = lastClosedBarOpenTsMs(asOfTsMs, bar.interval);
  return { asOfTsMs, ageTsMs: marketTsMs, expectedTsMs, asOfDate: newYorkDate(expectedTsMs) };
}
