import { scannerServices } from "../../domain/service-name.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventStore } from "../../ports/event-store.ts";

/** Closed bars that scanners may have before them while a simulated market goes on. */
const barsAheadMax = 16;
const lookMs = 20;
/** A scanner that has not moved for so long is not waited for: it is down, and catches up later. */
const patienceMs = 3_000;

/**
 * Lets a simulated market wait for the scanners that work on its bars: on a fast clock it would
 * run away from them, and what they find would be about a past that nobody looks at.
 */
export class ScannerPace {
  readonly #events: EventStore;
  readonly #clock: Clock;
  /** Position of a scanner that stood still; it is not waited for until it has moved. */
  #stoodAt: number | null = null;

  constructor(events: EventStore, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  async wait(signal: AbortSignal): Promise<void> {
    let movedTsMs = this.#clock.nowMs();
    let slowest = this.#slowest();
    while (slowest !== null && slowest !== this.#stoodAt && this.#isFar(slowest)) {
      await this.#clock.sleep(lookMs, signal);
      if (signal.aborted) return;
      const next = this.#slowest();
      if (next !== slowest) movedTsMs = this.#clock.nowMs();
      slowest = next;
      if (this.#clock.nowMs() - movedTsMs >= patienceMs) this.#stoodAt = slowest;
    }
  }

  #slowest(): number | null {
    const offsets = scannerServices.flatMap((name) => this.#events.offset(name) ?? []);
    return offsets.length === 0 ? null : Math.min(...offsets);
  }

  #isFar(offset: number): boolean {
    const options = { topics: ["bars.closed"], limit: barsAheadMax + 1 } as const;
    return this.#events.after(offset, options).length > barsAheadMax;
  }
}
