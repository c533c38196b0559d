import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromYahooSymbol, toYahooSymbol, yahooNames } from "./symbols.ts";

const root = fc.stringMatching(/^[A-Z][A-Z0-9]{0,4}$/);
const suffix = fc.stringMatching(/^[A-Z]{1,2}$/);
const canonical = fc.oneof(
  root,
  fc.tuple(root, suffix).map(([name, letters]) => `${name}.${letters}`),
  fc.tuple(root, suffix).map(([name, letters]) => `${name}-${letters}`),
  fc.constantFrom("SPX", "VIX", "^IXIC", "ES=F", "BRK.B", "AACT.U", "ABR-D", "ABC-"),
);

describe("names at Yahoo", () => {
  test.each([
    ["AAPL", "AAPL"],
    ["BRK.B", "BRK-B"],
    ["AACT.U", "AACT-UN"],
    ["BFLY.WS", "BFLY-WS"],
    ["ABR-D", "ABR-PD"],
    ["SPX", "^GSPC"],
    ["VIX", "^VIX"],
    ["^IXIC", "^IXIC"],
  ])("%s is %s, there and back", (symbol, name) => {
    expect(toYahooSymbol(symbol)).toBe(name);
    expect(fromYahooSymbol(name)).toBe(symbol);
  });

  test("options of the index have a name of their own", () => {
    expect(toYahooSymbol("SPX", "options")).toBe("^SPX");
    expect(toYahooSymbol("VIX", "options")).toBe("^VIX");
    expect(fromYahooSymbol("^SPX")).toBe("SPX");
  });

  test.each(["AZT.OL", "BTC-USD", "0P000071W8.TO", "SPX", "AAPL250117C00150000 ", "AACT-U", ""])(
    "%p of Yahoo has no canonical name",
    (name) => {
      expect(fromYahooSymbol(name)).toBeNull();
    },
  );

  test.each(["^GSPC", "X.PA", "X.UN", "A/B", "$ABC"])("%p cannot be asked for", (symbol) => {
    expect(toYahooSymbol(symbol)).toBeNull();
  });

  test("a canonical symbol that has a name comes back unchanged", () => {
    let named = 0;
    fc.assert(
      fc.property(canonical, (symbol) => {
        const name = toYahooSymbol(symbol);
        if (name === null) return;
        named += 1;
        expect(fromYahooSymbol(name)).toBe(symbol);
      }),
    );
    expect(named).toBeGreaterThan(20);
  });

  test("symbols without a name are left out of a question", () => {
    expect([...yahooNames(["BRK.B", "A/B", "SPX"])]).toEqual([
      ["BRK-B", "BRK.B"],
      ["^GSPC", "SPX"],
    ]);
  });
});
