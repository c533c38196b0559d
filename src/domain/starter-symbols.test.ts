import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { describeShared, sharedPath } from "../../testing/shared.ts";
import { parseSymbol } from "./instrument.ts";
import { starterSymbols } from "./starter-symbols.ts";

test("the starter list has as many symbols as the reference system watched, each once", () => {
  expect(starterSymbols).toHaveLength(175);
  expect(new Set(starterSymbols).size).toBe(175);
});

test("every symbol of it is written as everywhere inside", () => {
  for (const symbol of starterSymbols) {
    expect(parseSymbol(symbol)).toEqual({ ok: true, value: symbol as never });
  }
});

test("tickers that companies gave up are not in it", () => {
  for (const gone of ["SQ", "PARA", "ATLR", "FB", "TWTR"]) {
    expect(starterSymbols).not.toContain(gone);
  }
});

describeShared("the market's directory", () => {
  test("lists all of them but one that began to trade after it was recorded", () => {
    const listed = ["nasdaqlisted.txt", "otherlisted.txt"].flatMap((file) => {
      const text = readFileSync(sharedPath("fixtures", "nasdaq-symdir", file) as string, "utf8");
      return text.split("\n").map((line) => line.split("|")[0]);
    });
    expect(starterSymbols.filter((symbol) => !listed.includes(symbol))).toEqual(["PSKY"]);
  });
});
