import { aggregateBars } from "../../domain/aggregate.ts";
import { type Bar, barsFrom } from "../../domain/bars.ts";
import type { DataSource } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { sessionBounds } from "../../domain/session.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { publishBars } from "../market-data/publish-bars.ts";
import { ChangeTeller } from "./change-teller.ts";
import { coverageBySymbol, extendCoverage } from "./coverage.ts";
import { barOn } from "./daily-answers.ts";
import type { FetchedBars } from "./fetch-bars.ts";
import { lateReason } from "./late-bars.ts";
import { barsPerSession, dayStartTsMs, sessionStretch } from "./stretch.ts";

const key = { interval: "1d", adjustment: "split" } as const;

export interface DailyWriterOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Length of the stored intraday bars; null where there are none. */
  readonly feedInterval: Interval | null;
  readonly onChange: () => void;
}

/** Bars of a session that has just ended, into the store and out to those who wait for it. */
export class DailyWriter {
  readonly #options: DailyWriterOptions;

  constructor(options: DailyWriterOptions) {
    this.#options = options;
  }

  /** Symbols that have their bar of a session. */
  stored(date: LocalDate): ReadonlySet<string> {
    const openTsMs = dayStartTsMs(date);
    const series = this.#options.store.bars.series(key);
    return new Set(series.flatMap((of) => (of.lastTsMs >= openTsMs ? [of.symbol] : [])));
  }

  /** As one moment of the market, with its event. One event for each origin. */
  publish(date: LocalDate, fetched: ReadonlyMap<string, FetchedBars>, marketTsMs: number): void {
    const { store, clock, onChange } = this.#options;
    store.bars.transaction(() => {
      for (const { source, rows } of byOrigin(date, fetched)) {
        const facts = { source, marketTsMs, nowMs: clock.nowMs() };
        publishBars(store, momentOf(date, rows), facts);
      }
      this.#cover(date, [...fetched.keys()]);
    });
    onChange();
  }

  /** Bars that came after the moment was published; `isBuilt`: they are not the vendor's own. */
  add(
    date: LocalDate,
    fetched: ReadonlyMap<string, FetchedBars>,
    { isBuilt }: { readonly isBuilt: boolean },
  ): void {
    if (fetched.size === 0) return;
    const { store, clock, onChange } = this.#options;
    const teller = new ChangeTeller({ store, clock, onChange, reason: "back-fill" });
    store.bars.transaction(() => {
      for (const [symbol, { bars, source }] of fetched) {
        store.bars.write({ symbol, ...key }, bars, source);
      }
      if (!isBuilt) this.#cover(date, [...fetched.keys()]);
      teller.tell(["1d"], [...fetched.keys()]);
    });
    onChange();
    teller.flush();
  }

  /**
   * Days that no vendor gave, from stored intraday bars, where those are complete. They do not
   * count as complete history: the back-fill asks for them again.
   */
  built(date: LocalDate, symbols: readonly string[]): Map<string, FetchedBars> {
    const { store, feedInterval } = this.#options;
    const built = new Map<string, FetchedBars>();
    if (feedInterval === null || !this.#isIntradayWhole(date, feedInterval)) return built;
    const feed = { interval: feedInterval, adjustment: "split" } as const;
    const known = coverageBySymbol(store.coverage, feed);
    const { untilTsMs } = sessionStretch(date);
    const isLive = (symbol: string) => (known.get(symbol)?.untilTsMs ?? 0) >= dayStartTsMs(date);
    const wanted = new Set(symbols.filter(isLive));
    const series = store.bars
      .series(feed)
      .filter(({ symbol, lastTsMs }) => wanted.has(symbol) && lastTsMs >= dayStartTsMs(date));
    for (const info of series) {
      const range = { barsMax: barsPerSession(feedInterval), untilTsMs: untilTsMs - 1 };
      const days = aggregateBars(store.bars.read(info, range), "1d");
      const bar = barOn(date, { bars: days, source: info.source });
      if (bar !== null) {
        built.set(info.symbol, { bars: barsFrom("1d", [bar]), source: info.source });
      }
    }
    return built;
  }

  /** The live market was followed to the close, and nothing of the day is missing. */
  #isIntradayWhole(date: LocalDate, interval: Interval): boolean {
    const { coverage } = this.#options.store;
    const { fromTsMs, untilTsMs } = sessionStretch(date);
    const liveUntilTsMs = coverage.liveUntil({ interval, adjustment: "split" }) ?? 0;
    if (liveUntilTsMs < (sessionBounds(date)?.regularCloseTsMs ?? 0)) return false;
    return !coverage
      .gaps()
      .some(
        (gap) =>
          gap.interval === interval &&
          gap.reason !== lateReason &&
          gap.fromTsMs < untilTsMs &&
          gap.untilTsMs > fromTsMs,
      );
  }

  #cover(date: LocalDate, symbols: readonly string[]): void {
    const { coverage } = this.#options.store;
    extendCoverage(coverage, key, { symbols, stretch: sessionStretch(date) });
  }
}

interface OriginRows {
  readonly source: DataSource;
  readonly rows: (readonly [symbol: string, bar: Bar])[];
}

function byOrigin(date: LocalDate, fetched: ReadonlyMap<string, FetchedBars>): OriginRows[] {
  const origins = new Map<string, OriginRows>();
  for (const [symbol, answer] of fetched) {
    const bar = barOn(date, answer);
    if (bar === null) continue;
    const { source } = answer;
    const name = `${source.provider} ${source.feed} ${source.delayMs}`;
    const origin = origins.get(name) ?? { source, rows: [] };
    origin.rows.push([symbol, bar]);
    origins.set(name, origin);
  }
  return [...origins.values()];
}

function momentOf(date: LocalDate, rows: OriginRows["rows"]): MarketBars {
  const column = (name: keyof Bar) => Float64Array.from(rows, ([, bar]) => bar[name]);
  return {
    ...{ ...key, openTsMs: dayStartTsMs(date), symbols: rows.map(([symbol]) => symbol) },
    ...{ open: column("open"), high: column("high"), low: column("low") },
    ...{ close: column("close"), volume: column("volume") },
  };
}
