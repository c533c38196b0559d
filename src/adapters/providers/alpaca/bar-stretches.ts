import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { type Interval, intervalMs } from "../../../domain/interval.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";
import { type AlpacaPlan, consolidatedUntilTsMs, type StockFeed } from "./plan.ts";

/** A part of a query that one tape answers. */
export interface BarStretch {
  readonly feed: StockFeed;
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
 * The closed bars of a range by tape, older ones first. On the free plan the consolidated tape
 * ends 15 minutes ago, and what is younger comes from IEX alone; daily bars do not, because the
 * volume of one exchange would be taken for the day's.
 */
export function barStretches(
  range: Range,
  options: { readonly interval: Interval; readonly plan: AlpacaPlan; readonly nowMs: number },
): BarStretch[] {
  const { interval, plan, nowMs } = options;
  const consolidatedTsMs = consolidatedUntilTsMs(plan, nowMs);
  if (interval === "1d") return dailyStretch(range, consolidatedTsMs);
  const lengthMs = intervalMs(interval);
  // A bar that is asked for from its middle on would come as a part of itself.
  const fromTsMs = Math.ceil(range.fromTsMs / lengthMs) * lengthMs;
  const untilTsMs = Math.min(ceilTo(range.untilTsMs, lengthMs), floorTo(nowMs, lengthMs));
  const borderTsMs = Math.min(untilTsMs, floorTo(consolidatedTsMs, lengthMs));
  const stretches: BarStretch[] = [];
  if (fromTsMs < borderTsMs) stretches.push(stretch("sip", fromTsMs, borderTsMs));
  const youngTsMs = Math.max(fromTsMs, borderTsMs);
  if (youngTsMs < untilTsMs) stretches.push(stretch("iex", youngTsMs, untilTsMs));
  return stretches;
}

function stretch(feed: StockFeed, fromTsMs: number, untilTsMs: number): BarStretch {
  return { feed, fromTsMs, untilTsMs, startTsMs: fromTsMs, endTsMs: untilTsMs - 1 };
}

function dailyStretch(range: Range, consolidatedTsMs: number): BarStretch[] {
  let firstDate = newYorkDate(range.fromTsMs);
  if (newYorkTsMs(firstDate, 0) < range.fromTsMs) firstDate = addDays(firstDate, 1);
  const wantedDate = newYorkDate(range.untilTsMs - 1);
  const closedDate = lastClosedDate(consolidatedTsMs);
  const lastDate = Math.min(wantedDate, closedDate) as LocalDate;
  if (lastDate < firstDate) return [];
  const fromTsMs = newYorkTsMs(firstDate, 0);
  const endTsMs = newYorkTsMs(lastDate, 0);
  const untilTsMs = newYorkTsMs(addDays(lastDate, 1), 0);
  return [{ feed: "sip", fromTsMs, untilTsMs, startTsMs: fromTsMs, endTsMs }];
}

function lastClosedDate(tsMs: number): LocalDate {
  const date = newYorkDate(tsMs);
  return barCloseTsMs(newYorkTsMs(date, 0), "1d") <= tsMs ? date : addDays(date, -1);
}

function floorTo(tsMs: number, lengthMs: number): number {
  return Math.floor(tsMs / lengthMs) * lengthMs;
}

function ceilTo(tsMs: number, lengthMs: number): number {
  return Math.ceil(tsMs / lengthMs) * lengthMs;
}
