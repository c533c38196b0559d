import type { BusEvent, Topic } from "../../../domain/bus-event.ts";
import { batchMax } from "../../../ports/bus.ts";
import type { EventStore } from "../../../ports/event-store.ts";

/** What a subscription has to do next. */
export type NextWork =
  | { readonly kind: "nothing" }
  /** Events after its position were dropped before it came to them. */
  | { readonly kind: "gap"; readonly missedFromId: number; readonly lastId: number }
  | { readonly kind: "batch"; readonly events: readonly BusEvent[]; readonly lastId: number };

const nothing: NextWork = { kind: "nothing" };

/** Walks over the events of some topics; it stands after the last one that was worked on. */
export class EventReader {
  readonly #events: EventStore;
  readonly #topics: readonly Topic[];
  #afterId: number;

  constructor(events: EventStore, topics: readonly Topic[], afterId: number) {
    this.#events = events;
    this.#topics = topics;
    this.#afterId = afterId;
  }

  get afterId(): number {
    return this.#afterId;
  }

  moveTo(id: number): void {
    this.#afterId = id;
  }

  next(): NextWork {
    // Read before the batch, so that all events up to it are in the batch or of other topics.
    const newestId = this.#events.newestId();
    if (newestId === this.#afterId) return nothing;
    const events = this.#events.after(this.#afterId, { topics: this.#topics, limit: batchMax });
    // Read after the batch, which may lack what was dropped meanwhile.
    const oldestId = this.#events.oldestId();
    const keptFromId = oldestId === 0 ? newestId + 1 : oldestId;
    if (this.#afterId + 1 < keptFromId) {
      return { kind: "gap", missedFromId: this.#afterId + 1, lastId: keptFromId - 1 };
    }
    const last = events.at(-1);
    if (last === undefined) {
      this.#afterId = newestId;
      return nothing;
    }
    const lastId = events.length < batchMax ? Math.max(last.id, newestId) : last.id;
    return { kind: "batch", events, lastId };
  }
}
