import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";

export interface BackFillProgress {
  /** Symbols whose bars are there, or days of a whole market; those from before do not count. */
  readonly done: number;
  readonly total: number;
  /** One line for people: "1d history: 1,200 of 8,000 symbols". */
  readonly text: string;
  /** 0..1, by bars. */
  readonly doneRatio: number;
  /** Left, by the pace so far; absent while that says little. */
  readonly etaMs?: number;
}

/** Before this much is done, the pace says little. */
const etaRatioMin = 0.01;

/** Counts what is done, and guesses how long the rest takes. */
export class ProgressCounter {
  readonly #clock: Clock;
  readonly #onProgress: (progress: BackFillProgress) => void;
  readonly #startedTsMs: number;
  readonly #totals: Readonly<Record<"count" | "bars", number>>;
  readonly #unit: "symbols" | "days";
  #countDone = 0;
  #barsDone = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly onProgress: (progress: BackFillProgress) => void;
    readonly unit: "symbols" | "days";
    readonly count: number;
    /** Bars that may come: days of a symbol's life count more than its number. */
    readonly bars: number;
  }) {
    this.#clock = options.clock;
    this.#onProgress = options.onProgress;
    this.#startedTsMs = options.clock.nowMs();
    this.#unit = options.unit;
    this.#totals = { count: options.count, bars: options.bars };
  }

  add(interval: Interval, done: { readonly count: number; readonly bars: number }): void {
    const { count, bars } = this.#totals;
    this.#countDone = Math.min(this.#countDone + done.count, count);
    this.#barsDone = Math.min(this.#barsDone + done.bars, bars);
    const ratio = bars === 0 ? 1 : this.#barsDone / bars;
    const elapsedMs = this.#clock.nowMs() - this.#startedTsMs;
    const counts = `${thousands(this.#countDone)} of ${thousands(count)} ${this.#unit}`;
    this.#onProgress({
      done: this.#countDone,
      total: count,
      text: `${interval} history: ${counts}`,
      doneRatio: ratio,
      ...(ratio < etaRatioMin ? {} : { etaMs: Math.round((elapsedMs / ratio) * (1 - ratio)) }),
    });
  }
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
