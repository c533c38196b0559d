/** What the version of a list is worked out from. */
export interface HotList {
  /** Names the list among all that are kept. */
  readonly name: string;
  /** Changes with everything that services do: while it stands still, nothing has changed. */
  readonly newestEventId: number;
  /** Changes whenever the data of the list does. */
  readonly version: () => string;
}

interface Kept {
  readonly version: string;
  readonly newestEventId: number;
  readonly madeMs: number;
}

/** What another program wrote without an event is seen after this time. */
const unseenMsMax = 10_000;
const listsMax = 64;

/**
 * Versions of the lists that many clients ask for again and again. Bodies are kept by version
 * where they are sent, so while nothing happens a request costs the look at one number.
 */
export class HotVersions {
  readonly #elapsedMs: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  of({ name, newestEventId, version }: HotList): string {
    const nowMs = this.#elapsedMs();
    const kept = this.#kept.get(name);
    const isFresh = kept?.newestEventId === newestEventId && nowMs - kept.madeMs < unseenMsMax;
    if (isFresh) return kept.version;
    if (kept === undefined && this.#kept.size >= listsMax) this.#kept.clear();
    const made = { version: version(), newestEventId, madeMs: nowMs };
    this.#kept.set(name, made);
    return made.version;
  }

  clear(): void {
    this.#kept.clear();
  }
}
