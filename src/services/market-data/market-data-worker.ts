import { Failure } from "../../base/failure.ts";
import type { Bus, BusSubscription } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { RetentionReport } from "../retention.ts";
import { simulatedNowMs } from "../scan/market-clock.ts";
import type { MemoryLevers, Service, ServiceStatus } from "../service.ts";
import type { MarketRunner, OpenMarket, RunActivity } from "./market-runner.ts";

/** Keeps the store in shape: see services/retention.ts. */
export interface Housekeeper {
  /** Does a little of what makes later reads cheap; returns whether there is more. */
  tidySome(): boolean;
  runOnce(marketTsMs: number, signal: AbortSignal): Promise<RetentionReport>;
}

export interface MarketDataWorkerOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Null: imported bars are all there is, and they come by themselves. */
  readonly openMarket: OpenMarket | null;
  readonly housekeeper: Housekeeper;
  /** Something that the user may want to act on. */
  readonly onNotice: (text: string) => void;
}

/** Between two rounds of housekeeping where no market lives. */
const idleMs = 60_000;
/** After something went wrong with the world; doubles up to the second. */
const retryMs = { first: 1_000, max: 60_000 } as const;
/** Slices of housekeeping between two bars: some 20 ms each. */
const slicesMax = { usual: 64, small: 8 } as const;

/** Brings market data into the store, tells of it, and keeps the store in shape. */
export class MarketDataWorker implements Service {
  readonly name = "market-data-worker";
  readonly levers: MemoryLevers;
  readonly #options: MarketDataWorkerOptions;
  #activity: RunActivity | null = null;
  /** What stopped the market; it is tried again. */
  #trouble: string | null = null;
  /** What does not work beside it. */
  #worry: string | null = null;
  #progressCount = 0;
  #slices: number = slicesMax.usual;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #watch: BusSubscription | null = null;
  #run: MarketRunner | null = null;

  constructor(options: MarketDataWorkerOptions) {
    this.#options = options;
    this.levers = {
      trim: () => options.store.releaseCaches(),
      shrink: () => {
        this.#slices = slicesMax.small;
      },
      restore: () => {
        this.#slices = slicesMax.usual;
      },
      pause: () => undefined,
      resume: () => undefined,
    };
  }

  async start(): Promise<void> {
    const { bus } = this.#options;
    this.#stop = new AbortController();
    this.#watch = bus.subscribe({ topics: ["watchlist.changed"] }, () =>
      this.#run?.forgetWatchlists(),
    );
    this.#running = this.#work(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#watch?.stop();
    this.#watch = null;
    await this.#running;
  }

  status(): ServiceStatus {
    const trouble = this.#trouble ?? this.#worry;
    const state = this.#stop?.signal.aborted ? "stopping" : trouble ? "degraded" : "ready";
    return {
      state,
      text: trouble ?? this.#activity?.text ?? this.#idleText(),
      doneRatio: this.#activity?.doneRatio ?? null,
      progressCount: this.#progressCount,
      // Bars of a living market come when they come; only filling goes on without a pause.
      isBusy: typeof this.#activity?.doneRatio === "number",
    };
  }

  #idleText(): string {
    return this.#run?.text() ?? "no live market: imported bars only";
  }

  /** The world may fail, a full disk for one: that is told, and tried again until it is over. */
  async #work(signal: AbortSignal): Promise<void> {
    const { clock, onNotice } = this.#options;
    let pauseMs: number = retryMs.first;
    while (!signal.aborted) {
      const before = this.#progressCount;
      try {
        await this.#workOnce(signal);
        return;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (this.#progressCount > before + 1) pauseMs = retryMs.first;
        this.#activity = null;
        this.#trouble = `${error.message}; tried again in ${pauseMs / 1_000} s`;
        onNotice(this.#trouble);
      }
      await clock.sleep(pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, retryMs.max);
    }
  }

  async #workOnce(signal: AbortSignal): Promise<void> {
    const { openMarket } = this.#options;
    if (openMarket !== null) {
      this.#run = openMarket({
        onActivity: (activity) => this.#show(activity),
        onTick: (tick) => this.#afterTick(tick, signal),
        onTrouble: (text) => {
          this.#worry = text;
        },
        onNotice: this.#options.onNotice,
      });
      await this.#run.run(signal);
    }
    await this.#keepHouse(signal);
  }

  #show(activity: RunActivity | null): void {
    this.#activity = activity;
    this.#trouble = null;
    this.#progressCount += 1;
  }

  async #afterTick(
    tick: { readonly marketTsMs: number; readonly isSessionOver: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, housekeeper } = this.#options;
    this.#progressCount += 1;
    this.#trouble = null;
    for (let slice = 0; slice < this.#slices && !signal.aborted; slice++) {
      // Those who want to write get a turn between two slices.
      await clock.sleep(1, signal);
      if (!housekeeper.tidySome()) break;
    }
    if (tick.isSessionOver) await housekeeper.runOnce(tick.marketTsMs, signal);
  }

  /** No market lives, or it stands still. */
  async #keepHouse(signal: AbortSignal): Promise<void> {
    const { clock, store, housekeeper } = this.#options;
    while (!signal.aborted) {
      while (!signal.aborted && housekeeper.tidySome()) await clock.sleep(1, signal);
      // What is old is told by the market's own time, which may be another year.
      await housekeeper.runOnce(simulatedNowMs(store.metadata) ?? clock.nowMs(), signal);
      this.#trouble = null;
      this.#progressCount += 1;
      await clock.sleep(idleMs, signal);
    }
  }
}
