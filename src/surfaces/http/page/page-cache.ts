import type { Interval } from "../../../domain/interval.ts";
import { intervals } from "../../../domain/interval.ts";
import type { BarStore } from "../../../ports/bar-store.ts";
import { readSparklines, type Sparkline } from "./sparkline.ts";

/** Lines kept for the next answers: about 200 bytes each. */
const linesMax = 20_000;
/** Bars arrive with scans, which change the stamp; other changes are seen after this time. */
const unseenMsMax = 60_000;

/** What the page draws of the bars, kept as long as the store's stamp stays the same. */
export class PageCache {
  readonly #bars: BarStore;
  readonly #elapsedMs: () => number;
  readonly #lines = new Map<string, Sparkline | null>();
  #intervals: readonly Interval[] = [];
  #stamp: string | null = null;
  #readMs = 0;

  constructor(bars: BarStore, elapsedMs: () => number) {
    this.#bars = bars;
    this.#elapsedMs = elapsedMs;
  }

  clear(): void {
    this.#lines.clear();
    this.#stamp = null;
  }

  /** Bar lengths that the store has series of, shortest first. */
  intervals(stamp: string): readonly Interval[] {
    this.#renew(stamp);
    return this.#intervals;
  }

  sparklines(
    stamp: string,
    wanted: {
      readonly symbols: readonly string[];
      readonly interval: Interval;
      readonly untilTsMs: number;
    },
  ): Map<string, Sparkline> {
    this.#renew(stamp);
    const { symbols, interval, untilTsMs } = wanted;
    const keyOf = (symbol: string) => `${interval} ${symbol}`;
    const missing = new Set(symbols.filter((symbol) => !this.#lines.has(keyOf(symbol))));
    if (missing.size > 0) {
      if (this.#lines.size + missing.size > linesMax) this.#lines.clear();
      const read = readSparklines(this.#bars, { symbols: missing, interval, untilTsMs });
      for (const symbol of missing) this.#lines.set(keyOf(symbol), read.get(symbol) ?? null);
    }
    const found = new Map<string, Sparkline>();
    for (const symbol of symbols) {
      const line = this.#lines.get(keyOf(symbol));
      if (line) found.set(symbol, line);
    }
    return found;
  }

  #renew(stamp: string): void {
    const isFresh = this.#stamp === stamp && this.#elapsedMs() - this.#readMs < unseenMsMax;
    if (isFresh) return;
    this.#lines.clear();
    this.#stamp = stamp;
    this.#readMs = this.#elapsedMs();
    const found = new Set(this.#bars.series().map(({ interval }) => interval));
    this.#intervals = intervals.filter((interval) => found.has(interval));
  }
}
