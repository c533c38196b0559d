/** Why a row was not taken. The word is printed with counts and in the reject file. */
export const rejectReasons = [
  "wrong-field-count",
  "control-character",
  "quote-not-closed",
  "repeated-header",
  "bad-time",
  "time-off-grid",
  "not-closed-yet",
  "bad-symbol",
  "missing-price",
  "bad-price",
  "not-positive-price",
  "high-below-low",
  "bad-volume",
  "negative-volume",
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/**
 * What is odd about a row that was taken all the same, because real markets print such rows.
 * outside-range  open or close above high or below low
 * blank-volume   the source reports none; it is kept as NaN
 * zero-volume    the source says that nothing was traded
 * closed-day     dated on a weekend or a holiday of the exchange
 * out-of-order   against the order of its symbol's rows so far; bars are merged by time
 * conflict       a later row of the same symbol and time has other values; the later one is kept
 */
export const rowFlags = [
  "outside-range",
  "blank-volume",
  "zero-volume",
  "closed-day",
  "out-of-order",
  "conflict",
] as const;
export type RowFlag = (typeof rowFlags)[number];

/** Rejected rows and line numbers of odd ones that a report shows, at most. */
export const samplesMax = 10;

export interface RejectedRow {
  readonly lineNumber: number;
  readonly reason: RejectReason;
  /** One sentence with the value, for people. */
  readonly message: string;
}

export interface ReasonCount {
  readonly reason: RejectReason;
  readonly count: number;
}

export interface FlagCount {
  readonly flag: RowFlag;
  readonly count: number;
  /** Some of the lines that have it, in order. */
  readonly lineNumbers: readonly number[];
}

/** Counts what was found in the rows of one file, and keeps a few examples. */
export class Findings {
  rejectedCount = 0;
  /** Flags given; a row may have several. */
  flagCount = 0;
  readonly rejectedRows: RejectedRow[] = [];
  readonly #reasonCounts = new Map<RejectReason, number>();
  readonly #flagCounts = new Float64Array(rowFlags.length);
  readonly #flagLines: number[][] = rowFlags.map(() => []);

  reject(row: RejectedRow): void {
    this.rejectedCount++;
    this.#reasonCounts.set(row.reason, (this.#reasonCounts.get(row.reason) ?? 0) + 1);
    if (this.rejectedRows.length < samplesMax) this.rejectedRows.push(row);
  }

  flag(flag: RowFlag, lineNumber: number): void {
    const index = flagIndexes[flag];
    this.flagCount++;
    (this.#flagCounts[index] as number)++;
    const lines = this.#flagLines[index] as number[];
    if (lines.length < samplesMax) lines.push(lineNumber);
  }

  /** Replaces what is known of a flag that is counted elsewhere. */
  setFlag(flag: RowFlag, count: number, lineNumbers: readonly number[]): void {
    const index = flagIndexes[flag];
    this.flagCount += count - (this.#flagCounts[index] as number);
    this.#flagCounts[index] = count;
    this.#flagLines[index] = lineNumbers.slice(0, samplesMax);
  }

  countOf(flag: RowFlag): number {
    return this.#flagCounts[flagIndexes[flag]] as number;
  }

  /** Most frequent first. */
  reasons(): readonly ReasonCount[] {
    return [...this.#reasonCounts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count);
  }

  /** In the order of `rowFlags`, only those that occurred. */
  flags(): readonly FlagCount[] {
    return rowFlags
      .map((flag, index) => ({
        flag,
        count: this.#flagCounts[index] as number,
        lineNumbers: (this.#flagLines[index] as number[]).toSorted((a, b) => a - b),
      }))
      .filter(({ count }) => count > 0);
  }
}

const flagIndexes = Object.fromEntries(rowFlags.map((flag, index) => [flag, index])) as Record<
  RowFlag,
  number
>;
