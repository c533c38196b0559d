import type { BarStore } from "../../ports/bar-store.ts";
import type { Destination } from "./file-tally.ts";

/**
 * The newest bar that the store has of each symbol. Read once, when it is first asked for, and
 * kept up to date from then on.
 *
 * memory  about 100 bytes for each series of the interval, once it was asked for
 */
export class StoredReach {
  readonly #store: BarStore;
  readonly #destination: Destination;
  #lastTsMs: Map<string, number> | null = null;

  constructor(store: BarStore, destination: Destination) {
    this.#store = store;
    this.#destination = destination;
  }

  /** Minus infinity for a symbol that has no bar. */
  of(symbol: string): number {
    this.#lastTsMs ??= this.#read();
    return this.#lastTsMs.get(symbol) ?? Number.NEGATIVE_INFINITY;
  }

  /** Call it after each write. */
  extend(symbol: string, lastTsMs: number): void {
    if (this.#lastTsMs === null || !(lastTsMs > this.of(symbol))) return;
    this.#lastTsMs.set(symbol, lastTsMs);
  }

  #read(): Map<string, number> {
    const { interval, adjustment } = this.#destination;
    const lastTsMs = new Map<string, number>();
    for (const series of this.#store.series({ interval, adjustment })) {
      lastTsMs.set(series.symbol, series.lastTsMs);
    }
    return lastTsMs;
  }
}
