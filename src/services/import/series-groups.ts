import { allocateBars, type Bars, type MutableBars } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import type { BarBatch } from "./bar-batch.ts";

/** The bars of one symbol in a stretch of a batch: oldest first, each time once. */
export interface SymbolBars {
  readonly symbolIndex: number;
  readonly bars: Bars;
  /** Line of each bar, for the first `bars.length`. */
  readonly lineNumbers: Float64Array;
}

/** Rows that fell away because a later row has the same symbol and time. */
export interface RepeatCounts {
  /** With the same values. */
  duplicates: number;
  /** With other values: the later row is kept. */
  superseded: number;
}

/**
 * Sorts a stretch of a batch into one run of bars per symbol.
 *
 * Rows of a symbol that lie together in order of time, as they do in most files, are handed over
 * as they are; all others are gathered first.
 *
 * memory  4 bytes a row, and 56 bytes a row of the largest symbol that had to be gathered
 */
export class SeriesGroups {
  readonly #batch: BarBatch;
  readonly #interval: Interval;
  readonly #order: Int32Array;
  #ends = new Int32Array(0);
  #gathered: MutableBars;
  #gatheredLines = new Float64Array(0);

  constructor(batch: BarBatch, interval: Interval) {
    this.#batch = batch;
    this.#interval = interval;
    this.#order = new Int32Array(batch.capacity);
    this.#gathered = allocateBars(interval, 0);
  }

  /** `visit` gets columns that are reused. `onConflict` gets the line that wins. */
  visitEach(
    rows: { readonly from: number; readonly to: number; readonly symbolCount: number },
    visit: (group: SymbolBars) => void,
    onConflict: (lineNumber: number) => void,
  ): RepeatCounts {
    const repeats = { duplicates: 0, superseded: 0 };
    this.#sortBySymbol(rows);
    let start = 0;
    for (let symbolIndex = 0; symbolIndex < rows.symbolCount; symbolIndex++) {
      const end = this.#ends[symbolIndex] as number;
      if (end === start) continue;
      const order = this.#order.subarray(start, end);
      const inPlace = this.#takeInPlace(order);
      const bars = inPlace ?? this.#gather(order, repeats, onConflict);
      const lineNumbers = inPlace ? this.#batch.lineNumber.subarray(order[0]) : this.#gatheredLines;
      visit({ symbolIndex, bars, lineNumbers });
      start = end;
    }
    return repeats;
  }

  /** Counting sort: keeps the order of the file within each symbol. */
  #sortBySymbol(rows: {
    readonly from: number;
    readonly to: number;
    readonly symbolCount: number;
  }): void {
    const { symbolIndex } = this.#batch;
    if (this.#ends.length < rows.symbolCount + 1) {
      this.#ends = new Int32Array(2 * rows.symbolCount + 2);
    }
    const ends = this.#ends.fill(0);
    for (let row = rows.from; row < rows.to; row++) {
      (ends[(symbolIndex[row] as number) + 1] as number)++;
    }
    for (let symbol = 1; symbol <= rows.symbolCount; symbol++) {
      (ends[symbol] as number) += ends[symbol - 1] as number;
    }
    // ends[s] is where symbol s starts; placing its rows moves it to where it ends.
    for (let row = rows.from; row < rows.to; row++) {
      const symbol = symbolIndex[row] as number;
      this.#order[ends[symbol] as number] = row;
      (ends[symbol] as number)++;
    }
  }

  #takeInPlace(order: Int32Array): Bars | null {
    const { openTsMs } = this.#batch;
    const first = order[0] as number;
    const end = first + order.length;
    if (order[order.length - 1] !== end - 1) return null;
    for (let row = first + 1; row < end; row++) {
      if (!((openTsMs[row] as number) > (openTsMs[row - 1] as number))) return null;
    }
    return {
      interval: this.#interval,
      length: order.length,
      openTsMs: openTsMs.subarray(first, end),
      open: this.#batch.open.subarray(first, end),
      high: this.#batch.high.subarray(first, end),
      low: this.#batch.low.subarray(first, end),
      close: this.#batch.close.subarray(first, end),
      volume: this.#batch.volume.subarray(first, end),
    };
  }

  #gather(
    order: Int32Array,
    repeats: RepeatCounts,
    onConflict: (lineNumber: number) => void,
  ): Bars {
    const batch = this.#batch;
    const { openTsMs } = batch;
    // The row number breaks ties, so the later of two rows with one time stays the later.
    order.sort((a, b) => (openTsMs[a] as number) - (openTsMs[b] as number) || a - b);
    this.#reserve(order.length);
    const bars = this.#gathered;
    let at = -1;
    let kept = -1;
    for (const row of order) {
      if (kept >= 0 && openTsMs[row] === openTsMs[kept]) {
        if (batch.hasSameValues(row, kept)) {
          repeats.duplicates++;
        } else {
          repeats.superseded++;
          onConflict(batch.lineNumber[row] as number);
        }
      } else {
        at++;
      }
      kept = row;
      copyRow(batch, row, bars, at);
      this.#gatheredLines[at] = batch.lineNumber[row] as number;
    }
    bars.length = at + 1;
    return bars;
  }

  #reserve(rows: number): void {
    if (this.#gatheredLines.length >= rows) return;
    this.#gathered = allocateBars(this.#interval, rows);
    this.#gatheredLines = new Float64Array(rows);
  }
}

function copyRow(from: BarBatch, row: number, into: MutableBars, at: number): void {
  into.openTsMs[at] = from.openTsMs[row] as number;
  into.open[at] = from.open[row] as number;
  into.high[at] = from.high[row] as number;
  into.low[at] = from.low[row] as number;
  into.close[at] = from.close[row] as number;
  into.volume[at] = from.volume[row] as number;
}
