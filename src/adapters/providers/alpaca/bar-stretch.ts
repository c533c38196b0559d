import type { Interval } from "../../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";
import { type BarWindow, barWindow } from "../bar-window.ts";
import { type AlpacaPlan, consolidatedUntilTsMs } from "./plan.ts";

/** The part of a query that the consolidated tape answers. */
export interface BarStretch extends BarWindow {
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
  const knownTsMs = consolidatedUntilTsMs(plan, nowMs);
  const bounds = { oldestTsMs: Number.NEGATIVE_INFINITY, knownTsMs };
  const window = barWindow({ ...range, interval }, bounds);
  if (window === null) return null;
  const { fromTsMs, untilTsMs } = window;
  // Days are asked for by the midnight at which the last one begins.
  const endTsMs = interval === "1d" ? newYorkTsMs(newYorkDate(untilTsMs - 1), 0) : untilTsMs - 1;
  return { fromTsMs, untilTsMs, startTsMs: fromTsMs, endTsMs };
}
