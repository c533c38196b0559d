import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { type Interval, intervalMs } from "../../../domain/interval.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";
import { type AlpacaPlan, consolidatedUntilTsMs } from "./plan.ts";

/** The part of a query that the consolidated tape answers. */
export interface BarStretch {
  /** Bars that open from here on, on the grid of the interval. */
  readonly fromTsMs: number;
  /** And before here. */
  readonly untilTsMs: number;
  /** What the request says; the vendor takes both as included. */
  readonly startTsMs: number;
  readonly endTsMs: number;
}

type Range = Pick<BarQuery, "fromTsMs" | "untilTsMs">;

/**
 * The closed bars of a range that the consolidated tape has by the plan; null where it has none.
 * On the free plan it ends 16 minutes ago. What is younger could come from IEX, and does not: one
 * exchange has a few percent of the volume, and bars of both in one series would look like a
 * market that dries up every quarter of an hour.
 */
export function barStretch(
  range: Range,
  options: { readonly interval: Interval; readonly plan: AlpacaPlan; readonly nowMs: number },
): BarStretch | null {
  const { interval, plan, nowMs } = options;
  const consolidatedTsMs = consolidatedUntilTsMs(plan, nowMs);
  if (interval === "1d") return dailyStretch(range, consolidatedTsMs);
  const lengthMs = intervalMs(interval);
  // A bar that is asked for from its middle on would come as a part of itself.
  const fromTsMs = Math.ceil(range.fromTsMs / lengthMs) * lengthMs;
  const wantedTsMs = Math.ceil(range.untilTsMs / lengthMs) * lengthMs;
  const closedTsMs = Math.floor(consolidatedTsMs / lengthMs) * lengthMs;
  const untilTsMs = Math.min(wantedTsMs, closedTsMs);
  if (fromTsMs >= untilTsMs) return null;
  return { fromTsMs, untilTsMs, startTsMs: fromTsMs, endTsMs: untilTsMs - 1 };
}

function dailyStretch(range: Range, consolidatedTsMs: number): BarStretch | null {
  let firstDate = newYorkDate(range.fromTsMs);
  if (newYorkTsMs(firstDate, 0) < range.fromTsMs) firstDate = addDays(firstDate, 1);
  const wantedDate = newYorkDate(range.untilTsMs - 1);
  const closedDate = lastClosedDate(consolidatedTsMs);
  const lastDate = Math.min(wantedDate, closedDate) as LocalDate;
  if (lastDate < firstDate) return null;
  const fromTsMs = newYorkTsMs(firstDate, 0);
  const endTsMs = newYorkTsMs(lastDate, 0);
  const untilTsMs = newYorkTsMs(addDays(lastDate, 1), 0);
  return { fromTsMs, untilTsMs, startTsMs: fromTsMs, endTsMs };
}

function lastClosedDate(tsMs: number): LocalDate {
  const date = newYorkDate(tsMs);
  return barCloseTsMs(newYorkTsMs(date, 0), "1d") <= tsMs ? date : addDays(date, -1);
}
