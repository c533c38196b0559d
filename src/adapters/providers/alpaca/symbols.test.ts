import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseSymbol } from "../../../domain/instrument.ts";
import { alpacaBatches, fromAlpacaSymbol, toAlpacaSymbol } from "./symbols.ts";

const letters = fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}$/);
const canonical = fc.oneof(
  letters,
  fc.tuple(letters, fc.stringMatching(/^[A-Z]$/)).map(([root, series]) => `${root}-${series}`),
  letters.map((root) => `${root}-`),
  fc.tuple(letters, fc.stringMatching(/^[A-Z0-9]{1,3}$/)).map(([root, last]) => `${root}.${last}`),
  fc.stringMatching(/^[A-Z0-9$^][A-Z0-9.\-/=^$]{0,8}$/),
);

describe("symbols", () => {
  test("those that Alpaca has come back as they went", () => {
    fc.assert(
      fc.property(canonical, (symbol) => {
        const vendorSymbol = toAlpacaSymbol(symbol);
        if (vendorSymbol !== null) expect(fromAlpacaSymbol(vendorSymbol)).toBe(symbol);
      }),
    );
  });

  test("those of Alpaca come back as they went, and are symbols of ours", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Z0-9]{0,4}(\.(PR)?[A-Z0-9]{0,2})?$/), (text) => {
        const symbol = fromAlpacaSymbol(text);
        if (symbol === null) return;
        expect(toAlpacaSymbol(symbol)).toBe(text);
        expect(parseSymbol(symbol).ok).toBe(true);
      }),
    );
  });

  test("class shares keep their dot, preferreds change, indices have no name there", () => {
    expect(toAlpacaSymbol("BRK.B")).toBe("BRK.B");
    expect(toAlpacaSymbol("ABR-D")).toBe("ABR.PRD");
    expect(fromAlpacaSymbol("ABR.PRD")).toBe("ABR-D");
    expect(fromAlpacaSymbol("IRRX.WS")).toBe("IRRX.WS");
    expect(toAlpacaSymbol("^GSPC")).toBeNull();
    expect(toAlpacaSymbol("$SPX")).toBeNull();
    expect(fromAlpacaSymbol("BTC/USD")).toBeNull();
    expect(fromAlpacaSymbol("")).toBeNull();
  });

  test("batches hold every symbol once, in order, within both limits", () => {
    const limits = { symbolsMax: 3, lettersMax: 20 };
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 30 }), (symbols) => {
        const batches = alpacaBatches(symbols, limits);
        expect(batches.flat()).toEqual([...new Set(symbols)]);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(limits.symbolsMax);
          const address = encodeURIComponent(batch.join(","));
          expect(address.length).toBeLessThanOrEqual(limits.lettersMax);
        }
      }),
    );
  });

  test("a list of what Alpaca cannot have is no batch", () => {
    expect(alpacaBatches(["^VIX", "$SPX"], { symbolsMax: 3, lettersMax: 20 })).toEqual([]);
  });
});
