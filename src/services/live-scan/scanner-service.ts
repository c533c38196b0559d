import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { BusEvent } from "../../domain/bus-event.ts";
import type { ServiceName } from "../../domain/service-name.ts";
import type { Bus, BusSubscription } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { defaultRun, type ScannerDefinition } from "../../scanners/define.ts";
import type { MemoryLevers, Service, ServiceStatus } from "../service.ts";
import { FeedFacts } from "./feed-facts.ts";
import type { JudgeTools } from "./judge.ts";
import { barTopics, LiveScan } from "./live-scan.ts";
import { PausedScan, pausedScanMs } from "./paused-scan.ts";
import { Positions } from "./positions.ts";
import { SlotIndex } from "./slot-index.ts";
import { statusText } from "./status-text.ts";

export interface ScannerServiceOptions {
  readonly name: ServiceName;
  /** A scanner with a screen. */
  readonly definition: ScannerDefinition;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Series that are read, judged and written at a time; see SCANNER_BATCH_SIZE. */
  readonly batchSeries?: number;
  /**
   * Collects garbage. Reading a whole market leaves much of it, and an engine that waits for
   * more keeps the memory of the peak; without it the engine decides.
   */
  readonly collectGarbage?: () => void;
  /** Something that the user may want to act on. */
  readonly onNotice: (text: string) => void;
}

/** Some 100 ms of work, and a megabyte of results. */
const batchSeriesUsual = 500;
/** Parts of work between two collections: some 10 MB of garbage. */
const partsPerCollection = 4;
/** While memory is short. */
const batchSeriesSmall = 50;
const retryMs = 2_000;

/** One scanner that follows the whole market; see LiveScan. */
export class ScannerService implements Service {
  readonly name: ServiceName;
  readonly levers: MemoryLevers;
  readonly #options: ScannerServiceOptions;
  readonly #tools: JudgeTools;
  readonly #live: LiveScan;
  #stop = new AbortController();
  #subscription: BusSubscription | null = null;
  /** Work is done one after the other: events, preparations, levers. */
  #turn: Promise<unknown> = Promise.resolve();
  #preparing: Promise<void> = Promise.resolve();
  #isPrepared = false;
  #isSmall = false;
  #paused: PausedScan | null = null;
  #wantsPause = false;
  #doneRatio: number | null = null;
  #trouble: string | null = null;
  #progressCount = 0;
  #turns = 0;
  #parts = 0;

  constructor(options: ScannerServiceOptions) {
    const { name, definition, store, bus, clock, batchSeries = batchSeriesUsual } = options;
    const { screen } = definition;
    assert(screen !== undefined, `${definition.scanner} has a screen`);
    this.name = name;
    this.#options = options;
    this.#tools = {
      ...{ service: name, store, bus, clock },
      run: defaultRun(definition),
      index: new SlotIndex(),
      feeds: new FeedFacts(store.bars),
      positions: new Positions(store.metadata, name),
      partSeries: () => (this.#isSmall ? Math.min(batchSeries, batchSeriesSmall) : batchSeries),
      onProgress: () => this.#progress(),
    };
    this.#live = new LiveScan(this.#tools, screen);
    this.levers = this.#makeLevers();
  }

