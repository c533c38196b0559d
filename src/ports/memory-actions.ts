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

/** Steps that last until they are taken back; the others happen once. */
export const lastingSteps: readonly LadderStep[] = ["shrink-batches", "pause-scanners"];

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
   * Resolves once it is done, to the bytes that this process gave back; undefined where nobody
   * knows. May be called again for the same step. Throws Failure when it could not.
   */
  take(step: LadderStep, target: ProcessRole | undefined): Promise<number | undefined>;
  /** Takes a lasting step back. Throws Failure when it could not. */
  undo(step: LadderStep): Promise<void>;
}
