import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { starterSymbols } from "../../domain/starter-symbols.ts";
import type { Store } from "../../ports/store.ts";
import { editList, findList, shownLists } from "./edit-watchlist.ts";
import { canonicalSymbol, symbolWords } from "./watchlist-symbols.ts";

describe("symbols as people write them", () => {
  test.each([
    ["aapl", "AAPL"],
    ["NASDAQ:AAPL", "AAPL"],
    ["brk-b", "BRK.B"],
    ["BRK/B", "BRK.B"],
    ["BRK.B", "BRK.B"],
    ["ABR-D", "ABR-D"],
    ["$SPX", "$SPX"],
  ])("%s is %s", (word, symbol) => {
    expect(canonicalSymbol(word, new Set())).toEqual({ ok: true, value: symbol });
  });

  test("the directory decides between a class of shares and a preferred", () => {
    const listed = new Set(["XYZ.D", "ABC-B"]);
    expect(canonicalSymbol("XYZ-D", listed)).toEqual({ ok: true, value: "XYZ.D" });
    expect(canonicalSymbol("ABC/B", listed)).toEqual({ ok: true, value: "ABC-B" });
  });

  test("what is no symbol is refused by its name", () => {
    const read = canonicalSymbol("A?", new Set());
    expect(!read.ok && read.error).toContain('"A?"');
  });

  test("lists of other programs are read: commas, blanks, lines, remarks, quotes", () => {
    expect(symbolWords('NASDAQ:AAPL,NYSE:GE\n"MSFT"; TSLA # cars\n\n# nothing')).toEqual([
      "NASDAQ:AAPL",
      "NYSE:GE",
      "MSFT",
      "TSLA",
    ]);
  });

  test("headings of charting sites are no symbols, and end none", () => {
    expect(symbolWords("\uFEFF###CHIPS,NASDAQ:AMD,NASDAQ:MU,###OIL & GAS,NYSE:XOM")).toEqual([
      "NASDAQ:AMD",
      "NASDAQ:MU",
      "NYSE:XOM",
    ]);
    expect(symbolWords("###Chips\nAMD\n###\nXOM")).toEqual(["AMD", "XOM"]);
  });

  test("of a table the column of symbols is read, whatever else is in it", () => {
    const table =
      'Name,Symbol,Weight\r\n"Berkshire, Inc.",BRK/B,1.7\r\nApple,"AAPL",7\r\nCash,,1\r\n';
    expect(symbolWords(table)).toEqual(["BRK/B", "AAPL"]);
    expect(symbolWords("Ticker;Price\nMSFT;1,5\n")).toEqual(["MSFT"]);
    expect(symbolWords("symbol\nT\nF\n")).toEqual(["T", "F"]);
  });
});

describe("watchlists", () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "l2t-lists-"));
    store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const add = (name: string, ...symbols: string[]) =>
    editList(store, { name, nowMs: 5, change: (before) => [...before, ...symbols] });

  test("begin with the built-in one, which goes once a user has a list", () => {
    expect(shownLists(store)).toEqual([
      { name: "starter", symbols: starterSymbols, updatedTsMs: 0 },
    ]);
    add("mine", "AAPL", "MSFT", "AAPL");
    expect(shownLists(store)).toEqual([
      { name: "mine", symbols: ["AAPL", "MSFT"], updatedTsMs: 5 },
    ]);
  });

  test("the built-in one is taken over when it is edited", () => {
    add("starter", "TEAM");
    expect(findList(store, "starter").symbols).toEqual([...starterSymbols, "TEAM"]);
  });

  test("are told of in the transaction that changes them", () => {
    add("mine", "AAPL");
    const told = store.events.after(0, { limit: 10 });
    expect(told.map(({ topic, payload }) => [topic, payload])).toEqual([
      ["watchlist.changed", { name: "mine" }],
    ]);
  });

  test("without symbols are gone", () => {
    add("mine", "AAPL");
    editList(store, { name: "mine", nowMs: 6, change: () => [] });
    expect(() => findList(store, "mine")).toThrow('no watchlist "mine"; there is starter');
  });

  test("over a limit and under a bad name are refused, and nothing changes", () => {
    const many = Array.from({ length: 1_001 }, (_, i) => `S${i}`);
    expect(() => add("mine", ...many)).toThrow("1001 symbols; a list holds 1000");
    expect(() => add("my list", "AAPL")).toThrow('"my list" is not a name');
    for (let i = 0; i < 100; i++) add(`l${i}`, "AAPL");
    expect(() => add("l100", "AAPL")).toThrow("more than 100 watchlists");
    expect(store.watchlists.lists()).toHaveLength(100);
    expect(store.events.after(0, { limit: 1_000 })).toHaveLength(100);
  });
});
