import type { Failure } from "../../base/failure.ts";
import type { Interval } from "../../domain/interval.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { RejectFile } from "../../ports/reject-file.ts";
import type { BarTimes } from "./bar-times.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { FileTally } from "./file-tally.ts";
import { fileFailure, HeaderReader, lineTooLong } from "./header-reader.ts";
import { type LineBuffer, lineBytesMax, sliceBytesMax } from "./line-buffer.ts";
import { RowReader } from "./row-reader.ts";
import { SpacingSample } from "./spacing.ts";
import type { StampReader } from "./stamp-reader.ts";
import { symbolsMax } from "./symbol-table.ts";

/** Rows whose times are looked at before anything is written. */
const spacingRowsMax = 65_536;

export interface FileImportParts {
  readonly file: InputFile;
  readonly interval: Interval;
  readonly tally: FileTally;
  readonly writer: BatchWriter;
  readonly rejects: RejectFile;
  readonly buffer: LineBuffer;
  readonly stamp: StampReader;
  readonly times: BarTimes;
}

/** Reads the text of one file, row by row, into the batch of a writer. */
export class FileImport {
  readonly #parts: FileImportParts;
  readonly #header: HeaderReader;
  #reader: RowReader | null = null;
  #spacing: SpacingSample | null;
  #lineNumber = 0;
  /** False until the times of the first rows were found to fit the interval. */
  #isAccepted = false;
  #acceptedCount = 0;
  #isMisread = false;

  constructor(parts: FileImportParts) {
    this.#parts = parts;
    this.#spacing = new SpacingSample(Math.min(spacingRowsMax, parts.writer.batch.capacity));
    parts.buffer.reset();
    parts.stamp.forget();
    this.#header = new HeaderReader(parts.file, parts.buffer);
  }

