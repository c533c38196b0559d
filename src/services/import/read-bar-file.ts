import { Failure } from "../../base/failure.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { newYorkMinuteOfDay } from "../../domain/new-york.ts";
import { parseZone } from "../../domain/zone.ts";
import type { BarFile, BarFileQuery, BarFileReader, BarFileReport } from "../../ports/bar-file.ts";
import type { InputFile } from "../../ports/input-file.ts";
import { BarTimes } from "./bar-times.ts";
import { type FileHeader, fileFailure, HeaderReader, lineTooLong } from "./header-reader.ts";
import { LineBuffer, sliceBytesMax } from "./line-buffer.ts";
import { RowReader } from "./row-reader.ts";
import { StampReader } from "./stamp-reader.ts";
import { SymbolTable } from "./symbol-table.ts";
import { IntervalTeller } from "./tell-interval.ts";

/** Rows that tell the length of bars. */
const tellingRowsMax = 20_000;
const minuteMs = 60_000;
const newYork = "America/New_York";

/**
 * Reads tables of bars row by row with the eyes of the import, and stores nothing. `open` gives
 * the text of a file.
 */
export class BarFileRows implements BarFileReader {
  readonly #open: (file: BarFile) => InputFile;

  constructor(open: (file: BarFile) => InputFile) {
    this.#open = open;
  }

  async tellInterval(file: BarFile, signal: AbortSignal): Promise<Interval> {
    const teller = new IntervalTeller();
    const rows = new OpenRows(this.#input(file), file, {
      ...{ interval: "1m", nowTsMs: Number.POSITIVE_INFINITY },
    });
    await rows.read(signal, (row) => {
      // The length that is asked for here is a stand-in: what does not fit it is a row as well.
      if (row.outcome === "accepted") teller.observe(row.symbolIndex, row);
      return teller.rowCount < tellingRowsMax;
    });
    const interval = teller.tell();
    if (interval !== null) return interval;
    const advice = "name the file or its folder after it, like AAPL_5m.csv or 5m/AAPL.csv";
    throw fileFailure(rows.input, `does not tell how long its bars are; ${advice}`);
  }

  async read(file: BarFile, query: BarFileQuery): Promise<BarFileReport> {
    const { interval, signal, take } = query;
    const rows = new OpenRows(this.#input(file), file, query);
    let badRowCount = 0;
    let firstBadRow: string | null = null;
    const teller = new IntervalTeller();
    const rowCount = await rows.read(signal, (row) => {
      if (row.outcome === "accepted" && teller.rowCount < tellingRowsMax) {
        teller.observe(row.symbolIndex, row);
        if (teller.rowCount === tellingRowsMax) refuseOther(rows.input, teller, interval);
      }
      const flaw = row.outcome === "accepted" ? flawOf(row, interval, rows) : row.message;
      if (flaw === null) take(rows.symbolOf(row), row.bar);
      else if (row.bar.reason !== "not-closed-yet" || row.outcome === "accepted") {
        badRowCount++;
        firstBadRow ??= `line ${row.lineNumber}: ${flaw}`;
      }
      return true;
    });
    if (rowCount === 0) throw fileFailure(rows.input, "has a header, but no row below it");
    if (badRowCount === rowCount) {
      throw fileFailure(rows.input, `has no row that can be used; ${firstBadRow}`);
    }
    refuseOther(rows.input, teller, interval);
    return { rowCount, badRowCount, firstBadRow };
  }

  /** By a name that says the symbol, for files without such a column. */
  #input(file: BarFile): InputFile {
    const input = this.#open(file);
    // A name that is no symbol is refused with advice.
    const name = `${file.symbol ?? "_"}.csv`;
    const { label, storedBytes } = input;
    return {
      ...{ label, name, storedBytes },
      fingerprint: () => input.fingerprint(),
      read: (signal) => input.read(signal),
    };
  }
}

/** Minutes that are taken for days would overwrite one another. */
function refuseOther(input: InputFile, teller: IntervalTeller, interval: Interval): void {
  const told = teller.tell();
  if (told === null || told === interval) return;
  const verdict = `is called after bars of ${interval}, and its rows are bars of ${told}`;
  throw fileFailure(input, `${verdict}; give it the right name`);
}

/** A row that was looked at; good until the next one. */
interface SeenRow {
  readonly outcome: "accepted" | "rejected";
  readonly bar: RowReader;
  readonly symbolIndex: number;
  readonly lineNumber: number;
  readonly message: string;
  readonly tsMs: number;
  readonly isDate: boolean;
}

/** What makes a row no bar that may be used, beyond what the row reader refuses. */
function flawOf({ bar }: SeenRow, interval: Interval, rows: OpenRows): string | null {
  const { open, high, low, close } = bar;
  if (open > high || close > high || open < low || close < low) {
    return `open ${open} or close ${close} is outside of ${low} to ${high}`;
  }
  return interval === "1d" && rows.times.isClosedDay() ? "the market was closed on its date" : null;
}

