import type { MutableBars } from "../domain/bars.ts";
import type { DataSource } from "../domain/instrument.ts";
import type { Interval } from "../domain/interval.ts";
import type { LocalDate } from "../domain/local-date.ts";

/** Session dates, both included. */
export interface DateRange {
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
}

export interface Split {
  /** First session at the new share count. */
  readonly exDate: LocalDate;
  /** New shares for one old share: 3 for 3:1, 0.1 for a reverse 1:10. */
  readonly ratio: number;
}

/**
 * A made-up market: every bar is a function of the seed, the symbol and the date, so any of them
 * can be asked for in any order, again and again, on every machine. Prices and volumes are
 * restated for splits. Nothing here throws on a date; closed days have no bars.
 */
export interface MarketSimulator {
  readonly source: DataSource;
  /** Canonical tickers, in the order of their indexes. */
  readonly symbols: readonly string[];
  /**
   * Daily bars of the range, oldest first, in place of what `into` held. A day without a trade
   * has a flat bar of volume 0. `into` must have room for all sessions of the range.
   */
  dailyBars(symbolIndex: number, range: DateRange, into: MutableBars): void;
  /**
   * Bars of the regular session of a date, oldest first, in place of what `into` held; they
   * aggregate to the daily bar exactly. A stretch without a trade has no bar.
   * `interval` must be shorter than a day. `into` must have room for 390 bars of 1m.
   */
  intradayBars(symbolIndex: number, date: LocalDate, interval: Interval, into: MutableBars): void;
  /** Splits of a symbol in the range, oldest first. */
  splits(symbolIndex: number, range: DateRange): readonly Split[];
}
