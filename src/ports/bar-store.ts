import type { Bars, MutableBars } from "../domain/bars.ts";
import type { Adjustment, DataSource } from "../domain/instrument.ts";
import type { Interval } from "../domain/interval.ts";

/** Identity of a series: raw and split-adjusted bars of a symbol are two series, never mixed. */
export interface SeriesKey {
  readonly symbol: string;
  readonly interval: Interval;
  readonly adjustment: Adjustment;
}

export interface SeriesInfo extends SeriesKey {
  /** Number of the series in this store, the same as long as the store exists. */
  readonly id: number;
  /** Who delivered the newest bars of the series. */
  readonly source: DataSource;
  readonly barCount: number;
  readonly firstTsMs: number;
  readonly lastTsMs: number;
}

export interface WriteCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Bars of many symbols that opened at the same moment, as columns: how a live market arrives. */
export interface MarketBars {
  readonly interval: Interval;
  readonly adjustment: Adjustment;
  readonly openTsMs: number;
  readonly symbols: readonly string[];
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** NaN where the source reported none. */
  readonly volume: Float64Array;
}

/** What `append` stored of one moment, or what a reader finds there: rows in order of the ids. */
export interface MomentBars {
  readonly interval: Interval;
  readonly adjustment: Adjustment;
  readonly openTsMs: number;
  readonly length: number;
  /** Columns of `length` values or more. */
  readonly seriesId: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export interface ReadRange {
  /** Newest bars wanted, at most; the default is all. */
  readonly barsMax?: number;
  /** Only bars that opened at or before this moment. */
  readonly untilTsMs?: number;
}

/**
 * Bars on disk, lossless: what was written reads back to the same doubles (NaN volume included).
 * Every write is one transaction: whole or not at all, and durable once the call returns.
 * All methods may throw Failure store.busy, store.invalid, store.unavailable.
 */
export interface BarStore {
  /** Every series, sorted by symbol, then interval, then adjustment. */
  series(filter?: Partial<SeriesKey>): readonly SeriesInfo[];
  /**
   * Merges bars into a series by open time: a known time is overwritten (a late correction),
   * writing the same bars twice changes nothing. Bars must be strictly rising in time.
   */
  write(key: SeriesKey, bars: Bars, source: DataSource): WriteCounts;
  /** One new bar for each of many symbols, in one transaction: the live path. */
  append(bars: MarketBars, source: DataSource): WriteCounts;
  /** Bars of a series, oldest first; empty when there is none. */
  read(key: SeriesKey, range?: ReadRange): Bars;
  /**
   * Visits many series with bounded memory: `visit` gets a buffer that is reused for the next
   * one, so it must not keep it. All of them are of one moment, so it must not write either: its
   * writes would only be durable at the end. Order as given.
   */
  readEach(
    keys: readonly SeriesInfo[],
    range: ReadRange & { readonly barsMax: number },
    visit: (info: SeriesInfo, bars: MutableBars) => void,
  ): void;
  /**
   * The bars that `append` brought for one moment, as long as they are kept by time (the newest
   * moments of an interval are); null otherwise, and then `read` has them.
   */
  readMoment(interval: Interval, adjustment: Adjustment, openTsMs: number): MomentBars | null;
  /**
   * Moves bars that are kept by time to their series, those of `seriesMax` series in one
   * transaction, where many moments have come together. Returns whether there is more to do.
   * `append` does it by itself only when nobody else has for long.
   */
  tidy(options: { readonly seriesMax: number }): boolean;
  /** Drops bars of an interval that opened before the moment, whole blocks only: see retention. */
  dropBefore(interval: Interval, tsMs: number, options: { readonly seriesMax: number }): boolean;
  /** SHA-256 over all bars of all series in order: equal stores have equal checksums. */
  checksum(): string;
  /** Runs several writes as one transaction; a throw inside undoes all of them. */
  transaction<T>(work: () => T): T;
}
