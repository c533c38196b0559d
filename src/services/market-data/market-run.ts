import { Failure } from "../../base/failure.ts";
import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../domain/bar-time.ts";
import type { Interval } from "../../domain/interval.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { type FillProgress, fillHistory } from "../fill-history.ts";
import { fillIntraday } from "../fill-intraday.ts";
import { setSimulatedNowMs, simulatedNowMs } from "../scan/market-clock.ts";
import type { Desk } from "./desk.ts";
import { DeskSchedule } from "./desk-schedule.ts";
import { DeskTroubles } from "./desk-troubles.ts";
import type { LiveMarket } from "./live-market.ts";
import { MarketAggregator } from "./market-aggregator.ts";
import type { MarketRunner, RunHooks } from "./market-runner.ts";
import { publishBars } from "./publish-bars.ts";
import { longerIntraday } from "./rebuild-bars.ts";
import { ScannerPace } from "./scanner-pace.ts";

export interface MarketRunOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly market: LiveMarket;
  /** What comes round beside the bars: quotes, options, research. */
  readonly desks: readonly Desk[];
  readonly hooks: RunHooks;
}

/** Enough for the longest intraday history that a scanner reads. */
const intradaySessions = 11;
const intradaySymbolsMax = 2_000;

/**
 * A simulated market: fills its history, then lets it live. Every bar is stored with an event that
 * tells of it. Its clock is kept in the store, so that the next start goes on where this one ended
 * and every other process tells its time.
 */
export class MarketRun implements MarketRunner {
  readonly #options: MarketRunOptions;
  readonly #desks: DeskSchedule;
  readonly #pace: ScannerPace;

  constructor(options: MarketRunOptions) {
    const { store, clock, desks, hooks } = options;
    this.#options = options;
    const troubles = new DeskTroubles(hooks);
    this.#desks = new DeskSchedule(desks, (report) => troubles.take(report));
    this.#pace = new ScannerPace(store.events, clock);
  }

  forgetWatchlists(): void {
    this.#desks.forget();
  }

  text(): string {
    const { simulator, feedInterval } = this.#options.market;
    const count = simulator.symbols.length.toLocaleString("en-US");
    return `${count} simulated symbols, ${feedInterval} bars`;
  }

  /** Until `signal` aborts or the database is full. Throws what the store throws. */
  async run(signal: AbortSignal): Promise<void> {
    const startTsMs = this.#begin();
    try {
      await this.#fillDays(startTsMs, signal);
      await this.#fillMinutes(startTsMs, signal);
    } catch (error) {
      // What was filled is kept; the next start goes on from there.
      if (signal.aborted && error instanceof Failure && error.code === "run.interrupted") return;
      throw error;
    }
    await this.#live(startTsMs, signal);
  }

  /** The moment at which the market stands: where it was left, or the end of the last session. */
  #begin(): number {
    const { store, clock } = this.#options;
    const known = simulatedNowMs(store.metadata);
    const startTsMs = known ?? barCloseTsMs(lastClosedBarOpenTsMs(clock.nowMs(), "1d"), "1d");
    setSimulatedNowMs(store.metadata, startTsMs);
    return startTsMs;
  }

  async #fillDays(startTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, market } = this.#options;
    const { simulator, historyDays: days } = market;
    const toDate = lastSessionBy(startTsMs);
    await this.#filling("1d", (onProgress) =>
      fillHistory({ store: store.bars, market: simulator, days, toDate, onProgress, signal }),
    );
  }

  /** A large market starts without them: its intraday scanners warm up while it lives. */
  async #fillMinutes(startTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, market } = this.#options;
    const { simulator, feedInterval } = market;
    if (simulator.symbols.length > intradaySymbolsMax) return;
    const toDate = lastSessionBy(startTsMs);
    const sessions = intradaySessions;
    for (const interval of [feedInterval, ...longerIntraday(feedInterval)]) {
      const wish = { store: store.bars, market: simulator, interval, sessions, toDate, signal };
      await this.#filling(interval, (onProgress) => fillIntraday({ ...wish, onProgress }));
    }
  }

  async #filling(
    interval: Interval,
    work: (onProgress: (progress: FillProgress) => void) => Promise<FillProgress>,
  ): Promise<void> {
    const { bus, hooks } = this.#options;
    const text = `filling the demo market with ${interval} bars`;
    const { barsWritten } = await work(({ symbolsDone, symbolCount }) =>
      hooks.onActivity({ text, doneRatio: symbolsDone / symbolCount }),
    );
    hooks.onActivity(null);
    if (barsWritten === 0) return;
    await bus.publish("bars.changed", { interval, symbols: null, reason: "history" });
  }

  async #live(startTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, market, hooks } = this.#options;
    const { feedInterval, storeBytesMax } = market;
    const aggregator = new MarketAggregator(feedInterval, longerIntraday(feedInterval));
    this.#publish(this.#restore(aggregator), startTsMs);
    const feed = market.openFeed({ fromTsMs: startTsMs });
    for await (const { simulatedTsMs, bars } of feed.ticks(signal)) {
      setSimulatedNowMs(store.metadata, simulatedTsMs);
      // What is waited for most comes first: each length is a transaction of its own.
      const moment = bars.find(({ interval }) => interval === feedInterval);
      if (moment) this.#publish([moment, ...aggregator.take(moment)], simulatedTsMs);
      this.#publish(
        bars.filter(({ interval }) => interval !== feedInterval),
        simulatedTsMs,
      );
      await this.#desks.round(simulatedTsMs, signal);
      const isSessionOver = bars.some(({ interval }) => interval === "1d");
      await hooks.onTick({ marketTsMs: simulatedTsMs, isSessionOver });
      await this.#pace.wait(signal);
      if (!isSessionOver || store.stats().bytes <= storeBytesMax) continue;
      const text = "the demo market stands still: its database has reached its limit";
      hooks.onActivity({ text, doneRatio: null });
      return;
    }
  }

  #restore(aggregator: MarketAggregator): readonly MarketBars[] {
    const { store, market } = this.#options;
    const series = store.bars.series({ interval: market.feedInterval, adjustment: "split" });
    const newestTsMs = series.reduce(
      (newest, { lastTsMs }) => Math.max(newest, lastTsMs),
      Number.NEGATIVE_INFINITY,
    );
    return series.length === 0 ? [] : aggregator.restore(store.bars, newestTsMs);
  }

  #publish(moments: readonly MarketBars[], marketTsMs: number): void {
    const { store, bus, clock, market } = this.#options;
    const { source } = market.simulator;
    for (const bars of moments) {
      publishBars(store, bars, { source, marketTsMs, nowMs: clock.nowMs() });
      bus.announce();
    }
  }
}

function lastSessionBy(tsMs: number): LocalDate {
  return newYorkDate(lastClosedBarOpenTsMs(tsMs, "1d"));
}
