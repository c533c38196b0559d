import { sessionSpanAt } from "./bar-time.ts";
import type { Bars } from "./bars.ts";
import { type Calendar, nyse } from "./calendar.ts";

/**
 * Where a bar belongs that opens exactly at the regular close.
 * by-clock   to the post-market, which begins then; right for feeds with extended hours
 * regular    to the regular session: feeds of regular hours only put the closing auction there,
 *            with the official close and often a tenth of the day's volume
 * The stamp alone cannot tell the two apart, and a later bar must not change an earlier day, so
 * the caller decides once for a feed.
 */
export type ClosingBar = "by-clock" | "regular";

/**
 * What a sample of a feed's intraday bars suggests: "regular" when bars open at the close but never
 * later in a post-market. Take a busy symbol; a quiet one may lack the later bars by chance.
 */
export function guessClosingBar(bars: Bars, calendar: Calendar = nyse): ClosingBar {
  let guess: ClosingBar = "by-clock";
  for (let i = 0; i < bars.length; i++) {
    const tsMs = bars.openTsMs[i] as number;
    const span = sessionSpanAt(tsMs, calendar);
    if (span?.session !== "postmarket") continue;
    if (tsMs > span.fromTsMs) return "by-clock";
    guess = "regular";
  }
  return guess;
}
