import { expect, test } from "bun:test";
import type { ResultColumn } from "../../../domain/result-table.ts";
import { formatCell, words } from "./format.ts";

function column(name: string, rest: Partial<ResultColumn> = {}): ResultColumn {
  return { name, kind: "number", label: name, help: "", ...rest };
}

test.each([
  [column("price", { unit: "price" }), 1234.5, "1,234.50"],
  [column("price", { unit: "price" }), 0.0842, "0.08420"],
  [column("price_change", { unit: "price" }), 0.55, "+0.55"],
  [column("price_change", { unit: "price" }), -23.949, "−23.95"],
  [column("change_pct", { unit: "percent" }), -0.456, "−0.46%"],
  [column("change_pct", { unit: "percent" }), 0, "0.00%"],
  [column("volume", { unit: "shares", kind: "integer" }), 2_913_400, "2.91M"],
  [column("duration", { unit: "bars", kind: "integer" }), 1, "1 bar"],
  [column("duration", { unit: "bars", kind: "integer" }), 17, "17 bars"],
  [column("rsi_pct"), 28.36, "28.4"],
  [column("momentum"), -1.0801, "−1.08"],
  [column("momentum"), 0.0010704, "+0.0011"],
  [column("squeeze_on", { kind: "boolean" }), true, "yes"],
  [column("signal", { kind: "text" }), "fired", "fired"],
  [column("price", { unit: "price" }), null, "–"],
  [column("price", { unit: "price" }), undefined, "–"],
])("%p of %p reads %p", (of, value, text) => {
  expect(formatCell(value, of, { price: 316.78 })).toBe(text);
});

test("a change is quoted with the decimals of its price", () => {
  const change = column("price_change", { unit: "price" });
  expect(formatCell(-0.0012, change, { price: 0.0842 })).toBe("−0.00120");
});

test("names become words", () => {
  expect(words("bullish_breakout")).toBe("Bullish breakout");
  expect(words("not-warmed-up")).toBe("Not warmed up");
});
