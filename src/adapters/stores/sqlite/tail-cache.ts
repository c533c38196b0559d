import type { PackedTail } from "./codec.ts";

/** Unpacked blobs of one connection: some 14 to 20 bytes a row, so a dozen of 8,000 rows. */
const cachedBytesMax = 2 * 2 ** 20;

interface Entry {
  readonly version: string;
  readonly packed: PackedTail;
}

/**
 * Moments that were read lately, still as narrow bytes. A moment rarely changes once it is
 * written, so a reader that comes back after each new one unpacks that one only.
 */
export class TailCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  get(name: string, version: string): PackedTail | null {
    const entry = this.#entries.get(name);
    if (entry?.version !== version) return null;
    // Back to the end: the first one is the one that was not asked for the longest.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.packed;
  }

  set(name: string, entry: Entry): void {
    this.#drop(name);
    this.#entries.set(name, entry);
    this.#bytes += entry.packed.columns.length;
    while (this.#bytes > cachedBytesMax) this.#drop(this.#entries.keys().next().value as string);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #drop(name: string): void {
    this.#bytes -= this.#entries.get(name)?.packed.columns.length ?? 0;
    this.#entries.delete(name);
  }
}
