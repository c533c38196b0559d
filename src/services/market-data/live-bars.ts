import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bar, barsFrom } from "../../domain/bars.ts";
import type { DataSource } from "../../domain/instrument.ts";
import { type Interval, intervalMs } from "../../domain/interval.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Store } from "../../ports/store.ts";
import { coverageBySymbol, dropCoverage } from "../history/coverage.ts";
import { hasSession } from "../history/stretch.ts";
import { MarketAggregator } from "./market-aggregator.ts";
import type { LateBar } from "./minute-inbox.ts";
import { publishBars } from "./publish-bars.ts";
import { longerIntraday, rebuildLonger } from "./rebuild-bars.ts";

export interface LiveBarsOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "announce">;
  readonly clock: Pick<Clock, "nowMs">;
  /** Length of the bars that come. */
  readonly interval: Interval;
  /** Listened to from here on. */
  readonly startTsMs: number;
  /** How late the bars come by the terms of whoever brings them. */
  readonly delayMs?: number;
}

/**
 * Stores a live market: the bars of a moment, the longer bars that it completes and how far the
 * market is stored, all in one transaction with the events that tell of them.
 *
 * A longer bar with a hole in it is never stored: buckets that had begun before the market was
 * listened to, and those over a gap, are left to whoever fills it.
 */
export class LiveBars {
  readonly key: CoverageKey;
  readonly #options: LiveBarsOptions;
  readonly #aggregator: MarketAggregator;
  /** Buckets that open before this may lack bars. */
  #wholeFromTsMs: number;
  /** Longer bars that are complete and not stored yet: the store may be busy. */
  #complete: readonly MarketBars[] = [];
  /** Symbols that came later: buckets that open before may lack their bars. */
  readonly #begunTsMs = new Map<string, number>();
  /** Longer bars of these symbols have to be built from the store: a late bar is in them. */
  readonly #touched = new Map<string, { firstTsMs: number; lastTsMs: number }>();

  constructor(options: LiveBarsOptions) {
    this.#options = options;
    this.key = { interval: options.interval, adjustment: "split" };
    this.#aggregator = new MarketAggregator(options.interval, longerIntraday(options.interval));
    this.#wholeFromTsMs = options.startTsMs;
  }

  /** Where the stored live market ends; null where there is none. */
  get untilTsMs(): number | null {
    return this.#options.store.coverage.liveUntil(this.key);
  }

  /**
   * The market is listened to from here on. Where it never was before, that is remembered: what
   * comes while nobody listens is a gap from then on, even before the first bar is stored. The bar
   * that forms then will come whole.
   */
  listen(): void {
    if (this.untilTsMs !== null) return;
    const { store, startTsMs, interval, delayMs = 0 } = this.#options;
    const lengthMs = intervalMs(interval);
    const fromTsMs = Math.floor((startTsMs - delayMs) / lengthMs) * lengthMs;
    store.coverage.setLiveUntil(this.key, fromTsMs);
    this.#wholeFromTsMs = fromTsMs;
  }

  /** What closed up to a moment and is not stored will not come live: a gap, and who fills it. */
  skipTo(untilTsMs: number): void {
    const { store } = this.#options;
    const fromTsMs = this.untilTsMs ?? untilTsMs;
    if (fromTsMs >= untilTsMs) return;
    store.bars.transaction(() => {
      if (hasSession({ fromTsMs, untilTsMs }, this.key.interval)) {
        this.missing(untilTsMs);
        store.coverage.addGap({ ...this.key, fromTsMs, untilTsMs, reason: "outage" });
      }
      store.coverage.setLiveUntil(this.key, untilTsMs);
    });
  }

  /** Bars that opened before the moment may be missing, and with them buckets over it. */
  missing(untilTsMs: number): void {
    this.#wholeFromTsMs = Math.max(this.#wholeFromTsMs, untilTsMs);
  }

  /**
   * More symbols are listened to from here on. What came before is the back-fill's, and so are the
   * longer bars over this moment.
   */
  begin(symbols: readonly string[]): void {
    const { store, clock } = this.#options;
    const fromTsMs = this.untilTsMs ?? clock.nowMs();
    const known = coverageBySymbol(store.coverage, this.key);
    store.bars.transaction(() => {
      for (const symbol of symbols) {
        this.#begunTsMs.set(symbol, fromTsMs);
        // One that was listened to before lacks what came since: all of it is loaded again.
        if (known.has(symbol)) dropCoverage(store.coverage, this.key, symbol);
      }
    });
  }

  /**
   * Stores one moment of the market. Moments rise; one that was stored before changes nothing.
   * Where the store throws, nothing of it is stored, and it may be published again.
   */
  publish(bars: MarketBars, source: DataSource): void {
    const { store, bus, clock } = this.#options;
    const closeTsMs = barCloseTsMs(bars.openTsMs, bars.interval);
    const facts = { source, marketTsMs: closeTsMs, nowMs: clock.nowMs() };
    const taken = this.#aggregator.take(bars).map((moment) => this.#withoutBegun(moment));
    this.#complete = [...this.#complete, ...taken];
    const longer = this.#complete.filter(({ openTsMs }) => openTsMs >= this.#wholeFromTsMs);
    store.bars.transaction(() => {
      publishBars(store, bars, facts);
      for (const moment of longer) publishBars(store, moment, facts);
      this.#rebuildTouched(longer, closeTsMs);
      if (closeTsMs > (this.untilTsMs ?? 0)) store.coverage.setLiveUntil(this.key, closeTsMs);
    });
    this.#complete = [];
    bus.announce();
  }

