import { assert } from "../../base/assert.ts";
import { canAggregate } from "../../domain/aggregate.ts";
import { type Interval, intervalMs } from "../../domain/interval.ts";
import type { BarStore, MarketBars } from "../../ports/bar-store.ts";
import { FormingBars, SymbolRows } from "./forming-bars.ts";

/**
 * Builds the longer bars of a whole market once, for everyone: bars of one length go in, moment by
 * moment, those of the longer lengths come out as they are complete, session-anchored, equal to
 * `aggregateBars` bit for bit. A forming bar never comes out.
 */
export class MarketAggregator {
  readonly #from: Interval;
  readonly #forming: readonly FormingBars[];
  readonly #rows = new SymbolRows();
  #rowOfBar = new Uint32Array(0);
  #newestTsMs = Number.NEGATIVE_INFINITY;

  constructor(from: Interval, to: readonly Interval[]) {
    for (const interval of to) {
      assert(canAggregate(from, interval), `${from} bars add up to ${interval} bars`);
    }
    this.#from = from;
    this.#forming = to.map((interval) => new FormingBars(from, interval));
  }

  /**
   * Takes the bars of the next moment. Returns longer bars that are complete now, shortest first.
   * A moment that does not rise is ignored: back-fills mend the store.
   */
  take(bars: MarketBars): readonly MarketBars[] {
    const { openTsMs, symbols } = bars;
    assert(bars.interval === this.#from, `the bars are ${this.#from} bars`);
    if (openTsMs <= this.#newestTsMs) return [];
    this.#newestTsMs = openTsMs;
    this.#findRows(symbols);
    const out: MarketBars[] = [];
    for (const forming of this.#forming) {
      // A market without a single bar at the end of a bucket shows it with the next one.
      if (forming.isOver(openTsMs)) this.#flush(forming, out);
      if (!forming.moveTo(openTsMs)) continue;
      forming.add(bars, this.#rowOfBar, symbols.length);
      if (forming.isCompletedBy(openTsMs)) this.#flush(forming, out);
    }
    return out;
  }

  /**
   * Brings back the forming bars from stored bars, after a start. `newestTsMs` is the open time
   * of the market's newest stored bar. Returns the longer bars that it completed, in case that
   * the program was killed before they were stored.
   */
  restore(store: BarStore, newestTsMs: number): readonly MarketBars[] {
    const longestMs = Math.max(0, ...this.#forming.map(({ interval }) => intervalMs(interval)));
    const barsMax = Math.ceil(longestMs / intervalMs(this.#from));
    if (barsMax === 0) return [];
    this.#newestTsMs = newestTsMs;
    const series = store.series({ interval: this.#from, adjustment: "split" });
    store.readEach(series, { barsMax, untilTsMs: newestTsMs }, ({ symbol }, bars) => {
      const row = this.#rows.rowOf(symbol);
      for (const forming of this.#forming) forming.restore(row, bars, newestTsMs);
    });
    const out: MarketBars[] = [];
    for (const forming of this.#forming) {
      if (forming.isCompletedBy(newestTsMs)) this.#flush(forming, out);
    }
    return out;
  }

  #flush(forming: FormingBars, out: MarketBars[]): void {
    const bars = forming.flush(this.#rows.symbols);
    if (bars !== null) out.push(bars);
  }

  #findRows(symbols: readonly string[]): void {
    if (this.#rowOfBar.length < symbols.length) this.#rowOfBar = new Uint32Array(symbols.length);
    for (let i = 0; i < symbols.length; i++) {
      this.#rowOfBar[i] = this.#rows.rowOf(symbols[i] as string);
    }
  }
}
