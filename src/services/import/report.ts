import type { Failure } from "../../base/failure.ts";
import type { Adjustment } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import type { ImportProgress } from "../../ports/import-ledger.ts";
import type { FlagCount, ReasonCount, RejectedRow } from "./findings.ts";

/**
 * What became of the rows of one file. Every row is counted once: rowCount = barsAdded +
 * barsChanged + barsUnchanged + rowsSuperseded + rowsRejected.
 */
export interface FileReport {
  readonly label: string;
  readonly name: string;
  /**
   * imported          read from its first to its last row
   * resumed           an earlier run had been stopped; what it had stored was not written again
   * cut-short         it ended in a failure, which the report lists; whole rows before it are kept
   * already-imported  the same file was imported before with the same options; nothing was read
   */
  readonly status: "imported" | "resumed" | "cut-short" | "already-imported";
  /** Lines with content below the header. */
  readonly rowCount: number;
  readonly barsAdded: number;
  readonly barsChanged: number;
  /** Bars that the store had already, and rows that repeat an earlier row of the file. */
  readonly barsUnchanged: number;
  /** Rows that a later row of the same symbol and time replaced before they were stored. */
  readonly rowsSuperseded: number;
  readonly rowsRejected: number;
  /** Flags given to rows that were taken; a row may have several. */
  readonly rowsFlagged: number;
  readonly rejects: readonly ReasonCount[];
  /** The first few; all of them are in the file at `rejectPath`. */
  readonly rejectedRows: readonly RejectedRow[];
  readonly rejectPath: string | null;
  readonly flags: readonly FlagCount[];
  /** Rows that were not written because an interrupted run had stored them. */
  readonly rowsSkipped: number;
  /** Null when the file was not read. */
  readonly symbolCount: number | null;
  /** Oldest and newest bar; NaN when there is none or the file was not read. */
  readonly firstTsMs: number;
  readonly lastTsMs: number;
  /** Bytes of text up to the last row, after gunzip. */
  readonly textBytes: number;
  /** Sentences about what was assumed or left out. */
  readonly notes: readonly string[];
}

export interface ImportReport {
  readonly interval: Interval;
  readonly adjustment: Adjustment;
  /** True when the caller did not say whether prices are adjusted, and "split" was assumed. */
  readonly isAdjustmentAssumed: boolean;
  readonly files: readonly FileReport[];
  /** Files that could not be imported, or only in part, while others could. */
  readonly failures: readonly { readonly label: string; readonly failure: Failure }[];
  readonly totals: ImportTotals;
  readonly elapsedMs: number;
  /** Rows a second, over the whole run. */
  readonly rowsPerSecond: number;
}

export interface ImportTotals {
  readonly rowCount: number;
  readonly barsAdded: number;
  readonly barsChanged: number;
  readonly barsUnchanged: number;
  readonly rowsSuperseded: number;
  readonly rowsRejected: number;
  readonly rowsFlagged: number;
}

export function sumReports(files: readonly FileReport[]): ImportTotals {
  const sum = (pick: (file: FileReport) => number) =>
    files.reduce((total, file) => total + pick(file), 0);
  return {
    rowCount: sum((file) => file.rowCount),
    barsAdded: sum((file) => file.barsAdded),
    barsChanged: sum((file) => file.barsChanged),
    barsUnchanged: sum((file) => file.barsUnchanged),
    rowsSuperseded: sum((file) => file.rowsSuperseded),
    rowsRejected: sum((file) => file.rowsRejected),
    rowsFlagged: sum((file) => file.rowsFlagged),
  };
}

/** A file that was not read again: all that it holds is in the store. */
export function reportOfEarlier(label: string, earlier: ImportProgress): FileReport {
  return {
    label,
    name: earlier.fileName,
    status: "already-imported",
    rowCount: earlier.rowsDone,
    barsAdded: 0,
    barsChanged: 0,
    barsUnchanged: earlier.rowsDone - earlier.rowsRejected,
    rowsSuperseded: 0,
    rowsRejected: earlier.rowsRejected,
    rowsFlagged: earlier.rowsFlagged,
    rejects: [],
    rejectedRows: [],
    rejectPath: null,
    flags: [],
    rowsSkipped: earlier.rowsDone,
    symbolCount: null,
    firstTsMs: Number.NaN,
    lastTsMs: Number.NaN,
    textBytes: earlier.bytesDone,
    notes: [],
  };
}
