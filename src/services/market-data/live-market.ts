import type { Interval } from "../../domain/interval.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { MarketSimulator } from "../../ports/market-simulator.ts";

/** A simulated market on its own clock. */
export interface LiveFeed {
  /** Its time, UTC epoch ms. */
  nowMs(): number;
  /** Bars as they close, until `signal` aborts; the columns are reused for the next tick. */
  ticks(
    signal: AbortSignal,
  ): AsyncIterable<{ readonly simulatedTsMs: number; readonly bars: readonly MarketBars[] }>;
}

/** A market that can be filled and lived through. */
export interface LiveMarket {
  readonly simulator: MarketSimulator;
  /** Length of the feed's intraday bars. */
  readonly feedInterval: Interval;
  /** A feed whose clock starts at a moment. */
  readonly openFeed: (options: { readonly fromTsMs: number }) => LiveFeed;
  /** Sessions of daily history. */
  readonly historyDays: number;
  /** The feed stops before the database grows beyond this. */
  readonly storeBytesMax: number;
}
