import { assert } from "../../base/assert.ts";
import type { CellValue } from "../../domain/signal.ts";

/** One column of result rows. Cells that were never set are null. */
export interface Cells {
  readonly bytes: number;
  at(index: number): CellValue;
  set(index: number, value: CellValue): void;
  /** Gives back what is beyond the last row; nothing is set afterwards. */
  seal(length: number): void;
  /** All there is of the first `length` cells, for a hash. */
  content(length: number): Iterable<Uint8Array<ArrayBuffer> | string>;
}

const firstLength = 256;

export class NumberCells implements Cells {
  #values = new Float64Array(firstLength).fill(Number.NaN);

  get bytes(): number {
    return this.#values.byteLength;
  }

  at(index: number): CellValue {
    const value = this.#values[index] as number;
    return Number.isNaN(value) ? null : value;
  }

  set(index: number, value: CellValue): void {
    if (value === null) return;
    assert(typeof value === "number", "a column of numbers holds numbers");
    if (index >= this.#values.length) {
      const grown = new Float64Array(grownLength(this.#values.length, index)).fill(Number.NaN);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[index] = value;
  }

  seal(length: number): void {
    this.#values = this.#values.slice(0, length);
  }

  *content(length: number) {
    yield bytesOf(this.#values, length);
  }
}

export class BooleanCells implements Cells {
  /** 0 null, 1 false, 2 true. */
  #codes = new Uint8Array(firstLength);

  get bytes(): number {
    return this.#codes.byteLength;
  }

  at(index: number): CellValue {
    const code = this.#codes[index] ?? 0;
    return code === 0 ? null : code === 2;
  }

  set(index: number, value: CellValue): void {
    if (value === null) return;
    assert(typeof value === "boolean", "a column of flags holds flags");
    this.#codes = grown(this.#codes, index);
    this.#codes[index] = value ? 2 : 1;
  }

  seal(length: number): void {
    this.#codes = this.#codes.slice(0, length);
  }

  *content(length: number) {
    yield bytesOf(this.#codes, length);
  }
}

/** Words that a column may repeat; with more of them, each text is stored by itself. */
const wordsMax = 200;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** UTF-8 needs at most three bytes for a unit of UTF-16. */
const bytesPerUnitMax = 3;

/** Texts: as codes of a few words, or as bytes one after the other; pooled ones as they are. */
export class TextCells implements Cells {
  readonly #pool: Map<string, string> | null;
  readonly #strings: string[] = [];
  readonly #words: string[] = [];
  readonly #codeOf = new Map<string, number>();
  /** 0 null, else 1 and more: the word before. Unused once texts are stored as bytes. */
  #codes = new Uint8Array(firstLength);
  /** End of each text in `#text`; a null is as long as nothing and has its code 0. */
  #ends: Uint32Array<ArrayBuffer> | null = null;
  #text = new Uint8Array(0);
  #textLength = 0;
  #count = 0;

  constructor(pool: Map<string, string> | null) {
    this.#pool = pool;
  }

  get bytes(): number {
    const pointerBytes = 8;
    const ends = this.#ends?.byteLength ?? 0;
    return this.#codes.byteLength + ends + this.#text.length + this.#strings.length * pointerBytes;
  }

  at(index: number): CellValue {
    if (this.#pool !== null) return this.#strings[index] ?? null;
    const code = this.#codes[index] ?? 0;
    if (code === 0) return null;
    if (this.#ends === null) return this.#words[code - 1] ?? null;
    const from = index === 0 ? 0 : (this.#ends[index - 1] as number);
    return decoder.decode(this.#text.subarray(from, this.#ends[index]));
  }

  /** Cells are set in the order of their rows. */
  set(index: number, value: CellValue): void {
    if (this.#pool !== null) {
      this.#setPooled(index, value);
      return;
    }
    this.#codes = grown(this.#codes, index);
    if (this.#ends === null && typeof value === "string") this.#setWord(index, value);
    else if (this.#ends !== null) this.#append(index, value);
    this.#count = index + 1;
  }

  seal(length: number): void {
    this.#codes = this.#codes.slice(0, this.#pool === null ? length : 0);
    this.#ends = this.#ends?.slice(0, length) ?? null;
    this.#text = this.#text.slice(0, this.#textLength);
  }

  *content(length: number) {
    if (this.#pool !== null) yield this.#strings.join("\n");
    yield bytesOf(this.#codes, length);
    if (this.#ends === null) yield this.#words.join("\n");
    else yield bytesOf(this.#ends, length);
    yield this.#text.subarray(0, this.#textLength);
  }

  #setPooled(index: number, value: CellValue): void {
    const text = String(value ?? "");
    const known = this.#pool?.get(text);
    if (known === undefined) this.#pool?.set(text, text);
    this.#strings[index] = known ?? text;
  }

  #setWord(index: number, value: string): void {
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      if (this.#words.length >= wordsMax) {
        this.#storeAsBytes();
        this.#append(index, value);
        return;
      }
      code = this.#words.push(value);
      this.#codeOf.set(value, code);
    }
    this.#codes[index] = code;
  }

  /** Too many words: from now on, and for the rows so far, each text stands for itself. */
  #storeAsBytes(): void {
    const texts = Array.from({ length: this.#count }, (_, index) => this.at(index));
    this.#ends = new Uint32Array(this.#codes.length);
    for (const [index, text] of texts.entries()) this.#append(index, text);
    this.#words.length = 0;
    this.#codeOf.clear();
  }

  #append(index: number, value: CellValue): void {
    const ends = this.#ends as Uint32Array<ArrayBuffer>;
    if (index >= ends.length) {
      this.#ends = new Uint32Array(grownLength(ends.length, index));
      this.#ends.set(ends);
    }
    // Rows that were skipped since are nulls.
    for (let at = this.#count; at < index; at++) (this.#ends as Uint32Array)[at] = this.#textLength;
    if (typeof value === "string") {
      const room = this.#textLength + value.length * bytesPerUnitMax;
      this.#text = grown(this.#text, room);
      const target = this.#text.subarray(this.#textLength);
      this.#textLength += encoder.encodeInto(value, target).written;
    }
    this.#codes[index] = typeof value === "string" ? 1 : 0;
    (this.#ends as Uint32Array)[index] = this.#textLength;
    this.#count = index + 1;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, index: number): Uint8Array<ArrayBuffer> {
  if (index < bytes.length) return bytes;
  const larger = new Uint8Array(grownLength(bytes.length, index));
  larger.set(bytes);
  return larger;
}

function grownLength(length: number, index: number): number {
  return Math.max(firstLength, index + 1, Math.ceil(length * 1.5));
}

/** The first cells of a column; those beyond its end were never set. */
function bytesOf(
  column: Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  length: number,
): Uint8Array<ArrayBuffer> {
  const used = column.subarray(0, length);
  return new Uint8Array(used.buffer, used.byteOffset, used.byteLength);
}
