import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromTradierSymbol, toTradierSymbol } from "./symbols.ts";

const letters = (max: number) => fc.stringMatching(new RegExp(`^[A-Z]{1,${max}}$`));
const canonical = fc.oneof(
  letters(5),
  fc.tuple(letters(4), letters(2)).map(([root, suffix]) => `${root}.${suffix}`),
);

test("a symbol comes back as it went", () => {
  fc.assert(
    fc.property(canonical, (symbol) => {
      const name = toTradierSymbol(symbol);
      expect(name).not.toBeNull();
      expect(fromTradierSymbol(name ?? "")).toBe(symbol);
    }),
  );
});

test("a name of Tradier goes back as it came, or is none of ours", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9./^$-]{1,8}$/), (name) => {
      const symbol = fromTradierSymbol(name);
      if (symbol !== null) expect(toTradierSymbol(symbol)).toBe(name);
    }),
  );
});

test("kinds of symbols", () => {
  expect(["BRK.B", "AACT.U", "SPX", "ABR-D", "^GSPC"].map(toTradierSymbol)).toEqual([
    ...["BRK/B", "AACT/U", "SPX", null, null],
  ]);
  expect(["BRK/B", "SPX", "BRK.B", "a"].map(fromTradierSymbol)).toEqual([
    ...["BRK.B", "SPX", null, null],
  ]);
});
