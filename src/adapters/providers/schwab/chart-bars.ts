import type { BarBatch } from "../../../domain/bar-batch.ts";
import { isPrice } from "../figures.ts";
import type { StreamEntry } from "./stream-fields.ts";
import { fromSchwabSymbol } from "./symbols.ts";

const minuteMs = 60_000;

/**
 * Puts the minute bars of a CHART_EQUITY entry into a batch. A bar that came before is a
 * correction of it. Remembers the newest bar of each symbol; there are as many as may be asked for.
 */
export class ChartBars {
  readonly #batch: BarBatch;
  readonly #newestTsMs = new Map<string, number>();
  readonly #symbols = new Map<string, string>();

  constructor(batch: BarBatch) {
    this.#batch = batch;
  }

  /** Forgets symbols that are not wanted any more. */
  keep(schwabSymbols: ReadonlySet<string>): void {
    for (const key of this.#newestTsMs.keys()) {
      if (schwabSymbols.has(key)) continue;
      this.#newestTsMs.delete(key);
      this.#symbols.delete(key);
    }
  }

  /** Bars that still form at `nowMs`, by the later of both clocks, and rows without a price go. */
  add(entry: StreamEntry, nowMs: number): void {
    const { key, 2: open, 3: high, 4: low, 5: close, 6: volume, 7: openTsMs } = entry;
    if (typeof key !== "string" || typeof openTsMs !== "number") return;
    if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return;
    if (openTsMs <= 0 || openTsMs % minuteMs !== 0 || openTsMs + minuteMs > nowMs) return;
    const newestTsMs = this.#newestTsMs.get(key) ?? 0;
    if (openTsMs > newestTsMs) this.#newestTsMs.set(key, openTsMs);
    const isCounted = typeof volume === "number" && volume >= 0;
    this.#batch.push(this.#symbolOf(key), {
      ...{ openTsMs, open, close },
      high: Math.max(open, high, close),
      low: Math.min(open, low, close),
      volume: isCounted ? volume : Number.NaN,
      isCorrection: openTsMs <= newestTsMs,
    });
  }

  #symbolOf(key: string): string {
    let symbol = this.#symbols.get(key);
    if (symbol === undefined) {
      symbol = fromSchwabSymbol(key);
      this.#symbols.set(key, symbol);
    }
    return symbol;
  }
}
