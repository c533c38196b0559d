import type { BackFill } from "../history/back-fill.ts";
import type { Desk, DeskRound } from "./desk.ts";
import type { RunActivity } from "./market-runner.ts";

export interface HistoryDeskOptions {
  readonly backFill: BackFill;
  /** A new list whenever others are wanted. */
  readonly symbols: () => readonly string[];
  /** Null: it is done. */
  readonly onActivity: (activity: RunActivity | null) => void;
}

/** Sessions end: a look at what is there costs little. */
const everyMs = 600_000;
/** Symbols that are new have none of their day. */
const lookMs = 30_000;

/** Keeps the history of the wanted symbols complete, and shows how far it is. */
export class HistoryDesk implements Desk {
  readonly name = "history";
  readonly #options: HistoryDeskOptions;
  #dueTsMs = Number.NEGATIVE_INFINITY;
  #symbols: readonly string[] = [];

  constructor(options: HistoryDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { backFill, onActivity } = this.#options;
    const symbols = this.#options.symbols();
    if (marketTsMs < this.#dueTsMs && symbols === this.#symbols) {
      return { nextTsMs: marketTsMs + lookMs, text: null };
    }
    try {
      const { barsWritten, failed } = await backFill.run({
        marketTsMs,
        signal,
        onProgress: ({ text, doneRatio, etaMs }) => {
          const left = etaMs === undefined ? "" : `, ${minutesText(etaMs)} left`;
          onActivity({ text: `${text}${left}`, doneRatio });
        },
      });
      const bars = `${barsWritten.toLocaleString("en-US")} bars of history`;
      const without = failed.length === 0 ? "" : `; ${failed.length} symbols without an answer`;
      const text = barsWritten === 0 && without === "" ? null : `${bars}${without}`;
      this.#dueTsMs = marketTsMs + everyMs;
      this.#symbols = symbols;
      return { nextTsMs: marketTsMs + lookMs, text };
    } finally {
      onActivity(null);
    }
  }
}

function minutesText(durationMs: number): string {
  const minutes = Math.ceil(durationMs / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
