import { expect, test } from "bun:test";
import fc from "fast-check";
import { childKey, seedKey } from "./random.ts";
import { bridge, wanderAt } from "./wander.ts";

test("a bridged walk ends at its target to the bit", () => {
  const steps = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 130,
  });
  const level = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(steps, level, level, (walked, start, target) => {
      const walk = Float64Array.from(walked);
      bridge(walk, walk.length, { start, target });
      expect(walk[walk.length - 1]).toBe(target);
    }),
  );
});

test("bridging changes every step of a walk by the same amount", () => {
  const walk = Float64Array.of(1, 3, 2, 5);
  bridge(walk, 4, { start: 10, target: 11 });
  expect(Array.from(walk)).toEqual([10, 11, 9, 11]);
});

test("levels wander by about one step a block and stay in bounds for ever", () => {
  const root = seedKey(5);
  let squares = 0;
  let highest = 0;
  const count = 20_000;
  for (let index = 0; index < count; index++) {
    const key = childKey(root, index % 20);
    const block = Math.floor(index / 20);
    const level = wanderAt(key, block, 0.2);
    const move = wanderAt(key, block + 1, 0.2) - level;
    squares += move * move;
    highest = Math.max(highest, Math.abs(level));
  }
  expect(Math.sqrt(squares / count)).toBeCloseTo(0.2, 1);
  // Five octaves of 3.5 deviations each, of 0.1 * sqrt(2)^octave.
  expect(highest).toBeLessThan(4);
});
