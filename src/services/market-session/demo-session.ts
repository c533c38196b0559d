import { Failure } from "../../base/failure.ts";
import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../domain/bar-time.ts";
import type { Interval } from "../../domain/interval.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketSimulator } from "../../ports/market-simulator.ts";
import type { Store } from "../../ports/store.ts";
import { type FillProgress, fillHistory } from "../fill-history.ts";
import { fillIntraday } from "../fill-intraday.ts";
import { setSimulatedNowMs, simulatedNowMs } from "../scan/market-clock.ts";
import { rescan } from "./rescan.ts";
import type { MarketSession, SessionEvent, SessionStatus } from "./session-status.ts";
import type { WorkSize } from "./work-size.ts";

/** A simulated market on its own clock. */
export interface LiveFeed {
  /** Its time, UTC epoch ms. */
  nowMs(): number;
  /** Bars as they close, until `signal` aborts; the columns are reused for the next tick. */
  ticks(
    signal: AbortSignal,
  ): AsyncIterable<{ readonly simulatedTsMs: number; readonly bars: readonly MarketBars[] }>;
}

export interface DemoSessionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly market: MarketSimulator;
  /** A feed whose clock starts at a moment. */
  readonly openFeed: (fromTsMs: number) => LiveFeed;
  /** Length of the feed's intraday bars. */
  readonly feedInterval: Interval;
  readonly historyDays: number;
  /** The feed stops before the database grows beyond this. */
  readonly storeBytesMax: number;
  readonly work: Pick<WorkSize, "partSeries">;
  readonly onEvent: (event: SessionEvent) => void;
}

/** Enough for the longest intraday history that a scanner reads. */
const intradaySessions = 10;
const intradaySymbolsMax = 2_000;

/**
 * The demo market: fills its history, scans it, and lets it live. Its clock is kept in the store,
 * so that the next start goes on where this one ended and every other process tells its time.
 */
export class DemoSession implements MarketSession {
  readonly #options: DemoSessionOptions;
  #marketTsMs: number | null = null;
  #feed: LiveFeed | null = null;
  #activity: SessionStatus["activity"] = { text: "starting the demo market", doneRatio: null };
  #lastScanTsMs: number | null = null;

  constructor(options: DemoSessionOptions) {
    this.#options = options;
  }

  status(): SessionStatus {
    return {
      isSimulated: true,
      marketTsMs: this.#feed?.nowMs() ?? this.#marketTsMs,
      activity: this.#activity,
      lastScanTsMs: this.#lastScanTsMs,
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const startTsMs = this.#begin();
    try {
      await this.#fillDays(startTsMs, signal);
      await this.#scan(["1d"], startTsMs, signal);
      await this.#fillMinutes(startTsMs, signal);
    } catch (error) {
      // What was filled is kept; the next start goes on from there.
      if (signal.aborted && error instanceof Failure && error.code === "run.interrupted") return;
      throw error;
    }
    const feed = this.#options.openFeed(startTsMs);
    this.#feed = feed;
    await this.#live(feed, signal);
  }

  /** The moment at which the market stands: where it was left, or the end of the last session. */
  #begin(): number {
    const { store, clock } = this.#options;
    const known = simulatedNowMs(store.metadata);
    const startTsMs = known ?? barCloseTsMs(lastClosedBarOpenTsMs(clock.nowMs(), "1d"), "1d");
    setSimulatedNowMs(store.metadata, startTsMs);
    this.#marketTsMs = startTsMs;
    return startTsMs;
  }

  async #fillDays(startTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, market, historyDays: days } = this.#options;
    const toDate = lastSessionBy(startTsMs);
    await this.#filling("1d", (onProgress) =>
      fillHistory({ store: store.bars, market, days, toDate, onProgress, signal }),
    );
  }

  /** A large market starts without them: its intraday scanners warm up while it lives. */
  async #fillMinutes(startTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, market, feedInterval: interval } = this.#options;
    if (market.symbols.length > intradaySymbolsMax) return;
    const toDate = lastSessionBy(startTsMs);
    const sessions = intradaySessions;
    const progress = await this.#filling(interval, (onProgress) =>
      fillIntraday({ store: store.bars, market, interval, sessions, toDate, onProgress, signal }),
    );
    if (progress.barsWritten > 0) await this.#scan([interval], startTsMs, signal);
  }

  async #filling(
    interval: Interval,
    work: (onProgress: (progress: FillProgress) => void) => Promise<FillProgress>,
  ): Promise<FillProgress> {
    const { clock, onEvent } = this.#options;
    const startedMs = clock.nowMs();
    const text = `filling the demo market with ${interval} bars`;
    const progress = await work((standing) => {
      this.#activity = { text, doneRatio: standing.symbolsDone / standing.symbolCount };
      onEvent({ kind: "filling", interval, progress: standing });
    });
    this.#activity = null;
    onEvent({ kind: "filled", interval, progress, elapsedMs: clock.nowMs() - startedMs });
    return progress;
  }

  async #live(feed: LiveFeed, signal: AbortSignal): Promise<void> {
    const { store, market, storeBytesMax, onEvent } = this.#options;
    for await (const { simulatedTsMs, bars } of feed.ticks(signal)) {
      store.bars.transaction(() => {
        for (const stretch of bars) store.bars.append(stretch, market.source);
        setSimulatedNowMs(store.metadata, simulatedTsMs);
      });
      await this.#scan(new Set(bars.map(({ interval }) => interval)), simulatedTsMs, signal);
      const isSessionOver = bars.some(({ interval }) => interval === "1d");
      if (!isSessionOver || store.stats().bytes <= storeBytesMax) continue;
      onEvent({
        kind: "notice",
        text: "the demo database has reached its limit; the market stands still",
      });
      this.#activity = {
        text: "the demo market stands still: its database is full",
        doneRatio: null,
      };
      return;
    }
  }

  async #scan(intervals: Iterable<Interval>, nowTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, clock, work, onEvent } = this.#options;
    for (const interval of intervals) {
      const report = await rescan(store, { interval, nowTsMs, clock, work, signal });
      if (report === null) return;
      this.#lastScanTsMs = nowTsMs;
      onEvent({ kind: "scanned", report });
    }
  }
}

function lastSessionBy(tsMs: number): LocalDate {
  return newYorkDate(lastClosedBarOpenTsMs(tsMs, "1d"));
}