/** One file while it is read. */
class OpenRows {
  readonly input: InputFile;
  readonly times: BarTimes;
  readonly #stamp = new StampReader();
  readonly #symbols = new SymbolTable();
  readonly #buffer = new LineBuffer();
  readonly #header: HeaderReader;
  readonly #needsZone: boolean;
  /** One object for all rows: files have millions. */
  readonly #row: Partial<{ -readonly [Field in keyof SeenRow]: SeenRow[Field] }> & {
    tsMs: number;
  } = { tsMs: 0 };
  #reader: RowReader | null = null;
  #stampName = "";
  #lineNumber = 0;

  constructor(
    input: InputFile,
    file: BarFile,
    { interval, nowTsMs }: { readonly interval: Interval; readonly nowTsMs: number },
  ) {
    this.input = input;
    const zone = parseZone(file.zone ?? newYork);
    if (!zone.ok) throw fileFailure(input, zone.error, ": ");
    this.times = new BarTimes({ interval, zone: zone.value, nowTsMs });
    this.#needsZone = file.zone === null && !isDateKeyed(interval);
    this.#header = new HeaderReader(input, this.#buffer);
  }

  symbolOf({ symbolIndex }: SeenRow): string {
    return this.#symbols.symbols[symbolIndex] as string;
  }

  /** Calls `see` for each row until it returns false; the count of rows. */
  async read(signal: AbortSignal, see: (row: SeenRow) => boolean): Promise<number> {
    const buffer = this.#buffer;
    let rowCount = 0;
    const counted = (row: SeenRow) => {
      rowCount++;
      return see(row);
    };
    for await (const { bytes } of this.input.read(signal)) {
      if (signal.aborted) break;
      for (let at = 0; at < bytes.length; at += sliceBytesMax) {
        buffer.append(bytes.subarray(at, at + sliceBytesMax));
        if (!this.#readLines(counted)) return rowCount;
        if (buffer.isLineTooLong) throw lineTooLong(this.input, this.#lineNumber + 1);
      }
    }
    if (signal.aborted) throw new Failure("run.interrupted", `stopped in "${this.input.label}"`);
    buffer.finish();
    this.#readLines(counted);
    if (this.#reader === null) throw fileFailure(this.input, "is empty");
    return rowCount;
  }

  #readLines(see: (row: SeenRow) => boolean): boolean {
    const buffer = this.#buffer;
    if (this.#reader === null) {
      const header = this.#header.read();
      if (header === null) return true;
      this.#openRows(header);
    }
    const reader = this.#reader as unknown as RowReader;
    while (buffer.start < buffer.wholeEnd) {
      const outcome = reader.read(buffer.bytes, buffer.start);
      buffer.start = reader.next;
      this.#lineNumber++;
      if (outcome === "blank") continue;
      if (outcome === "too-many-symbols") throw fileFailure(this.input, "has too many symbols");
      if (!see(this.#seen(reader, outcome))) return false;
    }
    return true;
  }

  #openRows({ layout, symbol }: FileHeader): void {
    const symbols = this.#symbols;
    const fixedSymbolIndex = symbol === null ? -1 : symbols.indexOf(symbol);
    const parts = { layout, stamp: this.#stamp, times: this.times, symbols, fixedSymbolIndex };
    this.#reader = new RowReader(parts);
    this.#lineNumber = this.#header.lineNumber;
    this.#stampName = layout.names[layout.stamp] ?? "";
  }

  #seen(bar: RowReader, outcome: "accepted" | "rejected"): SeenRow {
    const { offsetMs, msOfDay, hasTime } = this.#stamp;
    const isBare = hasTime && Number.isNaN(offsetMs);
    if (outcome === "accepted" && isBare && this.#needsZone && msOfDay > 0) this.#refuseBareTime();
    const row = this.#row;
    row.outcome = outcome;
    row.bar = bar;
    row.symbolIndex = bar.symbolIndex;
    row.lineNumber = this.#lineNumber;
    row.message = bar.message;
    row.tsMs = this.times.instantMs;
    row.isDate = msOfDay === 0 || this.#isNewYorkMidnight(row.tsMs);
    return row as SeenRow;
  }

  #isNewYorkMidnight(tsMs: number): boolean {
    return tsMs % (60 * minuteMs) === 0 && newYorkMinuteOfDay(tsMs) === 0;
  }

  #refuseBareTime(): never {
    const verdict = `the times of column "${this.#stampName}" name no zone`;
    const advice = "call the file like AAPL_5m_ny.csv (New York) or AAPL_5m_utc.csv";
    throw fileFailure(this.input, `${verdict}; ${advice}`, ": ");
  }
}
