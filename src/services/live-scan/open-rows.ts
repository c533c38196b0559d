import type { Interval } from "../../domain/interval.ts";
import type { IntervalState } from "./interval-state.ts";
import type { Judge, JudgeTools } from "./judge.ts";

interface OpenInterval {
  signalsAdded: number;
  readonly sinceMs: number;
}

/** So often newer bars may come before rows that go on are refreshed in any case. */
const interruptionsMax = 8;

/** Intervals whose rows are not yet those of their newest moment. */
export class OpenRows {
  readonly #tools: JudgeTools;
  readonly #judge: Judge;
  readonly #open = new Map<Interval, OpenInterval>();
  #interruptions = 0;

  constructor(tools: JudgeTools, judge: Judge) {
    this.#tools = tools;
    this.#judge = judge;
  }

  /** A moment came in, and so many signals with it. */
  add(interval: Interval, signalsAdded: number): void {
    const open = this.#open.get(interval);
    if (open) open.signalsAdded += signalsAdded;
    else this.#open.set(interval, { signalsAdded, sinceMs: this.#tools.clock.nowMs() });
  }

  delete(interval: Interval): void {
    this.#open.delete(interval);
  }

  clear(): void {
    this.#open.clear();
  }

  /**
   * Brings rows to the newest moment, the signals that go on and those that ended; ends early
   * when newer bars are there, which come first. False when it was aborted.
   */
  async refresh(
    stateOf: (interval: Interval) => IntervalState | undefined,
    options: { readonly signal: AbortSignal; readonly isOvertaken: () => boolean },
  ): Promise<boolean> {
    const { signal, isOvertaken } = options;
    const { clock } = this.#tools;
    const mayGoOn = () => {
      if (this.#interruptions >= interruptionsMax || !isOvertaken()) return true;
      this.#interruptions++;
      return false;
    };
    for (const [interval, open] of [...this.#open]) {
      const state = stateOf(interval);
      if (state !== undefined) {
        const slots = state.slotsToRefresh();
        const hooks = { signal, mayGoOn, isWritingAll: true };
        const added = await this.#judge.judge(state, slots, hooks);
        if (signal.aborted) return false;
        if (added === null) return true;
        const signalsAdded = open.signalsAdded + added;
        this.#judge.finish(state, { signalsAdded, elapsedMs: clock.nowMs() - open.sinceMs });
      }
      this.#open.delete(interval);
    }
    this.#interruptions = 0;
    return true;
  }
}
