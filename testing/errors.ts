/**
 * Largest |found - expected| relative to |expected|, or to `floor` where that is larger. NaN has
 * to meet NaN; with floor 0 an expected 0 has to be met exactly.
 */
export function worstError(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 0,
): number {
  if (found.length !== expected.length) throw new Error(`${found.length} values`);
  let worst = 0;
  for (let i = 0; i < found.length; i++) {
    worst = Math.max(worst, relativeError(found[i] as number, expected[i] as number, floor, i));
  }
  return worst;
}

export function relativeError(found: number, expected: number, floor: number, at = 0): number {
  if (Number.isNaN(expected) !== Number.isNaN(found)) {
    throw new Error(`value ${at} is ${found} instead of ${expected}`);
  }
  if (Object.is(found, expected) || found === expected) return 0;
  return Math.abs(found - expected) / Math.max(Math.abs(expected), floor);
}

/** The first place where two columns differ in their bits (NaN equals NaN), or null. */
export function firstDifference(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
): string | null {
  if (found.length !== expected.length) return `${found.length} values for ${expected.length}`;
  for (let i = 0; i < found.length; i++) {
    if (!Object.is(found[i], expected[i])) return `[${i}] is ${found[i]}, not ${expected[i]}`;
  }
  return null;
}
