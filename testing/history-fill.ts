import type { Store } from "../src/ports/store.ts";
import { BackFill } from "../src/services/history/back-fill.ts";
import type {
  BackFillOptions,
  BackFillReport,
  BackFillRun,
} from "../src/services/history/back-fill-run.ts";
import { HistoryMarket, type HistoryMarketOptions } from "./history-market.ts";
import { HistoryStore, newYork } from "./history-store.ts";

/** A store, a moment and vendors at that moment: what a test of back-fills needs. */
export class HistoryFill {
  readonly made = new HistoryStore();
  /** A Saturday unless it is changed: everything is settled. */
  nowMs = newYork("2025-11-15 12:00");
  /** Waiting takes no time. */
  readonly clock = { nowMs: () => this.nowMs, sleep: () => Promise.resolve() };

  get store(): Store {
    return this.made.store;
  }

  marketOf(options: Partial<HistoryMarketOptions> = {}): HistoryMarket {
    return new HistoryMarket({ symbols: 25, nowMs: () => this.nowMs, ...options });
  }

  backFill(market: HistoryMarket, options: Partial<BackFillOptions> = {}): BackFill {
    return new BackFill({
      ...{ store: this.store, marketData: market, clock: this.clock, isWholeMarket: false },
      wishes: [{ interval: "1d", sessions: 30 }],
      symbols: () => market.symbols,
      onChange: () => undefined,
      ...options,
    });
  }

  run(fill: BackFill, options: Partial<BackFillRun> = {}): Promise<BackFillReport> {
    const { signal } = new AbortController();
    return fill.run({ marketTsMs: this.nowMs, signal, onProgress: () => undefined, ...options });
  }

  barCount(): number {
    return this.store.bars.series().reduce((sum, { barCount }) => sum + barCount, 0);
  }
}
