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

/**
 * The fewest decimals, from `decimals` up, with which each of the values is a tick; none when
 * there are no such. `skipsNaN` lets NaN pass, for columns that give it a code of its own.
 */
export function decimalsOf(
  values: Float64Array,
  span: { readonly from: number; readonly to: number; readonly skipsNaN: boolean },
  decimals: number,
): number {
  let power = powers[decimals] as number;
  for (let i = span.from; i < span.to; i++) {
    const value = values[i] as number;
    while (!isTick(value, power)) {
      if (span.skipsNaN && Number.isNaN(value)) break;
      // A tick of d decimals is one of d + 1 as well, so what was checked before stays true.
      decimals += 1;
      if (decimals > decimalsMax || !(Math.abs(value) <= wholeMax)) return decimalsNone;
      power = powers[decimals] as number;
    }
  }
  // With more decimals the larger values of the column may have grown out of the exact range.
  return areExact(values, span, power) ? decimals : decimalsNone;
}

function isTick(value: number, power: number): boolean {
  return Math.round(value * power) / power === value;
}

function areExact(
  values: Float64Array,
  span: { readonly from: number; readonly to: number; readonly skipsNaN: boolean },
  power: number,
): boolean {
  for (let i = span.from; i < span.to; i++) {
    const value = values[i] as number;
    const ticks = Math.round(value * power);
    const isSame = ticks / power === value && Math.abs(ticks) <= wholeMax;
    if (!isSame && !(span.skipsNaN && Number.isNaN(value))) return false;
    // A tick has no sign of zero.
    if (ticks === 0 && Object.is(value, -0)) return false;
  }
  return true;
}

/** `out[i]` becomes the tick of `values[from + i]`. */
export function toTicks(
  values: Float64Array,
  span: { readonly from: number; readonly to: number },
  decimals: number,
  out: Float64Array,
): void {
  const power = powers[decimals] as number;
  for (let i = span.from; i < span.to; i++) {
    out[i - span.from] = Math.round((values[i] as number) * power);
  }
}

/** Ticks back to values, in place. */
export function fromTicks(column: Float64Array, count: number, decimals: number): void {
  if (decimals === 0) return;
  const power = powers[decimals] as number;
  for (let i = 0; i < count; i++) column[i] = (column[i] as number) / power;
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
