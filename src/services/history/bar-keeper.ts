import { aggregateBars } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bars, barAt, barsFrom } from "../../domain/bars.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Store } from "../../ports/store.ts";
import { longerIntraday, rebuildLonger } from "../market-data/rebuild-bars.ts";
import type { ChangeTeller } from "./change-teller.ts";
import { dropCoverage } from "./coverage.ts";
import { detectRebase } from "./detect-rebase.ts";
import type { FetchedBars } from "./fetch-bars.ts";
import { rebaseSymbol } from "./rebase-symbol.ts";
import type { Stretch } from "./stretch.ts";

export interface KeepWish {
  readonly interval: Interval;
  /** What was asked for: longer bars that reach out of it are not written. */
  readonly stretch: Stretch;
  readonly fetched: ReadonlyMap<string, FetchedBars>;
}

export interface Kept {
  readonly barsWritten: number;
  /** Symbols whose stored bars turned out to be of an older share count: load them again. */
  readonly rebased: readonly string[];
}

/**
 * Puts fetched bars into the store, with the longer bars that they add up to. Stored days that
 * differ from the fetched ones by a split are restated first. All of it belongs into the
 * caller's transaction.
 */
export class BarKeeper {
  readonly #store: Store;
  readonly #teller: ChangeTeller;
  /** Series of an interval that hold bars already: of a fresh one nothing has to be read. */
  readonly #known = new Map<Interval, Set<string>>();

  constructor(store: Store, teller: ChangeTeller) {
    this.#store = store;
    this.#teller = teller;
  }

  keep({ interval, stretch, fetched }: KeepWish): Kept {
    const known = this.#knownSymbols(interval);
    const changed: string[] = [];
    const rebased: string[] = [];
    let barsWritten = 0;
    for (const [symbol, { bars, source }] of fetched) {
      if (bars.length === 0) continue;
      const isKnown = known.has(symbol);
      if (interval === "1d" && isKnown && this.#rebase(symbol, bars)) rebased.push(symbol);
      const key = { symbol, interval, adjustment: "split" } as const;
      const counts = this.#store.bars.write(key, bars, source);
      barsWritten += counts.added + counts.changed;
      if (counts.added + counts.changed === 0 && isKnown) continue;
      changed.push(symbol);
      known.add(symbol);
      if (isDateKeyed(interval)) continue;
      if (isKnown) this.#rebuild(symbol, bars, stretch);
      else this.#build(symbol, { bars, source }, stretch);
    }
    const intervals = isDateKeyed(interval) ? [interval] : [interval, ...longerIntraday(interval)];
    this.#teller.tell(intervals, changed);
    return { barsWritten, rebased };
  }

  #knownSymbols(interval: Interval): Set<string> {
    let known = this.#known.get(interval);
    if (known === undefined) {
      const series = this.#store.bars.series({ interval, adjustment: "split" });
      known = new Set(series.map(({ symbol }) => symbol));
      this.#known.set(interval, known);
    }
    return known;
  }

  /** A split that nobody told of shows where days are fetched that are stored already. */
  #rebase(symbol: string, fetched: Bars): boolean {
    const { bars, coverage } = this.#store;
    const key = { symbol, interval: "1d", adjustment: "split" } as const;
    const untilTsMs = fetched.openTsMs[fetched.length - 1] as number;
    const stored = bars.read(key, { untilTsMs, barsMax: fetched.length });
    const rebase = detectRebase(stored, fetched);
    if (rebase === null) return false;
    rebaseSymbol(this.#store, { symbol, ...rebase, closes: closesOf(fetched) });
    for (const { interval } of bars.series({ symbol, adjustment: "split" })) {
      const other: CoverageKey = { interval, adjustment: "split" };
      dropCoverage(coverage, other, symbol);
    }
    return true;
  }

  /** Longer bars of a symbol that had none, from what was fetched: whole buckets only. */
  #build(symbol: string, { bars, source }: FetchedBars, stretch: Stretch): void {
    for (const interval of longerIntraday(bars.interval)) {
      const longer = aggregateBars(bars, interval);
      const rows = Array.from({ length: longer.length }, (_, i) => barAt(longer, i));
      const whole = rows.filter(({ openTsMs }) => {
        const isBegun = openTsMs >= stretch.fromTsMs;
        return isBegun && barCloseTsMs(openTsMs, interval) <= stretch.untilTsMs;
      });
      const key = { symbol, interval, adjustment: "split" } as const;
      this.#store.bars.write(key, barsFrom(interval, whole), source);
    }
  }

  /** Longer bars over the edges of the stretch hold bars that were stored before. */
  #rebuild(symbol: string, bars: Bars, { untilTsMs }: Stretch): void {
    rebuildLonger(this.#store, {
      ...{ symbol, from: bars.interval, closedByTsMs: untilTsMs },
      firstTsMs: bars.openTsMs[0] as number,
      lastTsMs: bars.openTsMs[bars.length - 1] as number,
    });
  }
}

/** Closes by session date. */
export function closesOf(bars: Bars): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  for (let i = 0; i < bars.length; i++) {
    closes.set(newYorkDate(bars.openTsMs[i] as number), bars.close[i] as number);
  }
  return closes;
}
