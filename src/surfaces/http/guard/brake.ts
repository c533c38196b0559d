import { TokenBuckets } from "./token-buckets.ts";

/** Wrong keys from one address before it has to wait, and how fast it may go on. */
const plan = { burst: 10, perSecond: 1 / 6, entriesMax: 4_096 } as const;
/** Each wrong key is answered so much later. */
const delayMs = 250;
/** Answers that are held back at once; beyond, nobody waits but everyone is refused. */
const waitingMax = 64;

/** Slows down whoever tries keys. */
export class Brake {
  readonly #failures = new TokenBuckets(plan);
  #waitingCount = 0;

  /** Seconds until the address may try again; 0 when it may. */
  retrySeconds(address: string, nowMs: number): number {
    if (this.#waitingCount >= waitingMax) return 1;
    return this.#failures.peek(address, nowMs).retrySeconds;
  }

  /** Notes a wrong key and resolves when it may be answered. */
  async failed(address: string, nowMs: number): Promise<void> {
    this.#failures.take(address, nowMs);
    this.#waitingCount++;
    try {
      await new Promise((done) => setTimeout(done, delayMs));
    } finally {
      this.#waitingCount--;
    }
  }
}
