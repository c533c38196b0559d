import { expect, test } from "bun:test";
import fc from "fast-check";
import { makePainter } from "./color.ts";
import { definitionLines, padEnd, padStart, printable, textWidth, wrapText } from "./text.ts";

test("colours take no room", () => {
  const red = makePainter(true).red("abc");
  expect(textWidth(red)).toBe(3);
  expect(textWidth(padEnd(red, 5))).toBe(5);
  expect(textWidth(padStart(red, 5))).toBe(5);
});

test("wrapped lines fit and lose no word", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 9, max: 60 }), (list, width) => {
      const lines = wrapText(list.join(" "), width);
      expect(lines.every((line) => line.length <= width)).toBe(true);
      expect(lines.join(" ")).toBe(list.join(" "));
    }),
  );
});

test("explanations stand in one column, beside or below their terms", () => {
  const entries = [
    ["--a", "one two three four"],
    ["--much-too-long-for-it", "five"],
  ] as const;
  expect(definitionLines(entries, { width: 28, termWidthMax: 5 })).toEqual([
    "  --a  one two three four",
    "  --much-too-long-for-it",
    "       five",
  ]);
});

test("text from a file cannot steer the terminal", () => {
  expect(printable("a\u001b[2Jb\u202ec\nd")).toBe("a?[2Jb?c?d");
});
