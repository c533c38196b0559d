import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";

export interface BackFillProgress {
  /** Symbols of all intervals whose bars are there, those that were before not counted. */
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
  readonly #totals: Readonly<Record<"symbols" | "bars", number>>;
  #symbolsDone = 0;
  #barsDone = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly onProgress: (progress: BackFillProgress) => void;
    readonly symbols: number;
    readonly bars: number;
  }) {
    this.#clock = options.clock;
    this.#onProgress = options.onProgress;
    this.#startedTsMs = options.clock.nowMs();
    this.#totals = { symbols: options.symbols, bars: options.bars };
  }

  /** Of a symbol that is asked in several parts, count the symbol with the last. */
  add(interval: Interval, done: { readonly symbols: number; readonly bars: number }): void {
    const { symbols, bars } = this.#totals;
    this.#symbolsDone = Math.min(this.#symbolsDone + done.symbols, symbols);
    this.#barsDone = Math.min(this.#barsDone + done.bars, bars);
    const ratio = bars === 0 ? 1 : this.#barsDone / bars;
    const elapsedMs = this.#clock.nowMs() - this.#startedTsMs;
    const counts = `${thousands(this.#symbolsDone)} of ${thousands(symbols)}`;
    this.#onProgress({
      done: this.#symbolsDone,
      total: symbols,
      text: `${interval} history: ${counts} symbols`,
      doneRatio: ratio,
      ...(ratio < etaRatioMin ? {} : { etaMs: Math.round((elapsedMs / ratio) * (1 - ratio)) }),
    });
  }
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
