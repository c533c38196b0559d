import { Failure } from "../../base/failure.ts";
import type { Desk } from "./desk.ts";
import type { DeskReport } from "./desk-loop.ts";

/** Simulated minutes after a round that failed. */
const retryMs = 300_000;

/** Runs desks on a market that has a clock of its own: what is due, tick by tick. */
export class DeskSchedule {
  readonly #desks: readonly Desk[];
  readonly #onRound: (report: DeskReport) => void;
  readonly #nextTsMs = new Map<Desk, number>();

  constructor(desks: readonly Desk[], onRound: (report: DeskReport) => void) {
    this.#desks = desks;
    this.#onRound = onRound;
  }

  /** Everything is due with the next tick: what is watched has changed. */
  forget(): void {
    this.#nextTsMs.clear();
  }

  /** Throws what is not of the world. */
  async round(marketTsMs: number, signal: AbortSignal): Promise<void> {
    for (const desk of this.#desks) {
      if (signal.aborted) return;
      const dueTsMs = this.#nextTsMs.get(desk) ?? Number.NEGATIVE_INFINITY;
      if (marketTsMs < dueTsMs) continue;
      try {
        const { nextTsMs, text } = await desk.round(marketTsMs, signal);
        this.#nextTsMs.set(desk, nextTsMs);
        this.#onRound({ desk: desk.name, text, trouble: null });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (error.code === "run.interrupted") return;
        this.#nextTsMs.set(desk, marketTsMs + retryMs);
        this.#onRound({ desk: desk.name, text: null, trouble: error.message });
      }
    }
  }
}
