/** From values to places, and round values to label. */

export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Place of `max` and of `min`, px from the top: y grows downwards. */
  readonly top: number;
  readonly bottom: number;
}

export function placeOf(scale: Scale, value: number): number {
  const share = (value - scale.min) / (scale.max - scale.min);
  return scale.bottom - share * (scale.bottom - scale.top);
}

/**
 * A range that can be drawn: a flat one is opened by a tenth to both sides, one without any value
 * becomes 0..1.
 */
export function drawableRange(range: { readonly min: number; readonly max: number }) {
  const { min, max } = range;
  if (!Number.isFinite(max - min)) return { min: 0, max: 1 };
  // Closer together than doubles of this size can tell apart in a picture counts as flat.
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (max - min > magnitude * 1e-9) return { min, max };
  const reach = magnitude === 0 ? 1 : magnitude * 0.1;
  return { min: min - reach, max: max + reach };
}

/** A range around zero that holds all values; -1..1 when there are none or only zeros. */
export function symmetricRange(range: { readonly min: number; readonly max: number }) {
  const reach = Math.max(Math.abs(range.min), Math.abs(range.max));
  if (!Number.isFinite(reach) || reach === 0) return { min: -1, max: 1 };
  const floor = reach * 0.15;
  return { min: Math.min(range.min, -floor), max: Math.max(range.max, floor) };
}

const tickMantissas = [1, 2, 2.5, 5, 10];
const ticksMax = 50;

/** Round values in min..max, lowest first, at most `countMax` of them, and their step. */
export function niceTicks(
  range: { readonly min: number; readonly max: number },
  countMax: number,
): { readonly values: readonly number[]; readonly step: number } {
  const raw = (range.max - range.min) / Math.max(1, Math.min(countMax, ticksMax));
  const power = 10 ** Math.floor(Math.log10(raw));
  const mantissa = tickMantissas.find((candidate) => candidate * power >= raw * (1 - 1e-9)) ?? 10;
  const step = mantissa * power;
  const values: number[] = [];
  const last = Math.floor(range.max / step + 1e-9);
  // Whole multiples, so that no error adds up from tick to tick.
  for (let i = Math.ceil(range.min / step - 1e-9); i <= last; i++) values.push(i * step);
  return { values, step };
}

/** Decimals that tell values apart which are `step` from each other. */
export function stepDecimals(step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const isQuarter = Math.abs(step * 10 ** digits - 2.5) < 1e-9;
  return Math.min(12, isQuarter ? digits + 1 : digits);
}
