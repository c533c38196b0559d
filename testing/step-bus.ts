import type { BusEvent, BusPayloads, Topic } from "../src/domain/bus-event.ts";
import type { Bus, BusHandler, BusSubscription, SubscribeOptions } from "../src/ports/bus.ts";
import { batchMax } from "../src/ports/bus.ts";
import type { EventStore } from "../src/ports/event-store.ts";

interface Subscriber {
  readonly options: SubscribeOptions;
  readonly handle: BusHandler;
}

/** A bus over an event store that delivers when a test says so. */
export class StepBus implements Bus {
  readonly #events: EventStore;
  readonly #subscribers = new Set<Subscriber>();

  constructor(events: EventStore) {
    this.#events = events;
  }

  async publish<T extends Topic>(topic: T, payload: BusPayloads[T]): Promise<void> {
    this.#events.append(topic, payload, 0);
  }

  announce(): void {}

  subscribe(options: SubscribeOptions, handle: BusHandler): BusSubscription {
    const subscriber = { options, handle };
    this.#subscribers.add(subscriber);
    return {
      stop: async () => {
        this.#subscribers.delete(subscriber);
      },
    };
  }

  async close(): Promise<void> {
    this.#subscribers.clear();
  }

  /** Delivers what waits, in batches; a handler that throws leaves its batch for another time. */
  async deliver(batch = batchMax): Promise<void> {
    for (const { options, handle } of this.#subscribers) {
      for (let events = this.#next(options, batch); events.length > 0; ) {
        await handle(events);
        this.#events.setOffset(options.consumer as string, events.at(-1)?.id as number);
        events = this.#next(options, batch);
      }
    }
  }

  #next({ consumer, topics }: SubscribeOptions, limit: number): readonly BusEvent[] {
    const offset = this.#events.offset(consumer as string) ?? 0;
    return this.#events.after(offset, { topics, limit });
  }
}
