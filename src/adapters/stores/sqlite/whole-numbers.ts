/**
 * Prices and volumes as whole numbers that read back to the very same doubles. Three ways are
 * tried: ticks (the value times a power of ten), the bits of a 32-bit float (how one vendor's
 * prices arrive, widened to doubles), and none, when the caller keeps the doubles as they are.
 */

/** Decimals tried: vendors print up to 6, coins up to 8; the rest is room. */
export const decimalsMax = 12;
export const decimalsNone = -1;

/** Below this bound ticks, their differences and the products on the way are exact. */
export const wholeMax = 2 ** 50;

const powers = Float64Array.from({ length: decimalsMax + 1 }, (_, index) => 10 ** index);

export interface TickSpan {
  readonly from: number;
  readonly to: number;
  /** NaN passes: for columns that give it a code of its own. */
  readonly skipsNaN: boolean;
}

/**
 * The fewest decimals, from `decimals` up, with which each of the values looks like a tick; none
 * when there are no such. `toTicks` has the last word.
 */
export function decimalsOf(values: Float64Array, span: TickSpan, decimals: number): number {
  if (decimals === decimalsNone) return decimalsNone;
  let power = powers[decimals] as number;
  for (let i = span.from; i < span.to; i++) {
    const value = values[i] as number;
    while (Math.round(value * power) / power !== value) {
      if (span.skipsNaN && Number.isNaN(value)) break;
      // A tick of d decimals is one of d + 1 as well, so what was checked before stays true.
      decimals += 1;
      if (decimals > decimalsMax) return decimalsNone;
      power = powers[decimals] as number;
    }
  }
  return decimals;
}

/** `out[i]` becomes the tick of `values[from + i]`; false when one would not read back the same. */
export function toTicks(
  values: Float64Array,
  span: TickSpan,
  decimals: number,
  out: Float64Array,
): boolean {
  const power = powers[decimals] as number;
  for (let i = span.from; i < span.to; i++) {
    const value = values[i] as number;
    const ticks = Math.round(value * power);
    out[i - span.from] = ticks;
    // A tick has no sign of zero, and beyond the bound it would not be exact.
    const isExact = ticks / power === value && ticks <= wholeMax && ticks >= -wholeMax;
    if (isExact && !(ticks === 0 && Object.is(value, -0))) continue;
    if (!(span.skipsNaN && Number.isNaN(value))) return false;
  }
  return true;
}

/** Ticks back to values, in place. */
export function fromTicks(column: Float64Array, count: number, decimals: number): void {
  if (decimals === 0) return;
  const power = powers[decimals] as number;
  for (let i = 0; i < count; i++) column[i] = (column[i] as number) / power;
}

/** Cents and their fractions, each a tick of `decimals`, back to values in place of the cents. */
export function fromCents(
  cents: Float64Array,
  fractions: Float64Array,
  size: { readonly count: number; readonly power: number; readonly decimals: number },
): void {
  const { count, power, decimals } = size;
  const scale = powers[decimals] as number;
  for (let i = 0; i < count; i++) {
    cents[i] = ((cents[i] as number) * power + (fractions[i] as number)) / scale;
  }
}

const floatCell = new Float32Array(1);
const bitsCell = new Uint32Array(floatCell.buffer);

/** True when each value is a 32-bit float. NaN is not: its bits are not ours to choose. */
export function areFloats(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (Math.fround(value) !== value) return false;
  }
  return true;
}

/** `out[i]` becomes the bits of `values[from + i]`; neighbouring floats have neighbouring bits. */
export function toFloatBits(
  values: Float64Array,
  span: { readonly from: number; readonly to: number },
  out: Float64Array,
): void {
  for (let i = span.from; i < span.to; i++) {
    floatCell[0] = values[i] as number;
    out[i - span.from] = bitsCell[0] as number;
  }
}

/** Bits back to values, in place. */
export function fromFloatBits(column: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    bitsCell[0] = column[i] as number;
    column[i] = floatCell[0] as number;
  }
}
