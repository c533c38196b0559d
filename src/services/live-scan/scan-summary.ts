import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { metadataOf, type Tally } from "../scan/save-scan.ts";

/** What a look at the whole market of an interval came to. */
export interface ScanSummary {
  readonly scanner: string;
  readonly interval: Interval;
  readonly marketTsMs: number;
  readonly symbolCount: number;
  readonly signalCount: number;
  readonly signalsAdded: number;
  readonly elapsedMs: number;
}

/** Keeps the counts and tells that the latest table is up to date. The caller announces. */
export function saveSummary(
  store: Store,
  clock: Pick<Clock, "nowMs">,
  found: { readonly summary: ScanSummary; readonly tally: Tally; readonly alsoSave?: () => void },
): void {
  const { summary, tally, alsoSave } = found;
  store.bars.transaction(() => {
    for (const [key, value] of metadataOf(summary.scanner, tally, summary.marketTsMs)) {
      store.metadata.setMetadata(key, value);
    }
    alsoSave?.();
    store.events.append("scan.finished", { ...summary }, clock.nowMs());
  });
}
