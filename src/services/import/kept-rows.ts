import type { BarBatch } from "./bar-batch.ts";

/** Rows `from` up to but not including `to` of a batch, whose symbols are below `symbolCount`. */
export interface BatchSpan {
  readonly from: number;
  readonly to: number;
  readonly symbolCount: number;
}

/** Rows that fell away because a later row has the same symbol and time. */
export interface RepeatCounts {
  /** With the same values. */
  readonly duplicates: number;
  /** With other values: the later row is kept. */
  readonly superseded: number;
}

/**
 * The rows of a stretch of a batch that are worth writing, by symbol and then by time: each symbol
 * and time once.
 *
 * cost    two passes where rows of a symbol are in order, a sort per symbol where they are not
 * memory  4 bytes a row and a symbol
 */
export class KeptRows {
  readonly #batch: BarBatch;
  #rows = new Int32Array(0);
  #ends = new Int32Array(0);
  #keptEnds = new Int32Array(0);
  #symbolCount = 0;

  constructor(batch: BarBatch) {
    this.#batch = batch;
  }

  /** Chooses the rows of a span. `onConflict` gets the line of a row that replaces another. */
  select(span: BatchSpan, onConflict: (lineNumber: number) => void): RepeatCounts {
    this.#sortBySymbol(span);
    let duplicates = 0;
    let superseded = 0;
    let from = 0;
    for (let symbolIndex = 0; symbolIndex < span.symbolCount; symbolIndex++) {
      const end = this.#ends[symbolIndex] as number;
      let keptEnd = end;
      if (!this.#isRising(from, end)) {
        this.#sortByTime(from, end);
        keptEnd = from;
        for (let at = from; at < end; at++) {
          const row = this.#rows[at] as number;
          const isRepeat = keptEnd > from && this.#isSameTime(row, this.#rows[keptEnd - 1]);
          if (isRepeat && this.#batch.hasSameValues(row, this.#rows[keptEnd - 1] as number)) {
            duplicates++;
          } else if (isRepeat) {
            superseded++;
            onConflict(this.#batch.lineNumber[row] as number);
          }
          if (isRepeat) keptEnd--;
          this.#rows[keptEnd] = row;
          keptEnd++;
        }
      }
      this.#keptEnds[symbolIndex] = keptEnd;
      from = end;
    }
    return { duplicates, superseded };
  }

  get symbolCount(): number {
    return this.#symbolCount;
  }

  /** Rows that were kept, and symbols that have any. */
  totals(): { readonly rowCount: number; readonly symbolCount: number } {
    let rowCount = 0;
    let symbolCount = 0;
    for (let symbolIndex = 0; symbolIndex < this.#symbolCount; symbolIndex++) {
      const count = this.countOf(symbolIndex);
      rowCount += count;
      if (count > 0) symbolCount++;
    }
    return { rowCount, symbolCount };
  }

  countOf(symbolIndex: number): number {
    return (this.#keptEnds[symbolIndex] as number) - this.#startOf(symbolIndex);
  }

  /** Row numbers of a symbol, oldest first; good until the next `select`. */
  rowsOf(symbolIndex: number): Int32Array {
    return this.#rows.subarray(this.#startOf(symbolIndex), this.#keptEnds[symbolIndex]);
  }

  #startOf(symbolIndex: number): number {
    return symbolIndex === 0 ? 0 : (this.#ends[symbolIndex - 1] as number);
  }

  /** Counting sort: keeps the order of the file within each symbol. */
  #sortBySymbol({ from, to, symbolCount }: BatchSpan): void {
    const { symbolIndex } = this.#batch;
    if (this.#ends.length <= symbolCount) {
      this.#ends = new Int32Array(2 * symbolCount + 1);
      this.#keptEnds = new Int32Array(2 * symbolCount + 1);
    }
    if (this.#rows.length < this.#batch.capacity) {
      this.#rows = new Int32Array(this.#batch.capacity);
    }
    this.#symbolCount = symbolCount;
    const ends = this.#ends.fill(0);
    for (let row = from; row < to; row++) {
      (ends[(symbolIndex[row] as number) + 1] as number)++;
    }
    for (let symbol = 1; symbol <= symbolCount; symbol++) {
      (ends[symbol] as number) += ends[symbol - 1] as number;
    }
    // ends[s] is where symbol s starts; placing its rows moves it to where it ends.
    for (let row = from; row < to; row++) {
      const symbol = symbolIndex[row] as number;
      this.#rows[ends[symbol] as number] = row;
      (ends[symbol] as number)++;
    }
  }

  #isRising(from: number, end: number): boolean {
    const { openTsMs } = this.#batch;
    const rows = this.#rows;
    for (let at = from + 1; at < end; at++) {
      const previousTsMs = openTsMs[rows[at - 1] as number] as number;
      if (!((openTsMs[rows[at] as number] as number) > previousTsMs)) return false;
    }
    return true;
  }

  #sortByTime(from: number, end: number): void {
    const { openTsMs } = this.#batch;
    // The row number breaks ties, so the later of two rows with one time stays the later.
    this.#rows
      .subarray(from, end)
      .sort((a, b) => (openTsMs[a] as number) - (openTsMs[b] as number) || a - b);
  }

  #isSameTime(a: number, b: number | undefined): boolean {
    return this.#batch.openTsMs[a] === this.#batch.openTsMs[b as number];
  }
}
