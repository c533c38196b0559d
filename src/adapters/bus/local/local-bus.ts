import { assert } from "../../../base/assert.ts";
import { Failure } from "../../../base/failure.ts";
import type { BusPayloads, Topic } from "../../../domain/bus-event.ts";
import type { Bus, BusHandler, BusSubscription, SubscribeOptions } from "../../../ports/bus.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { LocalSubscription } from "./local-subscription.ts";
import { WakeFile } from "./wake-file.ts";

export interface LocalBusOptions {
  /** The log that all processes share. */
  readonly events: EventStore;
  readonly clock: Clock;
  /** The file by which processes wake one another: `bus.wake` beside the database. */
  readonly wakePath: string;
}

/** Events are found this late where the file does not wake: it is gone, or cannot be watched. */
const lookEveryMs = 1_000;

/** A busy store has kept its caller waiting for long already. */
const publishAttemptsMax = 3;
const publishPauseMs = 50;

/**
 * The bus of one machine. Events are in the store, so nothing is lost when a process ends at any
 * moment; a file that all watch tells that there are new ones. Within a process, subscribers are
 * woken directly.
 */
export class LocalBus implements Bus {
  readonly #events: EventStore;
  readonly #clock: Clock;
  readonly #wakeFile: WakeFile;
  readonly #subscriptions = new Set<LocalSubscription>();
  #looking: AbortController | null = null;
  #isClosed = false;

  constructor({ events, clock, wakePath }: LocalBusOptions) {
    this.#events = events;
    this.#clock = clock;
    this.#wakeFile = new WakeFile(wakePath);
  }

  async publish<T extends Topic>(topic: T, payload: BusPayloads[T]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#events.append(topic, payload, this.#clock.nowMs());
        break;
      } catch (error) {
        const isBusy = error instanceof Failure && error.code === "store.busy";
        if (!isBusy || attempt >= publishAttemptsMax) throw error;
      }
      await this.#clock.sleep(publishPauseMs);
    }
    this.announce();
  }

  announce(): void {
    this.#wakeFile.touch();
    this.#wakeAll();
  }

  subscribe(options: SubscribeOptions, handle: BusHandler): BusSubscription {
    assert(!this.#isClosed, "the bus is open");
    const { consumer } = options;
    const isFree = [...this.#subscriptions].every((other) => other.consumer !== consumer);
    assert(consumer === undefined || isFree, `the consumer "${consumer}" subscribes once`);
    const subscription = new LocalSubscription(this.#events, this.#clock, { ...options, handle });
    this.#subscriptions.add(subscription);
    if (this.#looking === null) this.#startLooking();
    subscription.start();
    return { stop: () => this.#stop(subscription) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => this.#stop(subscription)));
    this.#wakeFile.flush();
  }

  async #stop(subscription: LocalSubscription): Promise<void> {
    await subscription.stop();
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size > 0 || this.#looking === null) return;
    this.#looking.abort();
    this.#looking = null;
    this.#wakeFile.unwatch();
  }

  #startLooking(): void {
    this.#wakeFile.watch(() => this.#wakeAll());
    this.#looking = new AbortController();
    void this.#look(this.#looking.signal);
  }

  /** The slow way, for when the quick one fails. */
  async #look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(lookEveryMs, signal);
      if (signal.aborted) return;
      this.#wakeFile.check();
      this.#wakeAll();
    }
  }

  #wakeAll(): void {
    for (const subscription of this.#subscriptions) subscription.wake();
  }
}
