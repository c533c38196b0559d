import { BucketCursor } from "../../domain/bucket.ts";
import { nyse } from "../../domain/calendar.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Store } from "../../ports/store.ts";
import { longerIntraday } from "../market-data/rebuild-bars.ts";

/** Reason of a gap whose bars are all there or on their way: longer bars have to be built anew. */
export const lateReason = "late";

/**
 * Remembers the longer bars that form at a moment in the middle of a session: what was fetched up
 * to there is stored, what follows comes live, and whoever builds the bar as it comes knows only
 * that part. Once they are over, the gap filler builds them anew from stored bars.
 */
export function noteLateBars(store: Store, feed: CoverageKey, untilTsMs: number): void {
  const known = new Set(
    store.coverage
      .gaps()
      .map(({ interval, fromTsMs, reason }) => `${interval} ${fromTsMs} ${reason}`),
  );
  for (const interval of longerIntraday(feed.interval)) {
    const cursor = new BucketCursor({
      ...{ from: feed.interval, to: interval, closingBar: "by-clock", calendar: nyse },
    });
    if (!cursor.moveTo(untilTsMs - 1) || cursor.untilTsMs <= untilTsMs) continue;
    const { openTsMs: fromTsMs, untilTsMs: endTsMs } = cursor;
    if (known.has(`${interval} ${fromTsMs} ${lateReason}`)) continue;
    const { adjustment } = feed;
    store.coverage.addGap({
      ...{ interval, adjustment, fromTsMs, untilTsMs: endTsMs, reason: lateReason },
    });
  }
}
