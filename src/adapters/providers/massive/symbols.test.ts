import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatLocalDate, localDateFromDays } from "../../../domain/local-date.ts";
import { formatOcc } from "../../../domain/option-contract.ts";
import {
  fromMassiveSymbol,
  massiveBatches,
  toMassiveContract,
  toMassiveSymbol,
} from "./symbols.ts";

const letters = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[A-Z]{${min},${max}}$`));
const canonical = fc.oneof(
  letters(1, 5),
  fc.tuple(letters(1, 4), letters(1, 2)).map(([root, suffix]) => `${root}.${suffix}`),
  fc.tuple(letters(1, 4), letters(0, 1)).map(([root, series]) => `${root}-${series}`),
  fc.constantFrom("SPX", "VIX", "NDX"),
);

test("a symbol comes back as it went", () => {
  fc.assert(
    fc.property(canonical, (symbol) => {
      const ticker = toMassiveSymbol(symbol);
      expect(ticker).not.toBeNull();
      expect(fromMassiveSymbol(ticker ?? "")).toBe(symbol);
    }),
  );
});

test("a ticker of Massive goes back as it came, or is none of ours", () => {
  const alphabet = fc.stringMatching(/^(?:I:|O:|X:)?[A-Za-z0-9.:/^-]{1,8}$/);
  fc.assert(
    fc.property(alphabet, (ticker) => {
      const symbol = fromMassiveSymbol(ticker);
      if (symbol !== null) expect(toMassiveSymbol(symbol)).toBe(ticker);
    }),
  );
});

test("kinds of symbols", () => {
  expect(["BRK.B", "ABR-D", "F-", "SPX"].map(toMassiveSymbol)).toEqual([
    ...["BRK.B", "ABRpD", "Fp", "I:SPX"],
  ]);
  expect(["ACwsA", "ACr", "X:BTCUSD", "SPX", "I:XYZ", ""].map(fromMassiveSymbol)).toEqual([
    ...[null, null, null, null, null, null],
  ]);
  expect(["^GSPC", "ES=F", "aapl", ""].map(toMassiveSymbol)).toEqual([null, null, null, null]);
});

test("a contract gets its prefix", () => {
  const days = fc.integer({ min: 14_000, max: 30_000 });
  fc.assert(
    fc.property(
      letters(1, 5),
      days,
      fc.integer({ min: 1, max: 99_999_999 }),
      (root, day, mills) => {
        const expiry = localDateFromDays(day);
        const occ = formatOcc({ root, expiry, right: "put", strike: mills / 1_000 });
        expect(toMassiveContract(occ)).toBe(`O:${occ}`);
        expect(occ).toContain(formatLocalDate(expiry).slice(2, 4));
      },
    ),
  );
  expect(toMassiveContract("AAPL")).toBeNull();
});

test("lists are cut by count and by letters, and indices are not asked for with shares", () => {
  const limits = { symbolsMax: 2, lettersMax: 12 };
  expect(massiveBatches(["A", "B", "A", "SPX", "C"], limits)).toEqual([["A", "B"], ["C"]]);
  expect(massiveBatches(["AAAAA", "BBBBB", "C"], limits)).toEqual([["AAAAA"], ["BBBBB", "C"]]);
});
