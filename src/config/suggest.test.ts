import { expect, test } from "bun:test";
import { closestWord, didYouMean } from "./suggest.ts";

const words = ["scan", "stats", "signals", "scanners", "export", "explain"];

test.each([
  ["scna", "scan"],
  ["stat", "stats"],
  ["signal", "signals"],
  ["exprot", "export"],
  ["EXPLAIN", "explain"],
  ["expl", "explain"],
])("%s is taken for %s", (typed, meant) => {
  expect(closestWord(typed, words)).toBe(meant);
});

test.each(["xyz", "", "helicopter"])("nothing is close to %p", (typed) => {
  expect(closestWord(typed, words)).toBeUndefined();
  expect(didYouMean(typed, words)).toBe("");
});

test("of two words the nearer one is suggested", () => {
  expect(didYouMean("--limt", ["--list", "--limit"])).toBe('; did you mean "--limit"?');
});