  /** Writes bars that came late or were corrected, and the longer bars over them anew. */
  correct(late: readonly LateBar[], source: DataSource): void {
    const { store, bus, clock, interval } = this.#options;
    const closedByTsMs = this.untilTsMs ?? clock.nowMs();
    const changed: string[] = [];
    store.bars.transaction(() => {
      for (const [symbol, rows] of bySymbol(late)) {
        const bars = barsFrom(interval, rows);
        const key = { symbol, interval, adjustment: "split" } as const;
        const { added, changed: replaced } = store.bars.write(key, bars, source);
        if (added + replaced === 0) continue;
        changed.push(symbol);
        const firstTsMs = bars.openTsMs[0] as number;
        const lastTsMs = bars.openTsMs[bars.length - 1] as number;
        // Over a gap that is still open they would have a hole; filling it builds them.
        if (firstTsMs < this.#wholeFromTsMs && store.coverage.gaps().length > 0) continue;
        if (firstTsMs < (this.#begunTsMs.get(symbol) ?? firstTsMs)) continue;
        this.#touch(symbol, firstTsMs, lastTsMs);
        rebuildLonger(store, { symbol, from: interval, firstTsMs, lastTsMs, closedByTsMs });
      }
      if (changed.length === 0) return;
      const symbols = changed.length <= namedMax ? changed : null;
      const payload = { interval: null, symbols, reason: "correction" } as const;
      store.events.append("bars.changed", payload, clock.nowMs());
    });
    if (changed.length > 0) bus.announce();
  }

  /** Leaves out symbols that were not listened to when the bucket began. */
  #withoutBegun(moment: MarketBars): MarketBars {
    if (this.#begunTsMs.size === 0) return moment;
    const { openTsMs, symbols, interval } = moment;
    const isWhole = (symbol: string) => (this.#begunTsMs.get(symbol) ?? openTsMs) <= openTsMs;
    const rows = symbols.flatMap((symbol, row) => (isWhole(symbol) ? [row] : []));
    const names = rows.map((row) => symbols[row] as string);
    if (interval === longerIntraday(this.#options.interval).at(-1)) {
      for (const symbol of names) this.#begunTsMs.delete(symbol);
    }
    if (rows.length === symbols.length) return moment;
    const column = (of: Float64Array) => Float64Array.from(rows, (row) => of[row] as number);
    const { open, high, low, close, volume } = moment;
    return {
      ...moment,
      ...{ symbols: names, open: column(open), high: column(high), low: column(low) },
      ...{ close: column(close), volume: column(volume) },
    };
  }

  #touch(symbol: string, firstTsMs: number, lastTsMs: number): void {
    const known = this.#touched.get(symbol);
    this.#touched.set(symbol, {
      firstTsMs: Math.min(known?.firstTsMs ?? firstTsMs, firstTsMs),
      lastTsMs: Math.max(known?.lastTsMs ?? lastTsMs, lastTsMs),
    });
  }

  /** The aggregator has not seen late bars: buckets that were forming then are built anew. */
  #rebuildTouched(longer: readonly MarketBars[], closedByTsMs: number): void {
    if (this.#touched.size === 0 || longer.length === 0) return;
    const { store, interval: from } = this.#options;
    for (const [symbol, { firstTsMs, lastTsMs }] of this.#touched) {
      rebuildLonger(store, { symbol, from, firstTsMs, lastTsMs, closedByTsMs });
    }
    const longest = longerIntraday(from).at(-1);
    if (!longer.some(({ interval }) => interval === longest)) return;
    // With the longest bucket all shorter ones over the late bar are out.
    for (const [symbol, { lastTsMs }] of this.#touched) {
      if (lastTsMs < closedByTsMs) this.#touched.delete(symbol);
    }
  }
}

/** Symbols that an event names; a correction of more is told as one of any. */
const namedMax = 200;

/** Bars of each symbol, rising; of two for one moment the later one holds. */
function bySymbol(late: readonly LateBar[]): ReadonlyMap<string, readonly Bar[]> {
  const bySymbol = new Map<string, Map<number, Bar>>();
  for (const { symbol, ...bar } of late) {
    const bars = bySymbol.get(symbol) ?? new Map<number, Bar>();
    bars.set(bar.openTsMs, bar);
    bySymbol.set(symbol, bars);
  }
  return new Map(
    [...bySymbol].map(([symbol, bars]) => [
      symbol,
      [...bars.values()].toSorted((a, b) => a.openTsMs - b.openTsMs),
    ]),
  );
}
