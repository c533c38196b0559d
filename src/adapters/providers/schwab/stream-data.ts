import { BarBatch } from "../../../domain/bar-batch.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { StreamSink } from "../../../ports/market-data.ts";
import { ChartBars } from "./chart-bars.ts";
import { provenanceOf } from "./provenance.ts";
import { delayedMs } from "./quotes.ts";
import { LevelOne, type StreamEntry } from "./stream-fields.ts";
import { fromSchwabSymbol } from "./symbols.ts";

const batchBars = 512;

/** A part of a data frame: entries of one service. */
export interface StreamPart {
  readonly service?: unknown;
  /** The vendor's clock, ms. */
  readonly timestamp?: unknown;
  readonly content?: unknown;
}

/** Turns the entries of data frames into bars and quotes, and hands them on at once. */
export class StreamData {
  readonly #sink: StreamSink;
  readonly #clock: Clock;
  readonly #batch = new BarBatch(batchBars);
  readonly #charts = new ChartBars(this.#batch);
  readonly #levels = new Map<string, LevelOne>();
  #quotes: ReadonlySet<string> = new Set();

  constructor(sink: StreamSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Forgets the symbols that are not among these. */
  keep(bars: ReadonlySet<string>, quotes: ReadonlySet<string>): void {
    this.#charts.keep(bars);
    this.#quotes = quotes;
    for (const key of this.#levels.keys()) if (!quotes.has(key)) this.#levels.delete(key);
  }

  /** On a new line quotes come whole once, and then what changes. */
  reset(): void {
    this.#levels.clear();
  }

  take({ service, timestamp, content }: StreamPart): void {
    if (!Array.isArray(content)) return;
    if (service === "LEVELONE_EQUITIES") this.#tellQuotes(content);
    if (service !== "CHART_EQUITY") return;
    const vendorMs = typeof timestamp === "number" ? timestamp : 0;
    this.#tellBars(content, Math.max(this.#clock.nowMs(), vendorMs));
  }

  #tellBars(content: readonly unknown[], nowMs: number): void {
    for (const entry of content) {
      if (!isEntry(entry)) continue;
      if (this.#batch.isFull) this.#flush();
      this.#charts.add(entry, nowMs);
    }
    this.#flush();
  }

  #flush(): void {
    const provenance = provenanceOf("nbbo", this.#clock.nowMs());
    if (this.#batch.length > 0) this.#sink.onBars(this.#batch, provenance);
    this.#batch.clear();
  }

  #tellQuotes(content: readonly unknown[]): void {
    const quotes: Quote[] = [];
    let isDelayed = false;
    for (const entry of content) {
      if (!isEntry(entry)) continue;
      const key = entry["key"];
      if (typeof key !== "string" || !this.#quotes.has(key)) continue;
      const level = this.#levels.get(key) ?? new LevelOne();
      this.#levels.set(key, level);
      level.merge(entry);
      const quote = level.quote(fromSchwabSymbol(key));
      if (quote === null) continue;
      quotes.push(quote);
      isDelayed ||= level.isDelayed;
    }
    if (quotes.length === 0) return;
    const delayMs = isDelayed ? delayedMs : 0;
    this.#sink.onQuotes(quotes, provenanceOf("nbbo", this.#clock.nowMs(), delayMs));
  }
}

function isEntry(value: unknown): value is StreamEntry {
  return typeof value === "object" && value !== null;
}
