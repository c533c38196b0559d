import type { ProcessRole } from "../domain/service-name.ts";

/** What can be done about memory, from the mildest to the hardest. */
export const ladderSteps = [
  "trim",
  "shrink-batches",
  "pause-scanners",
  "restart-scanner",
  "restart-worker",
  "restart-all",
] as const;

export type LadderStep = (typeof ladderSteps)[number];

/**
 * Carries out the steps of the memory ladder.
 * trim             drop caches and collect garbage
 * shrink-batches   work through less at a time; undo: as before
 * pause-scanners   scanners run on a schedule and leave memory in between; undo: they stay again
 * restart-scanner  the one that `target` names
 * restart-worker, restart-all
 */
export interface MemoryActions {
  /** Those that mean something here, in the order of the ladder. */
  readonly steps: readonly LadderStep[];
  /**
   * Returns what it did, for the log: "gave back 3.4 MB". May be called again for the same step.
   * Throws Failure when it could not.
   */
  take(step: LadderStep, target: ProcessRole | undefined): Promise<string>;
  /** Takes a step back; steps that only happen once need nothing. */
  undo(step: LadderStep): Promise<string>;
}
