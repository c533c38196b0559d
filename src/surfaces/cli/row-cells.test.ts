import { describe, expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import type { ResultColumn } from "../../domain/result-table.ts";
import { cellText, signalText } from "./row-cells.ts";

const column = (facts: Partial<ResultColumn>): ResultColumn => ({
  ...{ name: "x", kind: "number", label: "X", help: "x" },
  ...facts,
});

describe("a cell", () => {
  test.each([
    [{ unit: "price" }, 12.3, "12.30"],
    [{ unit: "price" }, 0.0123, "0.01230"],
    [{ unit: "percent" }, 1.234, "+1.23"],
    [{ unit: "percent" }, -1.234, "−1.23"],
    [{ kind: "integer", unit: "shares" }, 12_345_678, "12.3M"],
    [{ kind: "integer", unit: "bars" }, 12, "12"],
    [{}, 0.0123, "0.012"],
    [{}, -3, "−3.00"],
    [{ kind: "boolean" }, true, "yes"],
    [{ kind: "text" }, "rising", "rising"],
    [{ kind: "text" }, "a\u001b[2J", "a?[2J"],
    [{}, null, "–"],
    [{}, Number.NaN, "–"],
    [{ name: "squeeze_dots", kind: "text" }, "0123", "◦○●◉"],
  ] as const)("%j of %p is %s", (facts, value, text) => {
    expect(cellText(memoryOutput(), column(facts), value)).toBe(text);
  });
});

test("direction is told by a sign and not by colour alone", () => {
  const output = memoryOutput();
  expect(signalText(output, "bullish_cross", "bullish")).toBe("▲ bullish cross");
  expect(signalText(output, "fired", "bearish")).toBe("▼ fired");
  expect(signalText(memoryOutput({ language: "C" }), "fired", "bearish")).toBe("v fired");
});
