import type { Provenance } from "../../../domain/provenance.ts";

export const schwabId = "schwab";

/** Schwab's consolidated quotes and bars, and the national book of options. */
export type SchwabFeed = "nbbo" | "opra";

export function provenanceOf(feed: SchwabFeed, asOfTsMs: number, delayMs = 0): Provenance {
  return { provider: schwabId, feed, isSimulated: false, delayMs, asOfTsMs: asOfTsMs - delayMs };
}
