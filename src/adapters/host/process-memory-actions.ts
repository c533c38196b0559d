import { assert } from "../../base/assert.ts";
import type { LadderStep, MemoryActions } from "../../ports/memory-actions.ts";

/** Something that works through less at a time when it is asked to. */
export interface Shrinkable {
  shrink(): void;
  restore(): void;
}

export interface ProcessMemoryOptions {
  /** Runs a full collection before it returns. */
  readonly collectGarbage: () => void;
  /** Each drops what can be read or computed again. */
  readonly trims: readonly (() => void)[];
  readonly batches: readonly Shrinkable[];
}

/** What one process can do about its own memory: the first two steps of the ladder. */
export class ProcessMemoryActions implements MemoryActions {
  readonly #options: ProcessMemoryOptions;

  constructor(options: ProcessMemoryOptions) {
    this.#options = options;
  }

  get steps(): readonly LadderStep[] {
    return this.#options.batches.length > 0 ? ["trim", "shrink-batches"] : ["trim"];
  }

  async take(step: LadderStep): Promise<number> {
    assert(this.steps.includes(step), `"${step}" can be done in one process`);
    const beforeBytes = process.memoryUsage.rss();
    if (step === "trim") this.#trim();
    else for (const batch of this.#options.batches) batch.shrink();
    return Math.max(0, beforeBytes - process.memoryUsage.rss());
  }

  async undo(step: LadderStep): Promise<void> {
    if (step !== "shrink-batches") return;
    for (const batch of this.#options.batches) batch.restore();
  }

  #trim(): void {
    for (const trim of this.#options.trims) trim();
    this.#options.collectGarbage();
  }
}
