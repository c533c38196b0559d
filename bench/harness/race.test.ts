import { expect, test } from "bun:test";
import { type Contender, race } from "./race.ts";

test("every contender runs once a round, in turns, after its preparation", () => {
  const calls: string[] = [];
  const contender = (name: string): Contender => ({
    name,
    prepare: () => calls.push(`prepare ${name}`),
    run: () => calls.push(name) * 0,
  });
  const times = race([contender("a"), contender("b")], 2);
  const timed = calls.filter((call) => !call.startsWith("prepare")).slice(-4);
  expect(timed).toEqual(["a", "b", "b", "a"]);
  expect(calls.at(-2)).toBe("prepare a");
  expect(times.map(({ name, rounds }) => [name, rounds])).toEqual([
    ["a", 2],
    ["b", 2],
  ]);
});

test("a slow contender runs in fewer rounds", () => {
  const slow = { name: "slow", run: () => 1, roundsMax: 1 };
  const times = race([slow, { name: "quick", run: () => 2 }], 3);
  expect(times.map(({ rounds }) => rounds)).toEqual([1, 3]);
  expect(times.every(({ medianMs, fastestMs }) => medianMs >= fastestMs)).toBe(true);
});

test("a contender that changes its answer is caught", () => {
  let calls = 0;
  expect(() => race([{ name: "moody", run: () => calls++ }], 1)).toThrow(/moody answered "3"/);
});
