import { describe, expect, test } from "bun:test";
import { colorChoice, colorDepth, makePainter, wantsColor } from "./color.ts";

describe("colours are", () => {
  test.each([
    ["on in a terminal", "auto", true, {}, true],
    ["off in a pipe", "auto", false, {}, false],
    ["off in a dumb terminal", "auto", true, { TERM: "dumb" }, false],
    ["off with NO_COLOR", "auto", true, { NO_COLOR: "1" }, false],
    ["on with an empty NO_COLOR", "auto", true, { NO_COLOR: "" }, true],
    ["on in a pipe with FORCE_COLOR", "auto", false, { FORCE_COLOR: "1" }, true],
    ["off with FORCE_COLOR=0", "auto", true, { FORCE_COLOR: "0" }, false],
    [
      "off with both, since NO_COLOR wins",
      "auto",
      true,
      { NO_COLOR: "1", FORCE_COLOR: "1" },
      false,
    ],
    ["on with --color always and NO_COLOR", "always", false, { NO_COLOR: "1" }, true],
    ["off with --color never and FORCE_COLOR", "never", true, { FORCE_COLOR: "1" }, false],
  ] as const)("%s", (_, choice, isTerminal, environment, expected) => {
    expect(wantsColor({ choice, isTerminal, environment })).toBe(expected);
  });
});

test("the choice is read from the line before the environment", () => {
  expect(colorChoice(["scan", "--color", "never"], { L2T_COLOR: "always" })).toBe("never");
  expect(colorChoice(["--color=always"], {})).toBe("always");
  expect(colorChoice(["scan"], { L2T_COLOR: "always" })).toBe("always");
  expect(colorChoice(["--color", "pink"], {})).toBe("auto");
});

test("a painter without colours leaves text as it is", () => {
  expect(makePainter(false).red("x")).toBe("x");
  expect(makePainter(true).red("x")).toBe("\u001b[31mx\u001b[39m");
  expect(makePainter(true).red("")).toBe("");
});

test("the depth is what the terminal says of itself", () => {
  expect(colorDepth({ COLORTERM: "truecolor", TERM: "xterm" })).toBe("truecolor");
  expect(colorDepth({ TERM: "xterm-256color" })).toBe("256");
  expect(colorDepth({})).toBe("16");
});
