import { Failure } from "../../../base/failure.ts";
import { planeWidthMax, readPlanes } from "./planes.ts";
import { centDecimals, columnModes, type PriceColumns } from "./price-columns.ts";
import { decimalsMax, fromFloatBits, fromTicks } from "./whole-numbers.ts";

/** Reads the bytes of `ColumnWriter` back, in the order in which they were written. */
export class ColumnReader {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #count = 0;
  #at = 0;
  #width = 0;
  #fractions = new Float64Array(0);

  begin(bytes: Uint8Array<ArrayBuffer>, count: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#count = count;
    this.#at = 0;
  }

  /** States that nothing is left over. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged("it is longer than its columns");
  }

  rising(out: Float64Array): void {
    const mode = this.#byte();
    if (mode === columnModes.doubles) {
      this.#raw(out);
      return;
    }
    if (mode !== columnModes.steps) throw damaged(`a column of times has the mode ${mode}`);
    let value = this.#double();
    const unit = this.#double();
    this.#planes(out);
    for (let i = 0; i < this.#count; i++) {
      value += (out[i] as number) * unit;
      out[i] = value;
    }
  }

  prices(out: PriceColumns): void {
    const mode = this.#byte();
    const all = [out.open, out.high, out.low, out.close];
    if (mode === columnModes.doubles) {
      this.#raw(out.open);
      for (const column of [out.high, out.low, out.close]) {
        if (this.#byte() !== columnModes.doubles) throw damaged("price columns differ in mode");
        this.#raw(column);
      }
      return;
    }
    if (mode !== columnModes.ticks && mode !== columnModes.floats) {
      throw damaged(`a column of prices has the mode ${mode}`);
    }
    if (mode === columnModes.ticks) {
      this.#ticks(out, all);
    } else {
      this.#wholePrices(out);
      for (const column of all) fromFloatBits(column, this.#count);
    }
  }

  #ticks(out: PriceColumns, all: readonly Float64Array[]): void {
    const decimals = this.#decimals();
    const isSplit = this.#byte() === 1;
    const fractionsAt = this.#at;
    if (isSplit) {
      if (decimals <= centDecimals) throw damaged("its cents have no fractions");
      for (const _ of all) this.#skipPlanes();
    }
    this.#wholePrices(out);
    if (isSplit) {
      const end = this.#at;
      this.#at = fractionsAt;
      const power = 10 ** (decimals - centDecimals);
      for (const column of all) this.#addFractions(column, power);
      this.#at = end;
    }
    for (const column of all) fromTicks(column, this.#count, decimals);
  }

  #addFractions(cents: Float64Array, power: number): void {
    if (this.#fractions.length < this.#count) this.#fractions = new Float64Array(this.#count);
    const fractions = this.#fractions;
    this.#planes(fractions);
    for (let i = 0; i < this.#count; i++) {
      cents[i] = (cents[i] as number) * power + (fractions[i] as number);
    }
  }

  loose(out: Float64Array): void {
    const mode = this.#byte();
    if (mode === columnModes.doubles) {
      this.#raw(out);
      return;
    }
    if (mode !== columnModes.ticks) throw damaged(`a column of numbers has the mode ${mode}`);
    const decimals = this.#decimals();
    this.#planes(out);
    for (let i = 0; i < this.#count; i++) {
      const code = out[i] as number;
      out[i] = code === 0 ? Number.NaN : unzigzag(code - 1);
    }
    fromTicks(out, this.#count, decimals);
  }

  #wholePrices(out: PriceColumns): void {
    const { open, high, low, close } = out;
    const count = this.#count;
    const first = this.#double();
    let previous = first;
    this.#signedPlanes(close);
    for (let i = 0; i < count; i++) {
      previous += close[i] as number;
      close[i] = previous;
    }
    this.#signedPlanes(open);
    previous = first;
    for (let i = 0; i < count; i++) {
      open[i] = (open[i] as number) + previous;
      previous = close[i] as number;
    }
    this.#signedPlanes(high);
    for (let i = 0; i < count; i++) {
      high[i] = (high[i] as number) + Math.max(open[i] as number, close[i] as number);
    }
    this.#signedPlanes(low);
    for (let i = 0; i < count; i++) {
      low[i] = Math.min(open[i] as number, close[i] as number) - (low[i] as number);
    }
  }

  #signedPlanes(out: Float64Array): void {
    this.#planes(out);
    if (this.#width <= 3) {
      // These fit in 31 bits, where shifts are exact and quick.
      for (let i = 0; i < this.#count; i++) {
        const code = out[i] as number;
        out[i] = (code >>> 1) ^ -(code & 1);
      }
      return;
    }
    for (let i = 0; i < this.#count; i++) out[i] = unzigzag(out[i] as number);
  }

  #planes(out: Float64Array): void {
    const start = this.#skipPlanes();
    readPlanes(this.#bytes, start, { count: this.#count, width: this.#width }, out);
  }

  #skipPlanes(): number {
    const width = this.#byte();
    if (width > planeWidthMax) throw damaged(`a column is ${width} bytes wide`);
    this.#need(width * this.#count);
    this.#width = width;
    const start = this.#at;
    this.#at += width * this.#count;
    return start;
  }

  #raw(out: Float64Array): void {
    const count = this.#count;
    this.#need(8 * count);
    const target = new Uint8Array(out.buffer, out.byteOffset, count * 8);
    for (let plane = 0; plane < 8; plane++) {
      const start = this.#at + plane * count;
      for (let i = 0; i < count; i++) target[i * 8 + plane] = this.#bytes[start + i] as number;
    }
    this.#at += 8 * count;
  }

  #decimals(): number {
    const decimals = this.#byte();
    if (decimals > decimalsMax) throw damaged(`a column has ${decimals} decimals`);
    return decimals;
  }

  #byte(): number {
    this.#need(1);
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  #double(): number {
    this.#need(8);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length) throw damaged("it ends in the middle of a column");
  }
}

function unzigzag(code: number): number {
  const half = Math.floor(code / 2);
  return code - 2 * half === 1 ? -half - 1 : half;
}

/** What is wrong with a stored blob, without its place, which the caller knows. */
export function damaged(what: string): Failure {
  return new Failure("store.invalid", `stored bars are damaged: ${what}`);
}