  async start(): Promise<void> {
    const { bus, store } = this.#options;
    this.#stop = new AbortController();
    this.#isPrepared = false;
    this.#tools.positions.load();
    // From here on every bar is told of, also those that come before the subscription.
    if (store.events.offset(this.name) === null) {
      store.events.setOffset(this.name, store.events.newestId());
    }
    const consumer = { consumer: this.name, topics: barTopics } as const;
    const onError = (error: unknown) => this.#report(error);
    const onGap = () => this.#inTurn(async () => this.#release());
    this.#subscription = bus.subscribe({ ...consumer, onError, onGap }, (events) =>
      this.#inTurn(() => this.#handle(events)),
    );
    this.#preparing = this.#prepareUntilDone();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#subscription?.stop();
    this.#subscription = null;
    await this.idle();
    this.#release();
  }

  status(): ServiceStatus {
    const isStopping = this.#stop.signal.aborted;
    const isReady = this.#isPrepared || this.#paused !== null;
    const ready = isReady ? "ready" : "starting";
    return {
      state: isStopping ? "stopping" : this.#trouble !== null ? "degraded" : ready,
      text: this.#trouble ?? this.#text(),
      doneRatio: this.#doneRatio,
      progressCount: this.#progressCount,
      isBusy: this.#turns > 0,
    };
  }

  /** Resolves when nothing is being worked on. */
  async idle(): Promise<void> {
    await this.#preparing;
    await this.#turn;
  }

  /** Memory of the columns, for measurements. */
  get stateBytes(): number {
    return this.#live.states.bytes;
  }

  #progress(): void {
    this.#progressCount += 1;
    this.#parts += 1;
    // Signals come first: what they leave is collected when all are stored.
    if (!this.#isPrepared && this.#paused === null) this.#collect();
  }

  #collect(): void {
    if (this.#parts < partsPerCollection) return;
    this.#parts = 0;
    this.#options.collectGarbage?.();
  }

  #makeLevers(): MemoryLevers {
    return {
      trim: () => {
        this.#live.states.trim();
        this.#options.store.releaseCaches();
        this.#options.collectGarbage?.();
      },
      shrink: () => {
        this.#isSmall = true;
      },
      restore: () => {
        this.#isSmall = false;
      },
      pause: () => {
        this.#wantsPause = true;
        this.#preparing = this.#prepareUntilDone();
      },
      resume: () => {
        this.#wantsPause = false;
        this.#preparing = this.#prepareUntilDone();
      },
    };
  }

  #text(): string {
    if (this.#paused !== null) {
      const minutes = pausedScanMs / 60_000;
      return `paused to save memory; scans every ${minutes} minutes of the market`;
    }
    if (!this.#isPrepared) return "reading stored bars";
    return statusText(this.#live.states.all, this.#live.states.derived);
  }

  async #handle(events: readonly BusEvent[]): Promise<void> {
    const { signal } = this.#stop;
    await this.#settleMode();
    const taker = this.#paused ?? this.#live;
    if (await taker.take(events, signal)) {
      this.#trouble = null;
      this.#collect();
      return;
    }
    throw new Failure("run.interrupted", `${this.name} was stopped; its events come again`);
  }

  /** Prepares, or gives everything back, as it is wanted now. */
  async #settleMode(): Promise<void> {
    const { signal } = this.#stop;
    const { events } = this.#options.store;
    const { positions } = this.#tools;
    if (this.#wantsPause && this.#paused === null) {
      const targets = new Map(this.#live.states.derived);
      this.#release();
      this.#paused = new PausedScan(this.#tools, targets);
    }
    if (!this.#wantsPause) this.#paused = null;
    if (this.#paused !== null || this.#isPrepared || signal.aborted) return;
    const onPart = (doneRatio: number) => {
      this.#doneRatio = doneRatio;
    };
    try {
      const afterId = Math.max(events.offset(this.name) ?? 0, positions.eventId);
      this.#isPrepared = await this.#live.prepare(afterId, { signal, onPart });
      this.levers.trim();
    } finally {
      this.#doneRatio = null;
    }
  }

  /** The world may fail; it is told and tried again, also when no event comes. */
  async #prepareUntilDone(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      try {
        await this.#inTurn(() => this.#settleMode());
        if (this.#trouble !== null && !signal.aborted) this.#trouble = null;
        return;
      } catch (error) {
        this.#report(error);
      }
      await this.#options.clock.sleep(retryMs, signal);
      if (signal.aborted) return;
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof Failure)) throw error;
    if (error.code === "run.interrupted") return;
    // The same trouble is told once, not with every attempt.
    if (this.#trouble !== error.message) this.#options.onNotice(error.message);
    this.#trouble = error.message;
  }

  #release(): void {
    this.#isPrepared = false;
    this.#live.clear();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#turns += 1;
    const turn = this.#turn.then(work).finally(() => {
      this.#turns -= 1;
      this.#progressCount += 1;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
