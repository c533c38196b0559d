import { Failure } from "../../base/failure.ts";
import { parseSymbol } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { RejectFile } from "../../ports/reject-file.ts";
import type { BarTimes } from "./bar-times.ts";
import type { BatchWriter } from "./batch-writer.ts";
import { byteOrderMarkLength, findForeignContent } from "./content-check.ts";
import type { FileTally } from "./file-tally.ts";
import { type ColumnLayout, parseHeader } from "./header.ts";
import { type LineBuffer, lineBytesMax, sliceBytesMax } from "./line-buffer.ts";
import { RowReader } from "./row-reader.ts";
import { lineFeed } from "./row-splitter.ts";
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
  #reader: RowReader | null = null;
  #spacing: SpacingSample | null;
  #lineNumber = 0;
  /** False until the times of the first rows were found to fit the interval. */
  #isAccepted = false;
  #acceptedCount = 0;

  constructor(parts: FileImportParts) {
    this.#parts = parts;
    this.#spacing = new SpacingSample(Math.min(spacingRowsMax, parts.writer.batch.capacity));
    parts.buffer.reset();
  }

  /** Throws Failure input.invalid for what makes the file as a whole unusable. */
  take(chunk: Uint8Array): void {
    const { buffer } = this.#parts;
    for (let at = 0; at < chunk.length; at += sliceBytesMax) {
      buffer.append(chunk.subarray(at, at + sliceBytesMax));
      this.#readLines();
      if (buffer.isLineTooLong) throw this.#lineTooLong(this.#lineNumber + 1);
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
    if (this.#acceptedCount === 0) throw this.#nothingUsable();
    this.acceptSpacing();
    tally.isComplete = true;
  }

  /** Throws Failure input.invalid when the rows so far do not fit the interval. */
  acceptSpacing(): void {
    if (this.#isAccepted) return;
    const { interval } = this.#parts;
    const misfit = this.#spacing?.findMisfit(interval) ?? null;
    if (misfit !== null) throw this.#failure(misfit, ": ");
    this.#isAccepted = true;
    this.#spacing = null;
  }

  /** Whether the rows so far are worth keeping although the file has failed. */
  get hasFittingRows(): boolean {
    return (
      this.#acceptedCount > 0 && (this.#spacing?.findMisfit(this.#parts.interval) ?? null) === null
    );
  }

  #readLines(): void {
    const { buffer } = this.#parts;
    while (this.#reader === null && buffer.start < buffer.wholeEnd) this.#readHeader();
    if (this.#reader !== null) this.#readRows(this.#reader);
    else if (buffer.isLineTooLong) this.#refuseForeign();
  }

  #readRows(reader: RowReader): void {
    const { buffer, tally } = this.#parts;
    while (buffer.start < buffer.wholeEnd) {
      const start = buffer.start;
      const outcome = reader.read(buffer.bytes, start);
      this.#lineNumber++;
      if (reader.textEnd - start > lineBytesMax) throw this.#lineTooLong(this.#lineNumber);
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
    this.acceptSpacing();
    writer.flush();
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
    const { tally, rejects, buffer } = this.#parts;
    const { reason, message } = reader;
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
    if (this.#spacing?.isFull) this.acceptSpacing();
  }

  /** Reads one line above the rows: an empty one, Excel's "sep=;", or the header. */
  #readHeader(): void {
    const { buffer, tally } = this.#parts;
    if (this.#lineNumber === 0) {
      this.#refuseForeign();
      buffer.start += byteOrderMarkLength(buffer.unread);
    }
    const end = buffer.bytes.indexOf(lineFeed, buffer.start);
    if (end - buffer.start > lineBytesMax) throw this.#lineTooLong(this.#lineNumber + 1);
    const line = new TextDecoder().decode(buffer.bytes.subarray(buffer.start, end)).trimEnd();
    this.#lineNumber++;
    buffer.start = end + 1;
    if (line.trim() === "" || /^"?sep=.?"?$/i.test(line)) return;
    if (line.includes("\r")) {
      throw this.#failure("ends its lines with carriage returns only; convert them to line feeds");
    }
    const layout = parseHeader(line);
    if (!layout.ok) throw this.#failure(layout.error, ": ");
    const { stamp, times } = this.#parts;
    const fixedSymbolIndex = layout.value.symbol < 0 ? this.#symbolFromName() : -1;
    this.#reader = new RowReader({
      layout: layout.value,
      stamp,
      times,
      symbols: tally.symbols,
      fixedSymbolIndex,
    });
    this.#noteColumns(layout.value);
  }

  #refuseForeign(): void {
    const verdict = findForeignContent(this.#parts.buffer.unread);
    if (verdict !== null) throw this.#failure(verdict);
  }

  #noteColumns(layout: ColumnLayout): void {
    const { notes, symbols } = this.#parts.tally;
    if (layout.symbol < 0) {
      notes.push(
        `no symbol column: the symbol "${symbols.symbols[0]}" is taken from the file name`,
      );
    }
    if (layout.volume < 0) notes.push("no volume column: volume is unknown in every row");
    const ignored = layout.ignored.filter((name) => name.trim() !== "");
    if (ignored.length > 0) notes.push(`ignored columns: ${ignored.join(", ")}`);
  }

  #symbolFromName(): number {
    const { file, tally } = this.#parts;
    if (file.storedBytes === null) {
      throw this.#failure("has no symbol column, which data from a pipe needs");
    }
    const stem = file.name.replace(/\.gz$/i, "").replace(/\.(?:csv|tsv|txt)$/i, "");
    const symbol = parseSymbol(stem.replace(/\.us$/i, ""));
    if (!symbol.ok) {
      throw this.#failure("has no symbol column, and its name is no symbol; call it like AAPL.csv");
    }
    return tally.symbols.indexOf(symbol.value);
  }

  #endResuming(): void {
    if (this.#parts.tally.endResuming()) return;
    throw this.#failure("has changed since its import was interrupted; import it with --force");
  }

  #nothingUsable(): Failure {
    const { findings, rowCount } = this.#parts.tally;
    const first = findings.rejectedRows[0];
    const rows = rowCount === 1 ? "its only row" : `any of its ${rowCount} rows`;
    const example = first ? `; line ${first.lineNumber}: ${first.message}` : "";
    return this.#failure(`could not be used: ${rows} was refused${example}`);
  }

  #lineTooLong(lineNumber: number): Failure {
    return this.#failure(
      `line ${lineNumber} is longer than ${lineBytesMax} bytes, which no row of bars is`,
      ": ",
    );
  }

  #tooManySymbols(): Failure {
    return this.#failure(
      `line ${this.#lineNumber} has one more symbol than the ${symbolsMax} that a file may have`,
      ": ",
    );
  }

  #failure(verdict: string, joint: " " | ": " = " "): Failure {
    return new Failure("input.invalid", `"${this.#parts.file.label}"${joint}${verdict}`);
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
