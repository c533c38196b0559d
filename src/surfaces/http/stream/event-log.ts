import { type BusEvent, topics } from "../../../domain/bus-event.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { EventFilter } from "./stream-wish.ts";
import { type WireEvent, wireEvent } from "./wire-event.ts";

/** What comes after an id: events in one piece, or that some of them are no longer kept. */
export type LogPart =
  | {
      readonly kind: "events";
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** The last event in `bytes`; the id asked for where there is none. */
      readonly toldId: number;
      /** The last event that was looked at. */
      readonly lastId: number;
    }
  | { readonly kind: "gap"; readonly missedFromId: number; readonly newestId: number };

/** Newest events kept as bytes: some 300 KB, and more where somebody publishes long texts. */
const recentMax = 1_024;
const recentBytesMax = 1_000_000;
/** Older ones are read so many at a time, for one client alone. */
const readMax = 64;
/** Events are handed out in pieces of this size, or one event where it alone is larger. */
const pieceBytes = 32_768;
/** Pieces shared by clients that want the same and are equally far. */
const piecesMax = 16;

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
  readonly #pieces = new Map<string, LogPart>();

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
    this.#pieces.clear();
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
    this.#pieces.clear();
    this.#recent = [];
    this.#recentBytes = 0;
    this.#newestId = this.#store.newestId();
    this.#recentAfterId = this.#newestId;
  }

  /** Whether an id can be gone on from: one of the future belongs to another database. */
  knows(id: number): boolean {
    return id <= Math.max(this.#newestId, this.#store.newestId());
  }

  after(id: number, wish: EventFilter): LogPart {
    if (id < this.#recentAfterId) return this.#read(id, wish);
    const key = `${id} ${wish.name}`;
    const known = this.#pieces.get(key);
    if (known !== undefined) return known;
    const from = indexAfter(this.#recent, id);
    const piece = pieceOf(this.#recent, { from, id, endId: Math.max(id, this.#newestId), wish });
    if (this.#pieces.size < piecesMax) this.#pieces.set(key, piece);
    return piece;
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

  #read(id: number, wish: EventFilter): LogPart {
    const newestId = this.#store.newestId();
    const wanted = topics.filter((topic) => wish.topics.has(topic));
    const found = this.#store.after(id, { topics: wanted, limit: readMax });
    // Asked after the read, which may lack what was dropped meanwhile.
    const oldestId = this.#store.oldestId();
    const keptFromId = oldestId === 0 ? newestId + 1 : oldestId;
    if (id + 1 < keptFromId) return { kind: "gap", missedFromId: id + 1, newestId };
    const foundId = found.at(-1)?.id ?? id;
    // A short read has seen everything up to the newest; a full one stops at its last event.
    const endId = found.length < readMax ? Math.max(foundId, newestId) : foundId;
    const events = found.map(wireEvent).filter((event) => event !== null);
    return pieceOf(events, { from: 0, id, endId, wish });
  }
}

/** As many events as a piece holds; `endId` is reached where none is left over. */
function pieceOf(
  events: readonly WireEvent[],
  at: {
    readonly from: number;
    readonly id: number;
    readonly endId: number;
    readonly wish: EventFilter;
  },
): LogPart {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let toldId = at.id;
  for (let i = at.from; i < events.length; i++) {
    const event = events[i] as WireEvent;
    if (!isWanted(event, at.wish)) continue;
    if (length > 0 && length + event.bytes.length > pieceBytes) {
      return { kind: "events", bytes: joined(chunks, length), toldId, lastId: toldId };
    }
    chunks.push(event.bytes);
    length += event.bytes.length;
    toldId = event.id;
  }
  return { kind: "events", bytes: joined(chunks, length), toldId, lastId: at.endId };
}

function joined(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function isWanted({ topic, symbols }: WireEvent, wish: EventFilter): boolean {
  if (!wish.topics.has(topic)) return false;
  if (wish.symbols === null || symbols === null) return true;
  return symbols.some((symbol) => wish.symbols?.has(symbol));
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
