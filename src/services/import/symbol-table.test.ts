import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseSymbol } from "../../domain/instrument.ts";
import { noSymbol, SymbolTable, symbolsMax, tooManySymbols } from "./symbol-table.ts";

const encoder = new TextEncoder();

function find(table: SymbolTable, text: string): number {
  const bytes = encoder.encode(`,${text},`);
  return table.find(bytes, 1, bytes.length - 1);
}

test("a symbol keeps its index, in any spelling", () => {
  const table = new SymbolTable();
  expect(
    ["AAPL", "MSFT", "aapl", " Aapl", "MSFT", "AAPL"].map((text) => find(table, text)),
  ).toEqual([0, 1, 0, 0, 1, 0]);
  expect(table.symbols).toEqual(["AAPL", "MSFT"]);
});

test("words that other readers take for values are tickers", () => {
  const table = new SymbolTable();
  for (const ticker of ["NA", "NAN", "TRUE", "INF", "NULL"]) {
    expect(table.symbols[find(table, ticker)]).toBe(ticker);
  }
});

test("text that is no ticker has no index and takes no room", () => {
  const table = new SymbolTable();
  const texts = ["", " ", "A\u0000B", "Ä", "A B", "X".repeat(25), "X".repeat(5_000)];
  for (const text of texts) expect(find(table, text)).toBe(noSymbol);
  expect(table.symbols).toEqual([]);
});

test("the table agrees with a plain map for any sequence of texts", () => {
  const tickers = fc.stringMatching(/^[A-Ca-c.$]{0,4}$/);
  fc.assert(
    fc.property(fc.array(tickers, { maxLength: 300 }), (texts) => {
      const table = new SymbolTable();
      for (const text of texts) {
        const parsed = parseSymbol(text);
        const index = find(table, text);
        expect(index < 0 ? null : table.symbols[index]).toBe(parsed.ok ? parsed.value : null);
      }
    }),
  );
});

test("a file may have 131,072 spellings and no more", () => {
  const table = new SymbolTable();
  const name = (n: number) => `S${n.toString(36).toUpperCase()}`;
  for (let n = 0; n < symbolsMax; n++) expect(find(table, name(n))).toBe(n);
  expect(find(table, "ONEMORE")).toBe(tooManySymbols);
  expect(find(table, name(40_000))).toBe(40_000);
});
