import { Failure } from "../../base/failure.ts";
import type { MemorySlot } from "../../domain/memory-sample.ts";
import type { MemoryEvent, MemoryStore } from "../../ports/memory-store.ts";

/** What waits for a store that cannot be written: some hours; the oldest is dropped beyond it. */
const waitingMax = 300;

type Entry = { readonly minute: MemorySlot } | { readonly event: MemoryEvent };

/** Writes to the store, and keeps for later what it does not take now. Memory comes first. */
export class MemoryJournal {
  readonly #store: MemoryStore;
  readonly #waiting: Entry[] = [];

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  add(entry: Entry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > waitingMax) this.#waiting.shift();
    this.#write();
  }

  #write(): void {
    for (let entry = this.#waiting[0]; entry !== undefined; entry = this.#waiting[0]) {
      try {
        if ("minute" in entry) this.#store.recordMinute(entry.minute);
        else this.#store.recordEvent(entry.event);
      } catch (error) {
        // Busy, full or gone: the guard goes on without it, and others report the store.
        if (error instanceof Failure) return;
        throw error;
      }
      this.#waiting.shift();
    }
  }
}
