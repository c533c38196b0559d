import { Failure } from "../../base/failure.ts";
import { parseSymbol } from "../../domain/instrument.ts";
import type { InputFile } from "../../ports/input-file.ts";
import { byteOrderMarkLength, findForeignContent } from "./content-check.ts";
import { type ColumnLayout, parseHeader } from "./header.ts";
import { type LineBuffer, lineBytesMax } from "./line-buffer.ts";
import { lineFeed } from "./row-splitter.ts";

/** A header, and what every row of the file has in common. */
export interface FileHeader {
  readonly layout: ColumnLayout;
  /** The symbol of all rows when there is no such column. */
  readonly symbol: string | null;
  /** Sentences for the report. */
  readonly notes: readonly string[];
}

/** Reads what stands above the rows of a file. Throws Failure input.invalid as of `fileFailure`. */
export class HeaderReader {
  /** Lines read so far. */
  lineNumber = 0;
  readonly #file: InputFile;
  readonly #buffer: LineBuffer;

  constructor(file: InputFile, buffer: LineBuffer) {
    this.#file = file;
    this.#buffer = buffer;
  }

  /** Null until the header has come in as a whole line. */
  read(): FileHeader | null {
    const buffer = this.#buffer;
    if (buffer.isLineTooLong) this.#refuseForeign();
    while (buffer.start < buffer.wholeEnd) {
      const header = this.#readLine();
      if (header !== null) return header;
    }
    return null;
  }

  /** Null for an empty line and for Excel's "sep=;". */
  #readLine(): FileHeader | null {
    const buffer = this.#buffer;
    if (this.lineNumber === 0) {
      this.#refuseForeign();
      buffer.start += byteOrderMarkLength(buffer.unread);
    }
    this.lineNumber++;
    const end = buffer.bytes.indexOf(lineFeed, buffer.start);
    if (end - buffer.start > lineBytesMax) throw lineTooLong(this.#file, this.lineNumber);
    const line = utf8.decode(buffer.bytes.subarray(buffer.start, end)).trimEnd();
    buffer.start = end + 1;
    if (line.trim() === "" || /^"?sep=.?"?$/i.test(line)) return null;
    if (line.includes("\r")) {
      const verdict = "ends its lines with carriage returns only; convert them to line feeds";
      throw fileFailure(this.#file, verdict);
    }
    const layout = parseHeader(line);
    if (!layout.ok) throw fileFailure(this.#file, layout.error, ": ");
    const symbol = layout.value.symbol < 0 ? symbolFromName(this.#file) : null;
    return { layout: layout.value, symbol, notes: notesOn(layout.value, symbol) };
  }

  #refuseForeign(): void {
    const verdict = findForeignContent(this.#buffer.unread);
    if (verdict !== null) throw fileFailure(this.#file, verdict);
  }
}

/** What makes a file as a whole unusable, as one sentence that begins with its name. */
export function fileFailure(file: InputFile, verdict: string, joint: " " | ": " = " "): Failure {
  return new Failure("input.invalid", `"${file.label}"${joint}${verdict}`);
}

export function lineTooLong(file: InputFile, lineNumber: number): Failure {
  const verdict = `is longer than ${lineBytesMax} bytes, which no row of bars is`;
  return fileFailure(file, `line ${lineNumber} ${verdict}`, ": ");
}

const utf8 = new TextDecoder();

/** "AAPL.csv", "aapl.us.csv.gz" and the like. */
function symbolFromName(file: InputFile): string {
  if (file.storedBytes === null) {
    throw fileFailure(file, "has no symbol column, which data from a pipe needs");
  }
  const stem = file.name.replace(/\.gz$/i, "").replace(/\.(?:csv|tsv|txt)$/i, "");
  const symbol = parseSymbol(stem.replace(/\.us$/i, ""));
  if (symbol.ok) return symbol.value;
  throw fileFailure(file, "has no symbol column, and its name is no symbol; call it like AAPL.csv");
}

function notesOn(layout: ColumnLayout, symbol: string | null): string[] {
  const notes: string[] = [];
  if (symbol !== null) {
    notes.push(`no symbol column: the symbol "${symbol}" is taken from the file name`);
  }
  if (layout.volume < 0) notes.push("no volume column: volume is unknown in every row");
  const ignored = layout.ignored.filter((name) => name.trim() !== "");
  if (ignored.length > 0) notes.push(`ignored columns: ${ignored.join(", ")}`);
  return notes;
}
