import { type BusEvent, type Topic, topics } from "../../../domain/bus-event.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { type WireEvent, wireEvent } from "./wire-event.ts";

/** What comes after an id: events, or that some of them are no longer kept. */
export type LogPart =
  | { readonly kind: "events"; readonly events: readonly WireEvent[]; readonly lastId: number }
  | { readonly kind: "gap"; readonly missedFromId: number; readonly newestId: number };

/** Newest events kept as bytes: some 300 KB, and more where somebody publishes long texts. */
const recentMax = 1_024;
const recentBytesMax = 1_000_000;
/** Older ones are read so many at a time, for one client alone. */
const readMax = 64;

/**
 * Events as bytes, by their ids: the newest from memory, made once for all clients, and older
 * ones from the store.
 */
export class EventLog {
  readonly #store: EventStore;
  #recent: WireEvent[] = [];
  /** Every event after this one, up to the newest, is in `#recent`. */
  #recentAfterId: number;
  #newestId: number;
  #recentBytes = 0;

  constructor(store: EventStore) {
    this.#store = store;
    this.#newestId = store.newestId();
    this.#recentAfterId = this.#newestId;
  }

  /** The newest event that has arrived here. */
  get newestId(): number {
    return this.#newestId;
  }

  /** Events in the order of their ids; those that came before are left out. */
  add(events: readonly BusEvent[]): void {
    for (const event of events) {
      if (event.id <= this.#newestId) continue;
      this.#newestId = event.id;
      const wire = wireEvent(event);
      if (wire === null) continue;
      this.#recent.push(wire);
      this.#recentBytes += wire.bytes.length;
    }
    this.#forgetOldest();
  }

  /** Some events never arrived here: what is in memory has a hole, the store tells the rest. */
  forget(): void {
    this.#recent = [];
    this.#recentBytes = 0;
    this.#newestId = this.#store.newestId();
    this.#recentAfterId = this.#newestId;
  }

  /** Whether an id can be gone on from: one of the future belongs to another database. */
  knows(id: number): boolean {
    return id <= Math.max(this.#newestId, this.#store.newestId());
  }

  after(id: number, wanted: ReadonlySet<Topic>): LogPart {
    if (id >= this.#recentAfterId) {
      const events = this.#recent.slice(indexAfter(this.#recent, id));
      return { kind: "events", events, lastId: Math.max(id, this.#newestId) };
    }
    return this.#read(id, wanted);
  }

  #forgetOldest(): void {
    let count = 0;
    while (
      this.#recent.length - count > recentMax ||
      (this.#recentBytes > recentBytesMax && count < this.#recent.length)
    ) {
      this.#recentBytes -= (this.#recent[count] as WireEvent).bytes.length;
      count++;
    }
    if (count === 0) return;
    const dropped = this.#recent.splice(0, count);
    this.#recentAfterId = (dropped.at(-1) as WireEvent).id;
  }

  #read(id: number, wanted: ReadonlySet<Topic>): LogPart {
    const newestId = this.#store.newestId();
    const found = this.#store.after(id, {
      topics: topics.filter((topic) => wanted.has(topic)),
      limit: readMax,
    });
    // Asked after the read, which may lack what was dropped meanwhile.
    const oldestId = this.#store.oldestId();
    const keptFromId = oldestId === 0 ? newestId + 1 : oldestId;
    if (id + 1 < keptFromId) return { kind: "gap", missedFromId: id + 1, newestId };
    const events = found.map(wireEvent).filter((event) => event !== null);
    const foundId = found.at(-1)?.id ?? id;
    // A short read has seen everything up to the newest; a full one stops at its last event.
    const lastId = found.length < readMax ? Math.max(foundId, newestId) : foundId;
    return { kind: "events", events, lastId };
  }
}

function indexAfter(events: readonly WireEvent[], id: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as WireEvent).id > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
