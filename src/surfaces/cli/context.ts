import type { Settings } from "../../config/options.ts";
import type { Environment } from "../../config/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CommandFacts } from "./command-facts.ts";
import type { Output } from "./output.ts";
import type { Program } from "./program.ts";

/** Everything that a command may touch. */
export interface CliContext {
  readonly version: string;
  /** All commands, for help and completion. */
  readonly commands: readonly CommandFacts[];
  readonly settings: Settings;
  readonly environment: Environment;
  readonly out: Output;
  readonly err: Output;
  readonly clock: Clock;
  /** Aborts when the user or the system asks the program to end. */
  readonly signal: AbortSignal;
  readonly program: Program;
}
