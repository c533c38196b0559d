/**
 * Who started this process and watches it: systemd, `l2t up --processes`, or nobody. Nothing here
 * throws or waits: a supervisor that does not listen must not hold the work up.
 */
export interface SupervisorLink {
  /** So long the process may be silent before it is ended and started anew; null: nobody looks. */
  readonly watchdogMs: number | null;
  /** Aborts when the supervisor is gone; the process should end then. */
  readonly lost: AbortSignal;
  /** It does its work now; those that wait for it may start. `text` is one line. */
  ready(text: string): void;
  /** It makes progress. To be called at least twice in `watchdogMs`. */
  alive(text: string): void;
  /** It ends in an orderly way. */
  stopping(text: string): void;
}

/** How long a supervisor of ours waits for a sign of life. */
export const watchdogMsDefault = 20_000;

/** Between two signs of life: three may be lost. */
export const aliveEveryMs = 5_000;
