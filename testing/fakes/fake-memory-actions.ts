import { Failure } from "../../src/base/failure.ts";
import type { ProcessRole } from "../../src/domain/service-name.ts";
import {
  type LadderStep,
  ladderSteps,
  type MemoryActions,
} from "../../src/ports/memory-actions.ts";

/** Writes down what it was asked to do. */
export class FakeMemoryActions implements MemoryActions {
  readonly steps: readonly LadderStep[];
  readonly done: string[] = [];
  /** Steps that fail. */
  readonly failing = new Set<LadderStep>();
  /** Called for each step, so that a test can let it help. */
  onTake: (step: LadderStep) => void = () => {};

  constructor(steps: readonly LadderStep[] = ladderSteps) {
    this.steps = steps;
  }

  async take(step: LadderStep, target: ProcessRole | undefined): Promise<number | undefined> {
    this.done.push(target === undefined ? step : `${step} ${target}`);
    if (this.failing.has(step)) throw new Failure("host.unavailable", "systemd does not answer");
    this.onTake(step);
    return step === "trim" ? 3.4 * 2 ** 20 : undefined;
  }

  async undo(step: LadderStep): Promise<void> {
    this.done.push(`undo ${step}`);
  }
}
