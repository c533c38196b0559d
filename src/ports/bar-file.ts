import type { Bar } from "../domain/bars.ts";
import type { Interval } from "../domain/interval.ts";

/** A file of bars, and what its name and its folders tell of it. */
export interface BarFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedTsMs: number;
  /** Whose bars these are, where no column says it; null where the name is no symbol. */
  readonly symbol: string | null;
  /** Null: it has to be told from the rows. */
  readonly interval: Interval | null;
  /** IANA zone of times that name none; null: such times are refused. */
  readonly zone: string | null;
}

export interface BarFileQuery {
  readonly interval: Interval;
  /** Bars that are not closed by then are left out. */
  readonly nowTsMs: number;
  readonly signal: AbortSignal;
  /** Rows in the order in which they stand; `bar` is only good until it returns. */
  readonly take: (symbol: string, bar: Bar) => void;
}

export interface BarFileReport {
  readonly rowCount: number;
  /** Rows that are no bars, and what is wrong with the first of them. */
  readonly badRowCount: number;
  readonly firstBadRow: string | null;
}

/**
 * Reads tables of bars, CSV or Parquet, whatever their columns are called. Both throw Failure
 * input.missing where the file cannot be read, input.invalid where it is no table of bars or is
 * cut short, and run.interrupted once `signal` has aborted. Memory does not grow with the file.
 */
export interface BarFileReader {
  /** The length of its bars by their distances. Refuses rather than guesses. */
  tellInterval(file: BarFile, signal: AbortSignal): Promise<Interval>;
  read(file: BarFile, query: BarFileQuery): Promise<BarFileReport>;
}
