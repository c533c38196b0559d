import { expect, test } from "bun:test";
import fc from "fast-check";
import type { LocalDate } from "../../../domain/local-date.ts";
import { formatOcc, parseOcc } from "../../../domain/option-contract.ts";
import { fromSchwabOption, fromSchwabSymbol, toSchwabOption, toSchwabSymbol } from "./symbols.ts";

test.each([
  ["AAPL", "AAPL"],
  ["BRK.B", "BRK/B"],
  ["ABR-D", "ABR/PRD"],
  ["AACT.U", "AACT/U"],
  ["SPX", "$SPX"],
  ["$TRIN", "$TRIN"],
])("%s is %s at Schwab", (canonical, schwab) => {
  expect(toSchwabSymbol(canonical)).toBe(schwab);
  expect(fromSchwabSymbol(schwab)).toBe(canonical);
});

const letters = (minLength: number, maxLength: number) =>
  fc.stringMatching(new RegExp(`^[A-Z]{${minLength},${maxLength}}$`));

test("a ticker survives the way to Schwab and back", () => {
  const suffix = fc.oneof(
    fc.constant(""),
    fc.tuple(fc.constantFrom(".", "-"), letters(1, 2)).map((parts) => parts.join("")),
  );
  // A class of shares that begins with PR would be read as a preferred; none is listed.
  const tickers = fc
    .tuple(letters(1, 5), suffix)
    .map((parts) => parts.join(""))
    .filter((ticker) => !ticker.includes(".PR"));
  fc.assert(
    fc.property(tickers, (ticker) => {
      expect(fromSchwabSymbol(toSchwabSymbol(ticker))).toBe(ticker);
    }),
  );
});

test("an option survives the way to Schwab and back, at 21 characters", () => {
  const contracts = fc.record({
    root: fc.stringMatching(/^[A-Z]{1,5}[0-9]?$/),
    expiry: fc.integer({ min: 20_000, max: 30_000 }).map((days) => days as LocalDate),
    right: fc.constantFrom("call" as const, "put" as const),
    strike: fc.integer({ min: 1, max: 99_999_999 }).map((thousandths) => thousandths / 1_000),
  });
  fc.assert(
    fc.property(contracts, (contract) => {
      const occ = formatOcc(contract);
      const schwab = toSchwabOption(occ);
      expect(schwab).toHaveLength(21);
      expect(fromSchwabOption(schwab)).toBe(occ);
      expect(parseOcc(schwab)).toEqual({ ok: true, value: { ...contract, occ } });
    }),
  );
});
