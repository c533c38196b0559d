import { describe, expect, test } from "bun:test";
import {
  numberParam,
  parseSort,
  sortParam,
  symbolsMax,
  symbolsParam,
  wordsParam,
} from "./list-params.ts";
import { readParams } from "./params.ts";

const symbols = symbolsParam({ help: "" });
const words = wordsParam({ words: ["up", "down"], help: "" });
const number = numberParam({ min: 0, max: 10, help: "" });
const sort = sortParam({ columns: ["price", "symbol"], default: "symbol", help: "" });

describe("parameters that are lists", () => {
  test.each([
    ["AAPL", ["AAPL"]],
    ["aapl, brk.b,AAPL", ["AAPL", "BRK.B"]],
    ["", undefined],
    ["AAPL,,MSFT", undefined],
    ["A B", undefined],
  ])("symbols %p", (text, expected) => {
    expect(symbols.parse(text) as unknown).toEqual(expected);
  });

  test("symbols have a limit, which an address can hold", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);
    expect(symbols.parse(many(symbolsMax).join(","))).toHaveLength(symbolsMax);
    expect(symbols.parse(many(symbolsMax + 1).join(","))).toBeUndefined();
    const search = new URLSearchParams({ symbols: many(symbolsMax).join(",") });
    expect(readParams({ symbols }, search, { acceptsUnknown: false }).ok).toBe(true);
  });

  test.each([
    ["up", ["up"]],
    ["down,up,down", ["down", "up"]],
    ["up,sideways", undefined],
    ["", undefined],
  ])("words %p", (text, expected) => {
    expect(words.parse(text) as unknown).toEqual(expected);
  });
});

test.each([
  ["0", 0],
  ["2.5", 2.5],
  ["-0", 0],
  ["+10", 10],
  ["10.1", undefined],
  ["1e1", undefined],
  ["0x1", undefined],
  ["Infinity", undefined],
  ["", undefined],
])("number %p", (text, expected) => {
  expect(number.parse(text)).toBe(expected as number);
});

test.each([
  ["price", { column: "price", isDescending: false }],
  ["-price", { column: "price", isDescending: true }],
  ["--price", undefined],
  ["Price", undefined],
])("sort %p", (text, expected) => {
  expect(parseSort(text)).toEqual(expected);
});

test("a sort by a column that there is not is refused with those there are", () => {
  const read = readParams({ sort }, new URLSearchParams("sort=colour"), { acceptsUnknown: false });
  expect(!read.ok && read.error.message).toBe(
    'sort is one of price, -price, symbol, -symbol, not "colour"',
  );
});
