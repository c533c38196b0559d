import type { DataSource } from "../../domain/instrument.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";

/**
 * Stores the bars of one moment together with the event that tells of them: neither is there
 * without the other. Bars that were stored before are no news. The caller announces.
 */
export function publishBars(
  store: Store,
  bars: MarketBars,
  facts: { readonly source: DataSource; readonly marketTsMs: number; readonly nowMs: number },
): void {
  store.bars.transaction(() => {
    const { added, changed } = store.bars.append(bars, facts.source);
    if (added + changed === 0) return;
    const { interval, adjustment, openTsMs, symbols } = bars;
    const { marketTsMs } = facts;
    const payload = { interval, adjustment, openTsMs, marketTsMs, barCount: symbols.length };
    store.events.append("bars.closed", payload, facts.nowMs);
  });
}
