import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../../domain/bar-time.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import { barText, spanText } from "../../../services/chart/time-text.ts";
import { barOpenTsMs } from "../bar-age.ts";
import type { ResultFacts } from "../latest-results.ts";

/** How old the data of a table is, in the page's words. */
export interface Freshness {
  /** "Fri 28 Jun 2024", or the bar's opening moment. */
  readonly barText: string;
  readonly barTime: string;
  /** "12 min old"; "now" while a bar has just closed. */
  readonly ageText: string;
  /** The market has closed newer bars than the newest one here. */
  readonly isStale: boolean;
}

/** Not every symbol trades in every bar, and a feed needs a moment. */
const intradayLagBars = 3;
const minuteMs = 60_000;

/** null where there is no bar to speak of. */
export function freshnessOf(
  facts: ResultFacts,
  at: { readonly interval: Interval; readonly nowTsMs: number },
): Freshness | null {
  const { interval, nowTsMs } = at;
  const openTsMs = barOpenTsMs(facts.barTime, interval);
  if (facts.barTime === null || !Number.isFinite(openTsMs)) return null;
  const ageMs = nowTsMs - barCloseTsMs(openTsMs, interval);
  const lagMs = isDateKeyed(interval) ? 0 : intradayLagBars * intervalMs(interval);
  return {
    barText: barText(openTsMs, interval),
    barTime: facts.barTime,
    ageText: agoText(ageMs, "old"),
    isStale: openTsMs < lastClosedBarOpenTsMs(nowTsMs, interval) - lagMs,
  };
}

/** Whole minutes, so that a page that nobody changes stays the same page for a minute. */
export function agoText(spanMs: number, word: "old" | "ago"): string {
  if (spanMs < minuteMs) return word === "old" ? "under 1 min old" : "under 1 min ago";
  return `${spanText(spanMs)} ${word}`;
}
