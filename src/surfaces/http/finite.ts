/** The number, or null where there is none: what JSON makes of NaN, made before schemas look. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
