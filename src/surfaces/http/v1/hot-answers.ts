import type { Described, Schema } from "../openapi/schema.ts";
import { type Answer, jsonType } from "../route.ts";

/** A list that many clients ask for again and again. */
export interface HotList<S> {
  /** Names the request among all that are kept. */
  readonly key: string;
  /** Changes with everything that services do: while it stands still, nothing has changed. */
  readonly newestEventId: () => number;
  /** Changes whenever the value does, but for its ages. */
  readonly version: () => string;
  readonly value: () => Described<S>;
}

interface Kept {
  readonly version: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Packed when the first client asks for it. */
  packed: Uint8Array<ArrayBuffer> | null;
  readonly madeMs: number;
  newestEventId: number;
}

/** Ages in a kept answer are older than the truth by this at most. */
const keptMsMax = 10_000;
/** All together; one alone may take a quarter. */
const bytesMax = 4_000_000;
const entriesMax = 64;
const compressionLevel = 6;

/**
 * Encoded answers of hot lists, kept until the data changes: a request costs the look at one
 * number. They carry the moment to which their ages were measured.
 */
export class HotAnswers {
  readonly #elapsedMs: () => number;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  answer<S extends Schema<unknown>>(_schema: S, list: HotList<S>): Answer {
    const known = this.#fresh(list);
    if (known !== null) return answerOf(known);
    const version = list.version();
    // Asked before the value is read: what changes in between makes it stale at once.
    const newestEventId = list.newestEventId();
    const body = encode(list.value());
    const kept = { version, body, packed: null, madeMs: this.#elapsedMs(), newestEventId };
    this.#keep(list.key, kept);
    return answerOf(kept);
  }

  /** Drops everything: it can be made again. */
  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #fresh(list: HotList<unknown>): Kept | null {
    const kept = this.#kept.get(list.key);
    if (kept === undefined || this.#elapsedMs() - kept.madeMs >= keptMsMax) return null;
    const newestEventId = list.newestEventId();
    if (kept.newestEventId !== newestEventId) {
      // Something happened somewhere; most of it is not about this list.
      if (list.version() !== kept.version) return null;
      kept.newestEventId = newestEventId;
    }
    this.#kept.delete(list.key);
    this.#kept.set(list.key, kept);
    return kept;
  }

  #keep(key: string, kept: Kept): void {
    this.#drop(key);
    if (kept.body.length > bytesMax / 4) return;
    this.#kept.set(key, kept);
    this.#bytes += kept.body.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= bytesMax && this.#kept.size <= entriesMax) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.body.length ?? 0;
    this.#kept.delete(key);
  }
}

function answerOf(kept: Kept): Answer {
  return {
    status: 200,
    contentType: jsonType,
    version: kept.version,
    body: () => kept.body,
    packedBody: () => {
      kept.packed ??= Bun.gzipSync(kept.body, { level: compressionLevel, library: "libdeflate" });
      return kept.packed;
    },
  };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
