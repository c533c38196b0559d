import { parseSymbol } from "../../domain/instrument.ts";

/** Different symbols in one file, at most: ten times what US exchanges list, options aside. */
export const symbolsMax = 131_072;

/** `find` gives these instead of an index. */
export const noSymbol = -1;
export const tooManySymbols = -2;

const slotsMin = 64;
const textBytesMin = 256;
/** Spellings longer than this are no tickers, with blanks and all. */
const spellingBytesMax = 64;

/**
 * Symbols of a file by index, found from their bytes without making strings. Different spellings
 * of one ticker ("aapl", "AAPL") have one index.
 *
 * cost    one comparison when the row above has the same symbol, else a hash and a comparison
 * memory  about 100 bytes a symbol; `symbolsMax` spellings are the most
 */
export class SymbolTable {
  /** Canonical tickers by index. */
  readonly symbols: string[] = [];
  readonly #indexes = new Map<string, number>();
  /** Open addressing: spelling number + 1, or 0 for an empty slot. */
  #slots = new Int32Array(slotsMin);
  /** All spellings, one after another; spelling k is text[ends[k - 1]..ends[k]]. */
  #text = new Uint8Array(textBytesMin);
  #ends = new Int32Array(slotsMin / 2 + 1);
  #indexOfSpelling = new Int32Array(slotsMin / 2);
  #spellingCount = 0;
  #lastSpelling = -1;

  /** Index of the ticker that these bytes spell, or `noSymbol`, or `tooManySymbols`. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const last = this.#lastSpelling;
    if (last >= 0 && this.#isSpelling(last, bytes, start, end)) {
      return this.#indexOfSpelling[last] as number;
    }
    if (end - start > spellingBytesMax) return noSymbol;
    const mask = this.#slots.length - 1;
    let slot = hashBytes(bytes, start, end) & mask;
    for (;;) {
      const spelling = (this.#slots[slot] as number) - 1;
      if (spelling < 0) return this.#add(bytes, start, end);
      if (this.#isSpelling(spelling, bytes, start, end)) {
        this.#lastSpelling = spelling;
        return this.#indexOfSpelling[spelling] as number;
      }
      slot = (slot + 1) & mask;
    }
  }

  #isSpelling(spelling: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends[spelling] as number;
    if ((this.#ends[spelling + 1] as number) - from !== end - start) return false;
    const text = this.#text;
    for (let i = start, k = from; i < end; i++, k++) if (bytes[i] !== text[k]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number): number {
    const parsed = parseSymbol(latin1.decode(bytes.subarray(start, end)));
    if (!parsed.ok) return noSymbol;
    if (this.#spellingCount >= symbolsMax) return tooManySymbols;
    if (this.#spellingCount === this.#indexOfSpelling.length) this.#grow();
    const spelling = this.#spellingCount++;
    this.#indexOfSpelling[spelling] = this.indexOf(parsed.value);
    this.#keepText(spelling, bytes.subarray(start, end));
    this.#place(spelling);
    this.#lastSpelling = spelling;
    return this.#indexOfSpelling[spelling] as number;
  }

  /** Index of a canonical ticker, which is added when it is new. */
  indexOf(symbol: string): number {
    const known = this.#indexes.get(symbol);
    if (known !== undefined) return known;
    this.#indexes.set(symbol, this.symbols.length);
    return this.symbols.push(symbol) - 1;
  }

  #keepText(spelling: number, text: Uint8Array): void {
    const from = this.#ends[spelling] as number;
    if (from + text.length > this.#text.length) {
      this.#text = enlarged(this.#text, new Uint8Array(2 * this.#text.length));
    }
    this.#text.set(text, from);
    this.#ends[spelling + 1] = from + text.length;
  }

  #place(spelling: number): void {
    const mask = this.#slots.length - 1;
    const from = this.#ends[spelling] as number;
    let slot = hashBytes(this.#text, from, this.#ends[spelling + 1] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = spelling + 1;
  }

  #grow(): void {
    const capacity = 2 * this.#indexOfSpelling.length;
    this.#indexOfSpelling = enlarged(this.#indexOfSpelling, new Int32Array(capacity));
    this.#ends = enlarged(this.#ends, new Int32Array(capacity + 1));
    this.#slots = new Int32Array(2 * capacity);
    for (let spelling = 0; spelling < this.#spellingCount; spelling++) this.#place(spelling);
  }
}

const latin1 = new TextDecoder("latin1");

/** FNV-1a, 32 bits. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function enlarged<T extends Uint8Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
