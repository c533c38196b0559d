import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { addDays } from "../../src/domain/local-date.ts";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";
import { contractOf, expiryDate, levelsOf, simulated, strikeOf } from "./store-market-rows.ts";

export function checkOptions(create: () => StoreHarness): void {
  describe("options", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("contracts are of an underlying, whatever their root, by OCC symbol", () => {
      const weekly = contractOf("SPXW260612C06900000", { underlying: "SPX" });
      const monthly = contractOf("SPX260618P06900000");
      const other = contractOf("SPY260612C00690000");
      store.options.putContracts([weekly, other, monthly]);
      expect(store.options.contracts("SPX")).toEqual([monthly, weekly]);
      expect(store.options.contracts("SPY")).toEqual([other]);
      expect(store.options.contracts("SP")).toEqual([]);
    });

    test("a contract replaces what was remembered of it, from any process", () => {
      const contract = contractOf("SPY260612C00690000");
      store.options.putContracts([contract, contractOf("SPY260612P00690000")]);
      const next = { ...contract, volume: 0, openInterest: null, openInterestBefore: 5_000 };
      harness.open().options.putContracts([next]);
      expect(store.options.contracts("SPY")[0]).toEqual(next);
      expect(store.options.contracts("SPY")).toHaveLength(2);
    });

    test("a chain replaces its levels and all of its strikes at once", () => {
      const next = addDays(expiryDate, 7);
      const strikes = [strikeOf(expiryDate, 690), strikeOf(expiryDate, 7.5), strikeOf(next, 1)];
      store.options.putChain(levelsOf("SPY"), strikes);
      store.options.putChain(levelsOf("AAPL"), [strikeOf(expiryDate, 250)]);
      const byStrike = [strikes[1], strikes[0], strikes[2]];
      expect(store.options.strikes("SPY")).toEqual(byStrike as typeof strikes);
      const later = levelsOf("SPY", { zeroGamma: null, callWall: null, spot: null, expiries: [] });
      harness.open().options.putChain(later, [strikeOf(next, 2)]);
      expect(store.options.strikes("SPY")).toEqual([strikeOf(next, 2)]);
      expect(store.options.strikes("AAPL")).toHaveLength(1);
      expect(store.options.levels()).toEqual([levelsOf("AAPL"), later]);
      expect(store.options.levelsOf("SPY")).toEqual(later);
      expect(store.options.levelsOf("QQQ")).toBeNull();
    });

    test("a strike that is there twice leaves the chain as it was", () => {
      store.options.putChain(levelsOf("SPY"), [strikeOf(expiryDate, 690)]);
      const twice = [strikeOf(expiryDate, 1), strikeOf(expiryDate, 1)];
      thrownBy(() => store.options.putChain(levelsOf("SPY", { spot: 1 }), twice));
      expect(store.options.levelsOf("SPY")).toEqual(levelsOf("SPY"));
      expect(store.options.strikes("SPY")).toEqual([strikeOf(expiryDate, 690)]);
    });

    test("what expired before a day is dropped, what expires on it stays", () => {
      const dayBefore = contractOf("SPY260611C00690000");
      const onTheDay = contractOf("SPXW260612C06900000", { underlying: "SPX" });
      const yearBefore = contractOf("SPY251231C00690000");
      store.options.putContracts([dayBefore, onTheDay, yearBefore]);
      const strikes = [strikeOf(addDays(expiryDate, -1), 690), strikeOf(expiryDate, 690)];
      store.options.putChain(levelsOf("SPY"), strikes);
      expect(store.options.dropExpired(expiryDate, { rowsMax: 1 })).toBe(1);
      expect(store.options.dropExpired(expiryDate, { rowsMax: 9 })).toBe(2);
      expect(store.options.dropExpired(expiryDate)).toBe(0);
      expect(store.options.contracts("SPY")).toEqual([]);
      expect(store.options.contracts("SPX")).toEqual([onTheDay]);
      expect(store.options.strikes("SPY")).toEqual([strikeOf(expiryDate, 690)]);
    });

    test("chains are real or simulated, never both", () => {
      store.options.putChain(levelsOf("SPY"), []);
      const made = { ...levelsOf("AAPL"), ...simulated };
      const error = thrownBy(() => store.options.putChain(made, []));
      expect(error).toMatchObject({ code: "input.invalid" });
      expect(store.options.levels()).toEqual([levelsOf("SPY")]);
    });
  });
}
