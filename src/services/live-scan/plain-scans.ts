import { Failure } from "../../base/failure.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { BusEvent } from "../../domain/bus-event.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { Bus, BusSubscription } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { defaultRun, type ScannerDefinition, type ScannerRun } from "../../scanners/define.ts";
import { marketNowMs } from "../scan/market-clock.ts";
import { momentOfNewest } from "../scan/moment.ts";
import { scanInterval, seriesFor } from "./scan-interval.ts";

export interface PlainScansOptions {
  /** A scanner without a screen. */
  readonly definition: ScannerDefinition;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Series that are read, judged and written at a time. */
  readonly partSeries: () => number;
  /** Something that the user may want to act on. */
  readonly onNotice: (text: string) => void;
}

/**
 * Follows the market for a scanner that cannot be screened bar by bar: the ordinary scan of every
 * interval at a start, when a day is over, and when stored bars have changed.
 */
export class PlainScans {
  readonly #options: PlainScansOptions;
  readonly #run: ScannerRun;
  readonly #stop = new AbortController();
  #subscription: BusSubscription | null = null;
  #scanning: Promise<void> = Promise.resolve();

  constructor(options: PlainScansOptions) {
    this.#options = options;
    this.#run = defaultRun(options.definition);
  }

  start(): void {
    const { bus, definition } = this.#options;
    const consumer = `${definition.scanner}-scanner`;
    const topics = ["bars.closed", "bars.changed"] as const;
    const onError = (error: unknown) => this.#report(error);
    this.#subscription = bus.subscribe({ consumer, topics, onError }, (events) =>
      events.some(isWorthAScan) ? this.#scanAll() : undefined,
    );
    this.#scanning = this.#scanAll().catch(onError);
  }

  /** Resolves when the scan of the start is over. */
  async idle(): Promise<void> {
    await this.#scanning;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#subscription?.stop();
    await this.#scanning;
  }

  async #scanAll(): Promise<void> {
    await this.#scanning;
    const { store } = this.#options;
    for (const interval of intervals) {
      if (store.bars.series({ interval }).length > 0) await this.#scan(interval);
    }
  }

  async #scan(interval: Interval): Promise<void> {
    const { store, bus, clock, partSeries } = this.#options;
    const nowTsMs = marketNowMs(store.metadata, clock);
    const series = seriesFor(store, { interval, asOfTsMs: nowTsMs });
    const closes = series.map((info) => barCloseTsMs(info.lastTsMs, info.interval));
    if (closes.length === 0 || this.#stop.signal.aborted) return;
    const newestCloseTsMs = closes.reduce((a, b) => Math.max(a, b));
    const moment = momentOfNewest({ nowTsMs, newestCloseTsMs }, interval);
    const task = { run: this.#run, interval, moment, series };
    const facts = { ...task, toldFromTsMs: moment.expectedTsMs };
    await scanInterval(facts, { store, clock, partSeries, signal: this.#stop.signal });
    bus.announce();
  }

  #report(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    this.#options.onNotice(`${this.#options.definition.scanner}: ${error.message}`);
  }
}

function isWorthAScan({ topic, payload }: BusEvent): boolean {
  return topic === "bars.changed" || (topic === "bars.closed" && payload.interval === "1d");
}
