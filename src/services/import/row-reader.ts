import type { BarTimes } from "./bar-times.ts";
import { parsePlainDecimal, parseWrittenDecimal } from "./decimal.ts";
import type { RejectReason } from "./findings.ts";
import { type ColumnLayout, canonicalName } from "./header.ts";
import { RowSplitter } from "./row-splitter.ts";
import type { StampReader } from "./stamp-reader.ts";
import { noSymbol, type SymbolTable, tooManySymbols } from "./symbol-table.ts";

/** accepted and rejected are rows; a blank line is none. */
export type RowOutcome = "accepted" | "rejected" | "blank" | "too-many-symbols";

/**
 * Reads one line at a time into its fields below, with all checks that a row can pass or fail on
 * its own. Rows without quotes, signs and other ornament are read without making any object.
 */
export class RowReader {
  symbolIndex = 0;
  openTsMs = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  /** NaN when blank. */
  volume = 0;
  /** Of a rejected row. */
  reason: RejectReason = "bad-time";
  message = "";
  /** Index after the line, and where its text ends. */
  next = 0;
  textEnd = 0;
  readonly #layout: ColumnLayout;
  readonly #splitter: RowSplitter;
  readonly #stamp: StampReader;
  readonly #times: BarTimes;
  readonly #symbols: SymbolTable;
  /** Symbol of every row when the file has no such column, else -1. */
  readonly #fixedSymbolIndex: number;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(parts: {
    readonly layout: ColumnLayout;
    readonly stamp: StampReader;
    readonly times: BarTimes;
    readonly symbols: SymbolTable;
    readonly fixedSymbolIndex: number;
  }) {
    this.#layout = parts.layout;
    this.#splitter = new RowSplitter(parts.layout.separator);
    this.#stamp = parts.stamp;
    this.#times = parts.times;
    this.#symbols = parts.symbols;
    this.#fixedSymbolIndex = parts.fixedSymbolIndex;
  }

  /** The line at `start` must end with a line feed. */
  read(bytes: Uint8Array, start: number): RowOutcome {
    this.#bytes = bytes;
    const splitter = this.#splitter;
    this.next = splitter.split(bytes, start);
    this.textEnd = splitter.lineEnd;
    if (splitter.flaw !== null) return this.#reject(splitter.flaw, flawMessages[splitter.flaw]);
    if (splitter.fieldCount !== this.#layout.fieldCount) return this.#rejectFieldCount();
    if (!this.#readStamp()) return this.#rejectStamp();
    this.symbolIndex = this.#readSymbol();
    if (this.symbolIndex < 0) return this.#rejectSymbol();
    this.openTsMs = this.#times.openTsMs(this.#stamp);
    if (!this.#times.isOnGrid(this.openTsMs)) return this.#rejectGrid();
    if (!this.#times.isClosed(this.openTsMs)) return this.#rejectOpen();
    if (!this.#readPrices()) return "rejected";
    if (this.high < this.low) {
      return this.#reject("high-below-low", `high ${this.high} is below low ${this.low}`);
    }
    return this.#readVolume();
  }

  #readStamp(): boolean {
    const { starts, ends } = this.#splitter;
    const { stamp, timeOfDay } = this.#layout;
    const isDate = this.#stamp.read(this.#bytes, starts[stamp] as number, ends[stamp] as number);
    if (timeOfDay < 0 || !isDate) return isDate;
    const start = starts[timeOfDay] as number;
    const end = ends[timeOfDay] as number;
    return start === end || this.#stamp.readTimeOfDay(this.#bytes, start, end);
  }

  #readSymbol(): number {
    if (this.#fixedSymbolIndex >= 0) return this.#fixedSymbolIndex;
    const field = this.#layout.symbol;
    const { starts, ends } = this.#splitter;
    return this.#symbols.find(this.#bytes, starts[field] as number, ends[field] as number);
  }

  /** False after it has rejected the row. */
  #readPrices(): boolean {
    const { open, high, low, close } = this.#layout;
    this.open = this.#readPrice(open);
    if (Number.isNaN(this.open)) return false;
    this.high = this.#readPrice(high);
    if (Number.isNaN(this.high)) return false;
    this.low = this.#readPrice(low);
    if (Number.isNaN(this.low)) return false;
    this.close = this.#readPrice(close);
    return !Number.isNaN(this.close);
  }

  /** NaN after it has rejected the row. */
  #readPrice(field: number): number {
    const { starts, ends } = this.#splitter;
    const price = parsePlainDecimal(this.#bytes, starts[field] as number, ends[field] as number);
    return price > 0 && price < Number.POSITIVE_INFINITY ? price : this.#readOddPrice(field);
  }

  #readOddPrice(field: number): number {
    const text = this.#fieldText(field);
    if (blankValue.test(text)) return this.#rejectPrice("missing-price", field, "is missing");
    if (this.#isCommaUnclear(text)) {
      return this.#rejectPrice("bad-price", field, "may have a decimal comma; write a point");
    }
    const price = parseWrittenDecimal(text);
    if (!Number.isFinite(price)) return this.#rejectPrice("bad-price", field, "is not a number");
    if (price > 0) return price;
    return this.#rejectPrice("not-positive-price", field, "is not above zero");
  }

  #readVolume(): RowOutcome {
    const field = this.#layout.volume;
    if (field < 0) {
      this.volume = Number.NaN;
      return "accepted";
    }
    const { starts, ends } = this.#splitter;
    const plain = parsePlainDecimal(this.#bytes, starts[field] as number, ends[field] as number);
    if (plain >= 0 && plain < Number.POSITIVE_INFINITY) {
      this.volume = plain;
      return "accepted";
    }
    const text = this.#fieldText(field);
    const isBlank = blankValue.test(text);
    const volume = isBlank ? Number.NaN : parseWrittenDecimal(text);
    if (!isBlank && !Number.isFinite(volume)) {
      return this.#reject("bad-volume", `volume ${shown(text)} is not a number`);
    }
    if (volume < 0) return this.#reject("negative-volume", `volume ${shown(text)} is negative`);
    // "-0" would be a zero that differs from zero.
    this.volume = volume === 0 ? 0 : volume;
    return "accepted";
  }

  /**
   * "1,234" is 1.234 to some writers and 1234 to others. Two commas, or a point in another price of
   * the row, show that commas group thousands; a file with semicolons never shows it.
   */
  #isCommaUnclear(text: string): boolean {
    if (!text.includes(",") || text.includes(".")) return false;
    const { separator, open, high, low, close } = this.#layout;
    if (separator === semicolon) return true;
    if (text.indexOf(",") !== text.lastIndexOf(",")) return false;
    return ![open, high, low, close].some((field) => this.#fieldText(field).includes("."));
  }

  #rejectFieldCount(): RowOutcome {
    const { fieldCount } = this.#splitter;
    if (this.#isBlankLine()) return "blank";
    const fields = fieldCount === 1 ? "1 field" : `${fieldCount} fields`;
    return this.#reject(
      "wrong-field-count",
      `${fields} in place of the ${this.#layout.fieldCount} of the header`,
    );
  }

  #rejectStamp(): RowOutcome {
    if (this.#isBlankLine()) return "blank";
    const { names, stamp } = this.#layout;
    const text = this.#fieldText(stamp);
    if (canonicalName(text) === canonicalName(names[stamp] as string)) {
      return this.#reject("repeated-header", "the header once more");
    }
    if (this.#stamp.isDayFirst) {
      return this.#reject("bad-time", `${shown(text)} puts the day before the month`);
    }
    const shownTime =
      this.#layout.timeOfDay < 0 ? text : `${text} ${this.#fieldText(this.#layout.timeOfDay)}`;
    return this.#reject("bad-time", `${shown(shownTime)} is not a date or time that is understood`);
  }

  #rejectSymbol(): RowOutcome {
    if (this.symbolIndex === tooManySymbols) return "too-many-symbols";
    const text = shown(this.#fieldText(this.#layout.symbol));
    const { symbolIndex } = this;
    return this.#reject(
      "bad-symbol",
      symbolIndex === noSymbol && text === '""' ? "the symbol is empty" : `${text} is no symbol`,
    );
  }

  #rejectGrid(): RowOutcome {
    const text = shown(this.#fieldText(this.#layout.stamp));
    const { stepMs } = this.#times;
    const minutes = stepMs / 60_000;
    const grid = minutes === 1 ? "a full minute" : `a multiple of ${minutes} minutes`;
    return this.#reject("time-off-grid", `${text} is not ${grid}`);
  }

  #rejectOpen(): RowOutcome {
    const text = shown(this.#fieldText(this.#layout.stamp));
    return this.#reject("not-closed-yet", `the bar of ${text} is still open, or of the future`);
  }

  #rejectPrice(reason: RejectReason, field: number, verdict: string): number {
    const value = reason === "missing-price" ? "" : ` ${shown(this.#fieldText(field))}`;
    this.#reject(reason, `${this.#layout.names[field]}${value} ${verdict}`);
    return Number.NaN;
  }

  #reject(reason: RejectReason, message: string): RowOutcome {
    this.reason = reason;
    this.message = message;
    return "rejected";
  }

  /** True for an empty line, and for one of separators only, as spreadsheets leave behind. */
  #isBlankLine(): boolean {
    const { starts, ends, fieldCount } = this.#splitter;
    for (let field = 0; field < Math.min(fieldCount, starts.length); field++) {
      if (starts[field] !== ends[field]) return false;
    }
    return true;
  }

  #fieldText(field: number): string {
    const { starts, ends } = this.#splitter;
    return utf8.decode(this.#bytes.subarray(starts[field], ends[field]));
  }
}

const utf8 = new TextDecoder();
const semicolon = 59;
const shownCharsMax = 40;

/** How sources write that they have no value. */
const blankValue = /^(?:|n\/?a|nan|null|none|nil|-+|\.)$/i;

const flawMessages = {
  "control-character": "a control character is in the line",
  "quote-not-closed": "a quote is opened and not closed",
} as const;

/** A value in quotes, cut short, safe to print on a terminal. */
function shown(text: string): string {
  const cut = text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}...` : text;
  return JSON.stringify(cut.replace(/[\p{Cc}\p{Cf}]/gu, "?"));
}
