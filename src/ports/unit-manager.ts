/** What is known of a unit that runs, or should. */
export interface UnitState {
  readonly unit: string;
  /** "active", "activating", "inactive", "failed"; "unknown" where there is no such unit. */
  readonly state: string;
  /** What it says of itself; empty when it says nothing. */
  readonly text: string;
  readonly pid: number | undefined;
  /** Restarts since it was started on purpose. */
  readonly restartCount: number;
  /** How it ended last: "success", "oom-kill", "watchdog", "exit-code", ... */
  readonly result: string;
}

/**
 * Whoever keeps services running: systemd. Every method throws Failure host.unavailable with what
 * it said when it refuses.
 */
export interface UnitManager {
  /** Major version. Fails where it does not run this machine. */
  version(): Promise<number>;
  /** Makes the user and the folders that our files declare. */
  prepare(): Promise<void>;
  /** Reads unit files anew. */
  reload(): Promise<void>;
  /** Starts with the machine from now on. May be called twice. */
  enable(unit: string): Promise<void>;
  disable(unit: string): Promise<void>;
  /** Resolves when it and what it wants run; may be called twice. */
  start(unit: string): Promise<void>;
  /** Resolves when it and its parts have ended; may be called twice. */
  stop(unit: string): Promise<void>;
  /** In the order asked for. */
  states(units: readonly string[]): Promise<readonly UnitState[]>;
}
