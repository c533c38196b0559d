import type { Clock } from "../../src/ports/clock.ts";

interface Sleeper {
  readonly wakeTsMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(nowMs = Date.UTC(2026, 5, 1, 12)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((done) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        done();
      };
      const sleeper: Sleeper = { wakeTsMs: this.#nowMs + delayMs, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** How many wait: 0 after everything was stopped. */
  get sleeperCount(): number {
    return this.#sleepers.size;
  }

  /** Moves on, waking each sleeper at its moment and letting it work before time goes on. */
  async advance(spanMs: number): Promise<void> {
    const untilTsMs = this.#nowMs + spanMs;
    for (;;) {
      await settle();
      const next = [...this.#sleepers].sort((a, b) => a.wakeTsMs - b.wakeTsMs)[0];
      if (next === undefined || next.wakeTsMs > untilTsMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.wakeTsMs);
      next.wake();
    }
    this.#nowMs = untilTsMs;
  }

  /** Sets the time without waking anybody, as an administrator does. */
  jumpTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

/** Lets what was woken run until it waits again; promises need a few turns for that. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
