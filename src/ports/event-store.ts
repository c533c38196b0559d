import type { BusEvent, BusPayloads, Topic } from "../domain/bus-event.ts";

/**
 * The durable log behind the bus: events are appended in the transaction that made them true, so
 * that neither exists without the other. All methods may throw Failure store.busy,
 * store.invalid, store.unavailable.
 */
export interface EventStore {
  /** Adds an event to the open transaction, or in one of its own. Returns its id; ids only rise. */
  append<T extends Topic>(topic: T, payload: BusPayloads[T], tsMs: number): number;
  /** Events after an id, oldest first; of all topics unless some are given. */
  after(
    id: number,
    options: { readonly topics?: readonly Topic[]; readonly limit: number },
  ): readonly BusEvent[];
  /** Id of the newest event, 0 when there was never one. */
  newestId(): number;
  /** Id of the oldest event that is still kept, 0 when there is none. */
  oldestId(): number;
  /** Up to where a consumer has worked; null when it is new. */
  offset(consumer: string): number | null;
  setOffset(consumer: string, id: number): void;
  /**
   * Drops events published before the moment, the oldest first and `eventsMax` at most; returns
   * how many. Ids are never used again.
   */
  trim(beforeTsMs: number, options: { readonly eventsMax: number }): number;
}

/** Events are kept for so long: a client that was away longer has to read anew. */
export const eventsKeptMs = 48 * 3_600_000;
