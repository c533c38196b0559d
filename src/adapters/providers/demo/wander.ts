import { bellAt, type RandomKey } from "./random.ts";

/** Octaves of noise; the slowest repeats every 16 blocks (eight years). */
const octaveCount = 5;
const drawsPerOctave = 1 << 24;

/**
 * Where a log price stands at the start of block `block`: close to a random walk over a few
 * years, bounded over centuries, and found without walking. Value noise of five octaves, each
 * twice as slow and sqrt(2) times as wide as the one before.
 *
 * `stepDeviation` is the deviation of a move from one block to the next.
 */
export function wanderAt(key: RandomKey, block: number, stepDeviation: number): number {
  let level = 0;
  let width = stepDeviation / 2;
  let period = 1;
  for (let octave = 0; octave < octaveCount; octave++) {
    const cell = Math.floor(block / period);
    const share = block / period - cell;
    const before = bellAt(key, octave * drawsPerOctave + 2 * cell);
    const after = bellAt(key, octave * drawsPerOctave + 2 * cell + 2);
    level += width * (before + share * (after - before));
    period *= 2;
    width *= Math.SQRT2;
  }
  return level;
}

/**
 * Turns a walk that begins at 0 into one from `start` to `target`: the missing distance is spread
 * evenly over the days. The last value is `target` to the bit, so that blocks join.
 */
export function bridge(
  walk: Float64Array,
  count: number,
  ends: { readonly start: number; readonly target: number },
): void {
  const { start, target } = ends;
  const slope = (target - start - (walk[count - 1] as number)) / count;
  for (let day = 0; day < count; day++) {
    walk[day] = (walk[day] as number) + start + slope * (day + 1);
  }
  walk[count - 1] = target;
}
