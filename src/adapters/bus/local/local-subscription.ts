import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type BusHandler,
  type BusSubscription,
  retryPauseMaxMs,
  type SubscribeOptions,
} from "../../../ports/bus.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { EventReader, type NextWork } from "./event-reader.ts";

const retryPauseMinMs = 50;

/**
 * A consumer that meets only events of other topics still moves on in the store once in a while,
 * so that after a restart it does not take those that were dropped for a gap.
 */
const idleSaveMs = 60_000;

/** Reads the store whenever it is woken, and holds one batch at most. */
export class LocalSubscription implements BusSubscription {
  readonly #events: EventStore;
  readonly #clock: Clock;
  readonly #options: SubscribeOptions;
  readonly #handle: BusHandler;
  readonly #reader: EventReader;
  readonly #stopping = new AbortController();
  #savedId: number;
  #savedTsMs: number;
  #isWoken = false;
  #wake: () => void = () => undefined;
  #ended: Promise<void> | null = null;

  /** Takes its position in the store. Throws Failure store.*. */
  constructor(
    events: EventStore,
    clock: Clock,
    options: SubscribeOptions & { readonly handle: BusHandler },
  ) {
    this.#events = events;
    this.#clock = clock;
    this.#options = options;
    this.#handle = options.handle;
    const known = options.consumer === undefined ? null : events.offset(options.consumer);
    const afterId = known ?? options.afterId ?? events.newestId();
    this.#reader = new EventReader(events, options.topics, afterId);
    this.#savedId = known ?? Number.NaN;
    this.#savedTsMs = clock.nowMs();
  }

  get consumer(): string | undefined {
    return this.#options.consumer;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** There may be something new in the store. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#ended;
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    if (Number.isNaN(this.#savedId)) await this.#save();
    while (!this.#isStopping) {
      this.#isWoken = false;
      const work = await this.#trying(() => this.#reader.next());
      if (work === undefined) break;
      if (work.kind === "nothing") await this.#rest();
      else await this.#work(work);
    }
    if (this.#reader.afterId > this.#savedId) await this.#save();
  }

  async #work(work: Exclude<NextWork, { readonly kind: "nothing" }>): Promise<void> {
    const isDone = await this.#trying(async () => {
      if (work.kind === "batch") await this.#handle(work.events);
      else await this.#options.onGap?.(work.missedFromId);
      return true;
    });
    if (isDone === undefined) return;
    this.#reader.moveTo(work.lastId);
    await this.#save();
    // A long backlog must not keep timers and sockets from their turn.
    await nextTurn();
  }

  async #rest(): Promise<void> {
    const isDue = this.#clock.nowMs() - this.#savedTsMs >= idleSaveMs;
    if (isDue && this.#reader.afterId > this.#savedId) await this.#save();
    if (this.#isWoken || this.#isStopping) return;
    await new Promise<void>((done) => {
      this.#wake = done;
    });
  }

  async #save(): Promise<void> {
    const { consumer } = this.#options;
    const { afterId } = this.#reader;
    if (consumer !== undefined) {
      await this.#trying(() => {
        this.#events.setOffset(consumer, afterId);
        return true;
      });
    }
    this.#savedId = afterId;
    this.#savedTsMs = this.#clock.nowMs();
  }

  /** Does it until it does not throw; undefined when the subscription ends before that. */
  async #trying<T>(work: () => Promise<T> | T): Promise<T | undefined> {
    for (let pauseMs = retryPauseMinMs; ; pauseMs = Math.min(2 * pauseMs, retryPauseMaxMs)) {
      try {
        return await work();
      } catch (error) {
        this.#options.onError?.(error);
      }
      if (!this.#isStopping) await this.#clock.sleep(pauseMs, this.#stopping.signal);
      if (this.#isStopping) return undefined;
    }
  }
}
