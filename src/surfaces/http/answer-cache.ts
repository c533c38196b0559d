import { collectGarbage, gzip } from "./runtime.ts";

/** What goes over the wire: bytes that are copied for each client, or a Blob that all share. */
export type Payload = Uint8Array<ArrayBuffer> | Blob;

/** One version of the body of one address. */
interface Kept {
  readonly version: string;
  readonly madeMs: number;
  plain: Payload | null;
  packed: Payload | null;
}

/** All bodies together; the newest one is kept whatever its size, so that clients share it. */
const bytesMax = 5_000_000;
const entriesMax = 256;
/** Ages in a body are behind the truth by so much at most; large ones take longer to make. */
const keptMsMax = { usual: 10_000, large: 60_000 } as const;
/**
 * The runtime copies bytes for every response that is on its way: 32 clients of 4 MB were 130 MB.
 * A Blob is shared; below this size the copy costs less.
 */
const sharedBytesMin = 262_144;

/** Bodies that are sent again and again, by address and version. */
export class AnswerCache {
  readonly #elapsedMs: () => number;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The body of a version, packed or plain; made where it is not there. */
  payload(
    of: { readonly key: string; readonly version: string; readonly isPacked: boolean },
    make: () => string | Uint8Array<ArrayBuffer>,
  ): Payload {
    const kept = this.#fresh(of.key, of.version);
    const known = of.isPacked ? kept.packed : kept.plain;
    if (known !== null) return known;
    const plain = kept.plain instanceof Uint8Array ? kept.plain : encoded(make());
    const isLarge = plain.length >= sharedBytesMin;
    const payload = shared(of.isPacked ? gzip(plain) : plain);
    if (of.isPacked) this.#add(of.key, kept, { packed: payload });
    // Of a large body only the form is kept that was asked for.
    if (!of.isPacked || !isLarge) this.#add(of.key, kept, { plain: shared(plain) });
    this.#forgetOldest();
    // What a large body was made of is many times its size.
    if (isLarge) collectGarbage();
    return payload;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #fresh(key: string, version: string): Kept {
    let kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept !== undefined && (kept.version !== version || this.#isOld(kept))) {
      this.#bytes -= sizeOf(kept);
      kept = undefined;
    }
    kept ??= { version, madeMs: this.#elapsedMs(), plain: null, packed: null };
    this.#kept.set(key, kept);
    return kept;
  }

  #isOld(kept: Kept): boolean {
    const isLarge = lengthOf(kept.plain) >= sharedBytesMin || kept.plain === null;
    const limitMs = isLarge ? keptMsMax.large : keptMsMax.usual;
    return this.#elapsedMs() - kept.madeMs >= limitMs;
  }

  #add(key: string, kept: Kept, form: Partial<Pick<Kept, "plain" | "packed">>): void {
    this.#bytes -= sizeOf(kept);
    Object.assign(kept, form);
    this.#bytes += sizeOf(kept);
    this.#kept.set(key, kept);
  }

  #forgetOldest(): void {
    for (const [key, kept] of this.#kept) {
      if (this.#bytes <= bytesMax && this.#kept.size <= entriesMax) return;
      if (this.#kept.size === 1) return;
      this.#kept.delete(key);
      this.#bytes -= sizeOf(kept);
    }
  }
}

const sharedBlobs = new WeakMap<Uint8Array<ArrayBuffer>, Blob>();

/** Large bytes as a Blob; the same bytes are the same Blob each time. */
export function shared(bytes: Uint8Array<ArrayBuffer>): Payload {
  if (bytes.length < sharedBytesMin) return bytes;
  let blob = sharedBlobs.get(bytes);
  if (blob === undefined) {
    blob = new Blob([bytes]);
    sharedBlobs.set(bytes, blob);
  }
  return blob;
}

export function encoded(body: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

export function lengthOf(payload: Payload | null): number {
  if (payload === null) return 0;
  return payload instanceof Blob ? payload.size : payload.length;
}

function sizeOf({ plain, packed }: Kept): number {
  return lengthOf(plain) + lengthOf(packed);
}
