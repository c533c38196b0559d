import type { SystemFiles } from "./system-files.ts";
import type { UnitManager } from "./unit-manager.ts";

/** How a program ended, and what it printed. */
export interface ProgramRun {
  /** Exit code; null when it could not be started, was killed, or took too long. */
  readonly code: number | null;
  readonly stdout: string;
  /** What it said, or why it did not run. */
  readonly stderr: string;
}

/** What installing and upgrading may touch of the machine. */
export interface Deployment {
  readonly units: UnitManager;
  readonly files: SystemFiles;
  /** Path of the executable that runs now; undefined when it runs from a checkout. */
  readonly ownProgram: string | undefined;
  /** Whether it may change the system. */
  readonly isRoot: boolean;
  /** Runs a program to its end; never throws. */
  run(line: readonly [program: string, ...args: string[]]): Promise<ProgramRun>;
  /** Asks a server whether it is ready: undefined when it is, else why not; never throws. */
  whyNotReady(url: string): Promise<string | undefined>;
  /** Where the database of a data directory is, or would be. */
  databasePath(dataDir: string): string;
  /** Databases in a data directory and in the folders of simulated markets below it. */
  databases(dataDir: string): readonly string[];
  /** A whole copy of a database that may be in use. Throws Failure store.*, output.unavailable. */
  copyDatabase(from: string, to: string): Promise<void>;
  /** Keeps every service off a data directory. Throws Failure host.unavailable while one runs. */
  claim(dataDir: string): { release(): void };
}
