import { expect, test } from "bun:test";
import fc from "fast-check";
import { bellAt, childKey, seedKey, uniformAt, wordAt } from "./random.ts";

test("words of a key are the same on every machine", () => {
  const key = seedKey(42);
  const words = Array.from({ length: 4 }, (_, at) => wordAt(key.low, key.high, at) >>> 0);
  // From a separate implementation in another language.
  expect(words).toEqual([2_926_763_947, 3_826_881_788, 2_941_386_300, 3_965_483_126]);
});

test("a seed beyond 32 bits counts with all of its bits", () => {
  expect(seedKey(7)).not.toEqual(seedKey(7 + 2 ** 32));
  expect(seedKey(Number.MAX_SAFE_INTEGER)).toEqual(seedKey(Number.MAX_SAFE_INTEGER));
});

test("children of a key differ from it and from one another", () => {
  const root = seedKey(1);
  const seen = new Set<string>([JSON.stringify(root)]);
  for (let index = -500; index < 80_000; index++) seen.add(JSON.stringify(childKey(root, index)));
  expect(seen.size).toBe(80_501);
});

test("uniform numbers fill 0 to 1 evenly, whatever the key", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seed) => {
      const key = seedKey(seed);
      const counts = new Array<number>(16).fill(0);
      for (let at = 0; at < 16_000; at++) {
        const bin = Math.floor(uniformAt(key, at) * 16);
        counts[bin] = (counts[bin] as number) + 1;
      }
      const chiSquared = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
      // 15 degrees of freedom: one good generator in ten million exceeds 62.
      expect(chiSquared).toBeLessThan(62);
    }),
    { numRuns: 50 },
  );
});

test("neighbouring words and neighbouring keys are uncorrelated", () => {
  const root = seedKey(3);
  const count = 40_000;
  let along = 0;
  let across = 0;
  for (let at = 0; at < count; at++) {
    const here = uniformAt(root, at) - 0.5;
    along += here * (uniformAt(root, at + 1) - 0.5);
    across +=
      (uniformAt(childKey(root, at), 0) - 0.5) * (uniformAt(childKey(root, at + 1), 0) - 0.5);
  }
  // The correlation of independent numbers has a deviation of 1 / sqrt(count) = 0.005.
  expect(Math.abs(along / count) * 12).toBeLessThan(0.025);
  expect(Math.abs(across / count) * 12).toBeLessThan(0.025);
});

test("the bell curve has mean 0, deviation 1 and no more than 3.5 deviations", () => {
  const key = seedKey(9);
  const count = 50_000;
  let sum = 0;
  let squares = 0;
  let highest = 0;
  for (let at = 0; at < count; at++) {
    const value = bellAt(key, 2 * at);
    sum += value;
    squares += value * value;
    highest = Math.max(highest, Math.abs(value));
  }
  expect(sum / count).toBeCloseTo(0, 1);
  expect(squares / count).toBeCloseTo(1, 1);
  expect(highest).toBeLessThan(3.5);
});
