import type { MetadataStore } from "../../ports/metadata-store.ts";

interface Position {
  /** Newest moment whose bars were looked at: no signal of it or before is missing. */
  readonly steppedTsMs: number;
  /** Moment with which the latest table agrees. */
  readonly refreshedTsMs: number;
}

const never = Number.NEGATIVE_INFINITY;
const eventKey = "event";

/**
 * How far a scanner has come with each interval, kept in the store, so that a restart knows which
 * bars it has judged and whether the latest table is up to date.
 */
export class Positions {
  readonly #metadata: MetadataStore;
  readonly #key: string;
  readonly #positions = new Map<string, Position>();

  constructor(metadata: MetadataStore, service: string) {
    this.#metadata = metadata;
    this.#key = `${service}_position`;
  }

  load(): void {
    this.#positions.clear();
    const text = this.#metadata.getMetadata(this.#key);
    if (text === null) return;
    for (const [interval, pair] of Object.entries(parsed(text))) {
      if (!Array.isArray(pair)) continue;
      const [steppedTsMs = never, refreshedTsMs = never] = pair.map((ts) => Number(ts ?? never));
      this.#positions.set(interval, { steppedTsMs, refreshedTsMs });
    }
  }

  steppedTsMs(interval: string): number {
    return this.#positions.get(interval)?.steppedTsMs ?? never;
  }

  refreshedTsMs(interval: string): number {
    return this.#positions.get(interval)?.refreshedTsMs ?? never;
  }

  setStepped(interval: string, steppedTsMs: number): void {
    const refreshedTsMs = this.refreshedTsMs(interval);
    this.#positions.set(interval, { steppedTsMs, refreshedTsMs });
  }

  setRefreshed(interval: string, refreshedTsMs: number): void {
    const steppedTsMs = Math.max(this.steppedTsMs(interval), refreshedTsMs);
    this.#positions.set(interval, { steppedTsMs, refreshedTsMs });
  }

  /** Events up to this one are finished. */
  get eventId(): number {
    return Math.max(0, this.steppedTsMs(eventKey));
  }

  setEventId(id: number): void {
    this.#positions.set(eventKey, { steppedTsMs: id, refreshedTsMs: id });
  }

  /** Call it in the transaction that made them true. */
  save(): void {
    const pairs = [...this.#positions].map(([interval, { steppedTsMs, refreshedTsMs }]) => {
      // JSON has no infinity; null says "never".
      return [interval, [finite(steppedTsMs), finite(refreshedTsMs)]];
    });
    this.#metadata.setMetadata(this.#key, JSON.stringify(Object.fromEntries(pairs)));
  }
}

/** A text that somebody damaged means that nothing is known: everything is read anew. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function finite(tsMs: number): number | null {
  return Number.isFinite(tsMs) ? tsMs : null;
}
