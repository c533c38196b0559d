import type { Interval } from "../../domain/interval.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { MetadataStore } from "../../ports/metadata-store.ts";
import { emptyTally, metadataOf } from "../../services/scan/save-scan.ts";

/** Events that are looked through; where more came, everything counts as changed. */
const eventsMax = 512;
const topics = ["scan.finished", "signal"] as const;

/**
 * Tells which results may have changed. Running scanners publish events by scanner and interval;
 * every scan that is saved as a whole writes its counts into the metadata.
 */
export class ScanChanges {
  readonly #events: Pick<EventStore, "newestId" | "after">;
  readonly #metadata: Pick<MetadataStore, "allMetadata">;
  readonly #counts = new Map<string, number>();
  #allCount = 0;
  #seenId: number | null = null;

  constructor(store: {
    readonly events: Pick<EventStore, "newestId" | "after">;
    readonly metadata: Pick<MetadataStore, "allMetadata">;
  }) {
    this.#events = store.events;
    this.#metadata = store.metadata;
  }

  /** A text that changes with every scan of anything. */
  stamp(): string {
    this.#catchUp();
    let sum = this.#allCount;
    for (const count of this.#counts.values()) sum += count;
    return `${sum}\n${this.#metadataText(null)}`;
  }

  /** A text that changes whenever these results may have. */
  stampOf(scanner: string, interval: Interval): string {
    this.#catchUp();
    const count = this.#counts.get(`${scanner} ${interval}`) ?? 0;
    const names = metadataOf(scanner, emptyTally(), 0).map(([name]) => name);
    return `${this.#allCount} ${count}\n${this.#metadataText(names)}`;
  }

  #metadataText(names: readonly string[] | null): string {
    let text = "";
    for (const { key, value, updatedTsMs } of this.#metadata.allMetadata()) {
      if (names !== null && !names.includes(key)) continue;
      text += `${key} ${value} ${updatedTsMs}\n`;
    }
    return text;
  }

  #catchUp(): void {
    const newestId = this.#events.newestId();
    if (newestId === this.#seenId) return;
    const isFirst = this.#seenId === null;
    const afterId = this.#seenId ?? newestId;
    this.#seenId = newestId;
    if (isFirst) return;
    if (newestId - afterId > eventsMax) {
      this.#allCount++;
      return;
    }
    for (const event of this.#events.after(afterId, { topics, limit: eventsMax })) {
      if (event.topic !== "scan.finished" && event.topic !== "signal") continue;
      const key = `${event.payload.scanner} ${event.payload.interval}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }
}
