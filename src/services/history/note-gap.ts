import { intervalMs } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionBounds } from "../../domain/session.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Store } from "../../ports/store.ts";
import { type Stretch, sessionsIn } from "./stretch.ts";

/** Bars that were stored so shortly before may have been corrected since: they are read again. */
export const correctedWithinMs = 120_000;

/**
 * At a start: what the live market brought while nobody listened becomes a gap, from the moment up
 * to which it is stored to now. The bar that forms now belongs to it, for its beginning was
 * missed, and so do those that may have been corrected meanwhile. Only regular sessions count.
 * Null where no session lies between, and where the live market was never on: the back-fill brings
 * its past. May be called again: what is a gap already is not noted twice. Returns what was noted.
 */
export function noteStartGap(store: Store, key: CoverageKey, nowTsMs: number): Stretch | null {
  const liveUntilTsMs = store.coverage.liveUntil(key);
  if (liveUntilTsMs === null) return null;
  const { interval, adjustment } = key;
  let fromTsMs = liveUntilTsMs;
  for (const known of store.coverage.gaps()) {
    const isSame = known.interval === interval && known.adjustment === adjustment;
    if (isSame && known.fromTsMs <= fromTsMs && known.untilTsMs > fromTsMs) {
      fromTsMs = known.untilTsMs;
    }
  }
  const lengthMs = intervalMs(interval);
  const missed = trimmedToSessions({ fromTsMs, untilTsMs: nowTsMs }, lengthMs);
  const isSameDay = newYorkDate(liveUntilTsMs) === newYorkDate(nowTsMs);
  const isAnew = fromTsMs === liveUntilTsMs && (missed !== null || isSameDay);
  if (isAnew) fromTsMs -= Math.max(correctedWithinMs, lengthMs);
  const trimmed = trimmedToSessions({ fromTsMs, untilTsMs: nowTsMs }, lengthMs);
  if (trimmed === null) return null;
  store.coverage.addGap({ interval, adjustment, ...trimmed, reason: "start" });
  return trimmed;
}

/** From the first to the last bar of the regular sessions that a stretch touches; null for none. */
export function trimmedToSessions(
  { fromTsMs, untilTsMs }: Stretch,
  lengthMs: number,
): Stretch | null {
  // A session that is touched at all is touched for a bar of the shortest length.
  const dates = sessionsIn({ fromTsMs, untilTsMs }, "1m");
  const first = sessionBounds(dates[0] ?? newYorkDate(untilTsMs));
  const last = sessionBounds(dates.at(-1) ?? newYorkDate(untilTsMs));
  if (dates.length === 0 || first === null || last === null) return null;
  const barsBefore = Math.floor(Math.max(fromTsMs - first.regularOpenTsMs, 0) / lengthMs);
  const bars = Math.ceil((untilTsMs - last.regularOpenTsMs) / lengthMs);
  return {
    fromTsMs: first.regularOpenTsMs + barsBefore * lengthMs,
    untilTsMs: Math.min(last.regularOpenTsMs + bars * lengthMs, last.regularCloseTsMs),
  };
}
