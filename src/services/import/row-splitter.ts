/**
 * Finds the fields of one line in a buffer of bytes, without making strings.
 *
 * A line ends at a line feed, also inside quotes: bars have no text of several lines, and a lost
 * quote must not swallow the rest of a file. Blanks and quotes around a field are not part of it.
 */

/** Columns that a header may have, at most. */
export const fieldsMax = 256;

export const lineFeed = 10;
const tab = 9;
const carriageReturn = 13;
const blank = 32;
const quote = 34;
const deleteByte = 127;

const ordinaryClass = 0;
const separatorClass = 1;
const lineFeedClass = 2;
const untidyClass = 3;
const carriageReturnClass = 4;
const controlClass = 5;

/** What is wrong with the text of a line, whatever its columns mean. */
export type LineFlaw = "control-character" | "quote-not-closed" | null;

export class RowSplitter {
  /** Byte range of each field, valid up to `fieldCount` and never past `fieldsMax`. */
  readonly starts = new Int32Array(fieldsMax);
  readonly ends = new Int32Array(fieldsMax);
  /** Fields that the line has, also those past `fieldsMax`. */
  fieldCount = 0;
  flaw: LineFlaw = null;
  /** End of the line's text: before the line feed and a carriage return in front of it. */
  lineEnd = 0;
  readonly #classes = new Uint8Array(256);

  /** `separator` is a byte: , ; | or a tab. */
  constructor(separator: number) {
    this.#classes.fill(controlClass, 0, blank);
    this.#classes[deleteByte] = controlClass;
    this.#classes[lineFeed] = lineFeedClass;
    this.#classes[carriageReturn] = carriageReturnClass;
    this.#classes[blank] = untidyClass;
    this.#classes[quote] = untidyClass;
    this.#classes[separator] = separatorClass;
  }

  /** Splits the line at `start`, which a line feed must end. Returns the index after it. */
  split(bytes: Uint8Array, start: number): number {
    const classes = this.#classes;
    const { starts, ends } = this;
    let count = 0;
    let fieldStart = start;
    let isUntidy = false;
    this.flaw = null;
    let i = start;
    for (; ; i++) {
      const kind = classes[bytes[i] as number] as number;
      if (kind === ordinaryClass) continue;
      if (kind === separatorClass) {
        if (count < fieldsMax) {
          starts[count] = fieldStart;
          ends[count] = i;
        }
        count++;
        fieldStart = i + 1;
      } else if (kind === lineFeedClass) {
        break;
      } else if (kind === untidyClass) {
        isUntidy = true;
        if (bytes[i] === quote && isBlank(bytes, fieldStart, i)) i = this.#skipQuoted(bytes, i);
      } else if (kind === controlClass || bytes[i + 1] !== lineFeed) {
        this.flaw ??= "control-character";
      }
    }
    this.lineEnd = i > start && bytes[i - 1] === carriageReturn ? i - 1 : i;
    if (count < fieldsMax) {
      starts[count] = fieldStart;
      ends[count] = Math.max(fieldStart, this.lineEnd);
    }
    this.fieldCount = count + 1;
    if (isUntidy) this.#tidy(bytes);
    return i + 1;
  }

  /** From an opening quote to its closing one, which is returned; a doubled quote is text. */
  #skipQuoted(bytes: Uint8Array, opening: number): number {
    for (let i = opening + 1; ; i++) {
      const byte = bytes[i] as number;
      if (byte === quote) {
        if (bytes[i + 1] !== quote) return i;
        i++;
      } else if (byte === lineFeed) {
        this.flaw ??= "quote-not-closed";
        return i - 1;
      } else if (byte < blank && byte !== tab && byte !== carriageReturn) {
        this.flaw ??= "control-character";
      }
    }
  }

  #tidy(bytes: Uint8Array): void {
    const count = Math.min(this.fieldCount, fieldsMax);
    for (let field = 0; field < count; field++) {
      this.#trim(bytes, field);
      const start = this.starts[field] as number;
      const end = this.ends[field] as number;
      if (end - start < 2 || bytes[start] !== quote || bytes[end - 1] !== quote) continue;
      this.starts[field] = start + 1;
      this.ends[field] = end - 1;
      this.#trim(bytes, field);
    }
  }

  #trim(bytes: Uint8Array, field: number): void {
    let start = this.starts[field] as number;
    let end = this.ends[field] as number;
    while (start < end && bytes[start] === blank) start++;
    while (end > start && bytes[end - 1] === blank) end--;
    this.starts[field] = start;
    this.ends[field] = end;
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== blank) return false;
  return true;
}
