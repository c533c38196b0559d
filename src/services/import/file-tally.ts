import type { Adjustment } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import type { WriteCounts } from "../../ports/bar-store.ts";
import type { ImportProgress } from "../../ports/import-ledger.ts";
import { Findings } from "./findings.ts";
import type { RepeatCounts } from "./kept-rows.ts";
import type { FileReport } from "./report.ts";
import { RowOrder } from "./row-order.ts";
import { SymbolTable } from "./symbol-table.ts";
import { WrittenSpans } from "./written-spans.ts";

/** What the bars of a file are stored as. */
export interface Destination {
  readonly interval: Interval;
  readonly adjustment: Adjustment;
}

/** Everything known about one file while its rows are read and written. */
export class FileTally {
  readonly fileName: string;
  readonly symbols = new SymbolTable();
  /** Times that this file has delivered and the store has. */
  readonly spans = new WrittenSpans();
  readonly findings = new Findings();
  readonly order = new RowOrder();
  readonly notes: string[] = [];
  /** Rows and decoded bytes that were read so far, up to the end of a row. */
  rowCount = 0;
  bytesRead = 0;
  /** Rows that were read again only for the counts: an interrupted run has stored them. */
  rowsSkipped = 0;
  firstTsMs = Number.NaN;
  lastTsMs = Number.NaN;
  isComplete = false;
  readonly #fileKey: string;
  readonly #earlier: ImportProgress | null;
  #barsAdded = 0;
  #barsChanged = 0;
  #barsUnchanged = 0;
  #rowsSuperseded = 0;
  #isResuming: boolean;

  /** `earlier` is where an interrupted import of the same file has come. */
  constructor(file: {
    readonly fileKey: string;
    readonly fileName: string;
    readonly earlier: ImportProgress | null;
  }) {
    this.#fileKey = file.fileKey;
    this.fileName = file.fileName;
    this.#earlier = file.earlier;
    this.#isResuming = file.earlier !== null;
  }

  /** True for a row that ends at `offset` when an interrupted run has dealt with it. */
  isStored(offset: number): boolean {
    return this.#isResuming && offset <= (this.#earlier as ImportProgress).bytesDone;
  }

  get isResuming(): boolean {
    return this.#isResuming;
  }

  /**
   * Takes over the counts of the interrupted run, once its rows were read again. False when they
   * do not agree with what was read: the file is another one.
   */
  endResuming(): boolean {
    const earlier = this.#earlier as ImportProgress;
    this.#barsAdded = earlier.barsAdded;
    this.#barsChanged = earlier.barsChanged;
    this.#barsUnchanged = earlier.barsUnchanged;
    const barCount = earlier.barsAdded + earlier.barsChanged + earlier.barsUnchanged;
    this.#rowsSuperseded = earlier.rowsDone - barCount - earlier.rowsRejected;
    // Conflicts show only when rows are grouped, so those of the earlier run are what remains.
    this.#refreshOrder();
    const conflictCount = earlier.rowsFlagged - this.findings.flagCount;
    this.findings.setFlag("conflict", conflictCount, []);
    const isSameFile =
      this.rowCount === earlier.rowsDone &&
      this.findings.rejectedCount === earlier.rowsRejected &&
      conflictCount >= 0;
    this.#isResuming = !isSameFile;
    return isSameFile;
  }

  /** Remembers a time that an interrupted run has stored. */
  addStored(symbolIndex: number, openTsMs: number): void {
    this.rowsSkipped++;
    this.spans.add(symbolIndex, openTsMs, openTsMs);
  }

  addCounts(counts: WriteCounts): void {
    this.#barsAdded += counts.added;
    this.#barsChanged += counts.changed;
    this.#barsUnchanged += counts.unchanged;
  }

  addRepeats(repeats: RepeatCounts): void {
    this.#barsUnchanged += repeats.duplicates;
    this.#rowsSuperseded += repeats.superseded;
  }

  /** What is in the store once the transaction around `write` ends. */
  progress(nowMs: number): ImportProgress {
    this.#refreshOrder();
    return {
      fileKey: this.#fileKey,
      fileName: this.fileName,
      rowsDone: this.rowCount,
      bytesDone: this.bytesRead,
      barsAdded: this.#barsAdded,
      barsChanged: this.#barsChanged,
      barsUnchanged: this.#barsUnchanged,
      rowsRejected: this.findings.rejectedCount,
      rowsFlagged: this.findings.flagCount,
      isComplete: this.isComplete,
      updatedTsMs: nowMs,
    };
  }

  report(about: {
    readonly label: string;
    readonly status: FileReport["status"];
    readonly rejectPath: () => string | null;
  }): FileReport {
    this.#refreshOrder();
    return {
      label: about.label,
      status: about.status,
      rejectPath: about.rejectPath(),
      textBytes: this.bytesRead,
      name: this.fileName,
      rowCount: this.rowCount,
      barsAdded: this.#barsAdded,
      barsChanged: this.#barsChanged,
      barsUnchanged: this.#barsUnchanged,
      rowsSuperseded: this.#rowsSuperseded,
      rowsRejected: this.findings.rejectedCount,
      rowsFlagged: this.findings.flagCount,
      rejects: this.findings.reasons(),
      rejectedRows: this.findings.rejectedRows,
      flags: this.findings.flags(),
      rowsSkipped: this.rowsSkipped,
      symbolCount: this.symbols.symbols.length,
      firstTsMs: this.firstTsMs,
      lastTsMs: this.lastTsMs,
      notes: this.notes,
    };
  }

  #refreshOrder(): void {
    const { outOfOrderCount, outOfOrderLines } = this.order;
    this.findings.setFlag("out-of-order", outOfOrderCount, outOfOrderLines);
  }
}
