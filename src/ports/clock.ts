/** Time comes from outside, so that a simulation can run a month in a minute. */
export interface Clock {
  /** UTC epoch milliseconds. */
  nowMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