  /** Throws Failure input.invalid for what makes the file as a whole unusable. */
  take(chunk: Uint8Array): void {
    const { buffer } = this.#parts;
    for (let at = 0; at < chunk.length; at += sliceBytesMax) {
      buffer.append(chunk.subarray(at, at + sliceBytesMax));
      this.#readLines();
      if (buffer.isLineTooLong) throw lineTooLong(this.#parts.file, this.#lineNumber + 1);
    }
  }

  /** The file ends here. Throws as `take`, also when it held no row that could be used. */
  finish(): void {
    const { buffer, tally } = this.#parts;
    buffer.finish();
    this.#readLines();
    if (this.#reader === null) throw this.#failure("is empty");
    if (tally.rowCount === 0) throw this.#failure("has a header, but no row below it");
    if (tally.isResuming) this.#endResuming();
    this.#acceptSpacing();
    if (this.#acceptedCount === 0) throw this.#nothingUsable();
    tally.isComplete = true;
  }

  /** Whether the rows so far are worth keeping although the file has failed. */
  get hasFittingRows(): boolean {
    if (this.#acceptedCount === 0 || this.#isMisread) return false;
    return (this.#spacing?.findMisfit(this.#parts.interval) ?? null) === null;
  }

  #readLines(): void {
    if (this.#reader === null) this.#openRows();
    if (this.#reader !== null) this.#readRows(this.#reader);
  }

  /** Begins with the rows once the header is there. */
  #openRows(): void {
    const { tally, stamp, times } = this.#parts;
    const header = this.#header.read();
    if (header === null) return;
    const { layout, symbol, notes } = header;
    const { symbols } = tally;
    const fixedSymbolIndex = symbol === null ? -1 : symbols.indexOf(symbol);
    this.#reader = new RowReader({ layout, stamp, times, symbols, fixedSymbolIndex });
    this.#lineNumber = this.#header.lineNumber;
    tally.notes.push(...notes);
  }

  #readRows(reader: RowReader): void {
    const { buffer, tally } = this.#parts;
    while (buffer.start < buffer.wholeEnd) {
      const start = buffer.start;
      const outcome = reader.read(buffer.bytes, start);
      this.#lineNumber++;
      if (reader.textEnd - start > lineBytesMax) {
        throw lineTooLong(this.#parts.file, this.#lineNumber);
      }
      if (outcome === "too-many-symbols") throw this.#tooManySymbols();
      buffer.start = reader.next;
      if (outcome === "blank") continue;
      if (tally.isResuming && !tally.isStored(buffer.offset)) this.#endResuming();
      tally.rowCount++;
      tally.bytesRead = buffer.offset;
      if (outcome === "accepted") this.#acceptRow(reader);
      else this.#rejectRow(reader, start);
    }
  }

  #acceptRow(reader: RowReader): void {
    const { tally, writer } = this.#parts;
    const { symbolIndex, openTsMs } = reader;
    this.#acceptedCount++;
    tally.order.observe(symbolIndex, openTsMs, this.#lineNumber);
    if (!(openTsMs >= tally.firstTsMs)) tally.firstTsMs = openTsMs;
    if (!(openTsMs <= tally.lastTsMs)) tally.lastTsMs = openTsMs;
    this.#flagRow(reader);
    if (this.#spacing !== null) this.#observeSpacing(reader, { isOnGrid: true });
    if (tally.isResuming) {
      tally.addStored(symbolIndex, openTsMs);
      return;
    }
    pushRow(writer, reader, this.#lineNumber);
    if (!writer.batch.isFull) return;
    this.#acceptSpacing();
    writer.makeRoom();
  }

  #flagRow(row: RowReader): void {
    const { findings } = this.#parts.tally;
    const { open, high, low, close, volume } = row;
    if (open > high || open < low || close > high || close < low) {
      findings.flag("outside-range", this.#lineNumber);
    }
    if (volume === 0) findings.flag("zero-volume", this.#lineNumber);
    else if (Number.isNaN(volume)) findings.flag("blank-volume", this.#lineNumber);
    if (this.#parts.times.isClosedDay()) findings.flag("closed-day", this.#lineNumber);
  }

  #rejectRow(reader: RowReader, start: number): void {
    const { tally, rejects, buffer, stamp } = this.#parts;
    const { reason, message } = reader;
    // Where nothing says otherwise, other dates of the file were misread.
    if (reason === "bad-time" && stamp.isDayFirst && !stamp.hasMonthFirst) {
      this.#isMisread = true;
      throw this.#failure(
        `line ${this.#lineNumber}: ${message}; write dates like 2023-06-30`,
        ": ",
      );
    }
    const row = { lineNumber: this.#lineNumber, reason, message };
    tally.findings.reject(row);
    rejects.add({ ...row, text: buffer.bytes.subarray(start, reader.textEnd) });
    if (reason === "time-off-grid" && this.#spacing !== null) {
      this.#observeSpacing(reader, { isOnGrid: false });
    }
  }

  #observeSpacing(row: RowReader, grid: { readonly isOnGrid: boolean }): void {
    const { times, stamp } = this.#parts;
    const { isOnGrid } = grid;
    const { instantMs } = times;
    this.#spacing?.observe(row, { instantMs, hasTime: stamp.hasTime, isOnGrid });
    if (this.#spacing?.isFull) this.#acceptSpacing();
  }

  /** Throws Failure input.invalid when the rows so far do not fit the interval. */
  #acceptSpacing(): void {
    if (this.#isAccepted) return;
    const { interval } = this.#parts;
    const misfit = this.#spacing?.findMisfit(interval) ?? null;
    if (misfit !== null) throw this.#failure(misfit, ": ");
    this.#isAccepted = true;
    this.#spacing = null;
  }

  #endResuming(): void {
    if (this.#parts.tally.endResuming()) return;
    throw this.#failure("has changed since its import was interrupted; import it with --force");
  }

  #nothingUsable(): Failure {
    const { findings, rowCount } = this.#parts.tally;
    const first = findings.rejectedRows[0];
    const rows = rowCount === 1 ? "1 row, which cannot" : `${rowCount} rows, none of which can`;
    const example = first ? `; line ${first.lineNumber}: ${first.message}` : "";
    return this.#failure(`holds ${rows} be used${example}`);
  }

  #tooManySymbols(): Failure {
    return this.#failure(
      `line ${this.#lineNumber} has one more symbol than the ${symbolsMax} that a file may have`,
      ": ",
    );
  }

  #failure(verdict: string, joint: " " | ": " = " "): Failure {
    return fileFailure(this.#parts.file, verdict, joint);
  }
}

function pushRow({ batch }: BatchWriter, row: RowReader, lineNumber: number): void {
  const at = batch.length;
  batch.symbolIndex[at] = row.symbolIndex;
  batch.lineNumber[at] = lineNumber;
  batch.openTsMs[at] = row.openTsMs;
  batch.open[at] = row.open;
  batch.high[at] = row.high;
  batch.low[at] = row.low;
  batch.close[at] = row.close;
  batch.volume[at] = row.volume;
  batch.length = at + 1;
}
