import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { MarketData } from "../market-data/market-data.ts";
import type { HistoryWish } from "./back-fill-plan.ts";
import type { BackFillProgress } from "./back-fill-progress.ts";

export interface BackFillOptions {
  readonly store: Store;
  readonly marketData: MarketData;
  readonly clock: Clock;
  /** What is wanted, in order: what comes first is there first. */
  readonly wishes: readonly HistoryWish[];
  /** Symbols in order of their importance: watchlists, then the market. */
  readonly symbols: () => readonly string[];
  /** They are the whole market: days may be asked for as a whole. */
  readonly isWholeMarket: boolean;
  /** An event is stored: those who wait can be woken. */
  readonly onChange: () => void;
}

export interface BackFillRun {
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackFillProgress) => void;
}

export interface BackFillReport {
  readonly barsWritten: number;
  /** Symbols that a vendor was asked for in vain. The next run asks again. */
  readonly failed: readonly {
    readonly symbol: string;
    readonly interval: Interval;
    readonly reason: string;
  }[];
}
