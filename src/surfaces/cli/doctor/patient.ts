import type { LimitTable } from "../../../config/memory-limits.ts";
import type { LockFacts, UnitFacts } from "../../../ports/host.ts";
import type { MemoryReader, ServiceMemory } from "../../../ports/memory-reader.ts";
import type { CliContext } from "../context.ts";

export interface DoctorOptions {
  readonly isFull: boolean;
  readonly isDeep: boolean;
  /** The market that the budget is for; undefined for the one in the store. */
  readonly symbols: number | undefined;
  readonly limits: LimitTable;
}

/** What the checks look at. */
export interface Patient {
  readonly context: CliContext;
  readonly options: DoctorOptions;
  readonly dataDir: string;
  readonly reader: MemoryReader;
  /** Ours that run now on the data directory. */
  readonly running: readonly ServiceMemory[];
  readonly locks: readonly LockFacts[];
  readonly units: readonly UnitFacts[];
}
