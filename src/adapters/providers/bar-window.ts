import { barCloseTsMs } from "../../domain/bar-time.ts";
import { nyse } from "../../domain/calendar.ts";
import { intervalMs } from "../../domain/interval.ts";
import { addDays, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { sessionAt } from "../../domain/session.ts";
import type { BarQuery } from "../../ports/market-data.ts";

/** Closed bars that open from `fromTsMs` on and before `untilTsMs`, both on the bars' grid. */
export interface BarWindow {
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

/**
 * What of a query a vendor can have: bars that were over at `knownTsMs`, up to which its data go,
 * and that are not older than `oldestTsMs`. Null where nothing is left.
 */
export function barWindow(
  query: Pick<BarQuery, "fromTsMs" | "untilTsMs" | "interval">,
  bounds: { readonly oldestTsMs: number; readonly knownTsMs: number },
): BarWindow | null {
  const fromTsMs = Math.max(query.fromTsMs, bounds.oldestTsMs);
  const window =
    query.interval === "1d"
      ? days(fromTsMs, query.untilTsMs, bounds.knownTsMs)
      : minutes(fromTsMs, query.untilTsMs, bounds.knownTsMs, intervalMs(query.interval));
  return window.fromTsMs < window.untilTsMs ? window : null;
}

/** Whether a bar is one of the sessions that a query wants. */
export function isWantedBar(
  openTsMs: number,
  { interval, session }: Pick<BarQuery, "interval" | "session">,
): boolean {
  if (interval === "1d") return nyse.isTradingDay(newYorkDate(openTsMs));
  const found = sessionAt(openTsMs);
  return session === "regular" ? found === "regular" : found !== "closed";
}

/** A bar that is asked for from its middle on would come as a part of itself. */
function minutes(
  fromTsMs: number,
  untilTsMs: number,
  knownTsMs: number,
  lengthMs: number,
): BarWindow {
  const ceil = (tsMs: number) => Math.ceil(tsMs / lengthMs) * lengthMs;
  const closedTsMs = Math.floor(knownTsMs / lengthMs) * lengthMs;
  return { fromTsMs: ceil(fromTsMs), untilTsMs: Math.min(ceil(untilTsMs), closedTsMs) };
}

function days(fromTsMs: number, untilTsMs: number, knownTsMs: number): BarWindow {
  const fromDate = newYorkDate(fromTsMs);
  const isWhole = newYorkTsMs(fromDate, 0) === fromTsMs;
  const knownDate = newYorkDate(knownTsMs);
  const isOver = barCloseTsMs(newYorkTsMs(knownDate, 0), "1d") <= knownTsMs;
  const lastDate = Math.min(newYorkDate(untilTsMs - 1), isOver ? knownDate : knownDate - 1);
  return {
    fromTsMs: newYorkTsMs(isWhole ? fromDate : addDays(fromDate, 1), 0),
    untilTsMs: newYorkTsMs(addDays(lastDate as LocalDate, 1), 0),
  };
}
