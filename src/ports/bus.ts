import type { BusEvent, BusPayloads, Topic } from "../domain/bus-event.ts";

/**
 * Carries events between services, in one process or in several. Delivery is at least once and,
 * per subscription, in the order of publishing; a consumer with a name goes on where it was.
 */
export interface Bus {
  /** Resolves once the event is durable; subscribers are woken. Throws Failure store.*. */
  publish<T extends Topic>(topic: T, payload: BusPayloads[T]): Promise<void>;
  /** Delivers events that were appended to the event store in a transaction of the caller. */
  announce(): void;
  /**
   * Calls `handle` with events as they come, `batchMax` at most, one batch after the other. A
   * batch whose handler throws comes again after a pause that grows to `retryPauseMaxMs`. What
   * is published after the call is delivered. A consumer's name is used by one subscription at a
   * time. Throws Failure store.*.
   */
  subscribe(options: SubscribeOptions, handle: BusHandler): BusSubscription;
  /** Ends all subscriptions; resolves when no handler runs any more. */
  close(): Promise<void>;
}

export type BusHandler = (events: readonly BusEvent[]) => Promise<void> | void;

export interface SubscribeOptions {
  readonly topics: readonly Topic[];
  /**
   * A durable consumer: its position is kept and it goes on there after a restart; the first
   * time it begins with the next event. Without a name the subscription begins at `afterId`, or
   * with the next event, and is forgotten when it ends.
   */
  readonly consumer?: string;
  readonly afterId?: number;
  /** A handler threw, or events could not be read; both are tried again. */
  readonly onError?: (error: unknown) => void;
  /**
   * Events from this id on are no longer kept: whoever lives by them reads the store anew. Called
   * before the events that follow, and again with them until it does not throw.
   */
  readonly onGap?: (missedFromId: number) => Promise<void> | void;
}

export interface BusSubscription {
  /** Resolves when the handler does not run any more. */
  stop(): Promise<void>;
}

export const batchMax = 256;
export const retryPauseMaxMs = 5_000;
