import { Failure } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Desk } from "./desk.ts";

export interface DeskLoopOptions {
  readonly desk: Desk;
  readonly clock: Clock;
  /** Time of the market. */
  readonly marketNowMs: () => number;
  /** A round ended: with its line, or with what went wrong. */
  readonly onRound: (round: DeskReport) => void;
}

export interface DeskReport {
  readonly desk: string;
  readonly text: string | null;
  /** Null when it went well. */
  readonly trouble: string | null;
}

/** After a round that failed; doubles up to the second. */
const retryMs = { first: 5_000, max: 300_000 } as const;
/** A desk is never asked more often, and looked at again at least so often. */
const pauseMs = { min: 250, max: 60_000 } as const;

/**
 * Runs a desk round after round until `signal` aborts. What the world refuses is told and tried
 * again; a bug is thrown.
 */
export async function runDesk(options: DeskLoopOptions, signal: AbortSignal): Promise<void> {
  const { desk, clock, marketNowMs, onRound } = options;
  let retryPauseMs: number = retryMs.first;
  let nextTsMs = Number.NEGATIVE_INFINITY;
  let roundTsMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    // A clock that was ahead and is set back would put the next round off for as long.
    if (marketNowMs() < roundTsMs - pauseMs.max) nextTsMs = Number.NEGATIVE_INFINITY;
    const leftMs = nextTsMs - marketNowMs();
    if (leftMs > 0) {
      // In steps, since the clock of the machine may be set and a market's time is not its time.
      await clock.sleep(Math.min(Math.max(leftMs, pauseMs.min), pauseMs.max), signal);
      continue;
    }
    roundTsMs = marketNowMs();
    try {
      const round = await desk.round(roundTsMs, signal);
      nextTsMs = Math.max(round.nextTsMs, marketNowMs() + pauseMs.min);
      retryPauseMs = retryMs.first;
      onRound({ desk: desk.name, text: round.text, trouble: null });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (signal.aborted || error.code === "run.interrupted") return;
      onRound({ desk: desk.name, text: null, trouble: error.message });
      nextTsMs = marketNowMs() + retryPauseMs;
      retryPauseMs = Math.min(2 * retryPauseMs, retryMs.max);
    }
  }
}
