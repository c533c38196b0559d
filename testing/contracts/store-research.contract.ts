import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { addDays } from "../../src/domain/local-date.ts";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";
import {
  expiryDate,
  listingOf,
  newsOf,
  noonTsMs,
  ratingOf,
  simulated,
  vendor,
} from "./store-market-rows.ts";

const all = { sinceTsMs: 0, limit: 99 };

export function checkResearch(create: () => StoreHarness): void {
  describe("research", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("a rating is stored once: symbol, moment, firm and action make it", () => {
      const rating = ratingOf("AAA", noonTsMs);
      expect(store.research.addRatings([rating, rating], vendor)).toBe(1);
      const again = { ...rating, target: 999 };
      const others = [
        { ...rating, action: "maintain" as const },
        { ...rating, firm: "Other" },
      ];
      const later = { ...vendor, asOfTsMs: noonTsMs };
      expect(harness.open().research.addRatings([again, ...others], later)).toBe(2);
      expect(store.research.ratings(all)).toEqual([
        { ...others[0]!, ...later },
        { ...rating, ...vendor },
        { ...others[1]!, ...later },
      ]);
    });

    test("ratings come newest first, from a moment on, of a symbol, and no more than asked", () => {
      const rows = [1, 3, 2].map((at) => ratingOf(at === 3 ? "BBB" : "AAA", noonTsMs + at));
      store.research.addRatings(rows, vendor);
      const moments = (wanted: Parameters<Store["research"]["ratings"]>[0]) =>
        store.research.ratings(wanted).map(({ tsMs }) => tsMs - noonTsMs);
      expect(moments(all)).toEqual([3, 2, 1]);
      expect(moments({ sinceTsMs: noonTsMs + 2, limit: 9 })).toEqual([3, 2]);
      expect(moments({ ...all, limit: 1 })).toEqual([3]);
      expect(moments({ ...all, symbol: "AAA" })).toEqual([2, 1]);
      expect(moments({ sinceTsMs: noonTsMs + 2, symbol: "AAA", limit: 9 })).toEqual([2]);
      expect(moments({ ...all, untilTsMs: noonTsMs + 2 })).toEqual([2, 1]);
      expect(moments({ ...all, untilTsMs: noonTsMs + 1, symbol: "AAA" })).toEqual([1]);
    });

    test("an item of news is stored once for each provider, with all of its symbols", () => {
      const item = newsOf("n1", noonTsMs, ["AAA", "BBB", "AAA"]);
      expect(store.research.addNews([item, item], vendor)).toBe(1);
      expect(harness.open().research.addNews([item], vendor)).toBe(0);
      const other = { ...vendor, provider: "other" };
      expect(store.research.addNews([{ ...item, summary: "Short – ✓" }], other)).toBe(1);
      const found = store.research.news({ ...all, symbol: "BBB" });
      expect(found).toEqual([
        { ...item, summary: "Short – ✓", ...other },
        { ...item, ...vendor },
      ]);
      expect(store.research.news(all)).toEqual(found);
      expect(store.research.news({ ...all, symbol: "BB" })).toEqual([]);
    });

    test("news comes newest first, from a moment on, and no more than asked", () => {
      const items = [1, 3, 2].map((at) => newsOf(`n${at}`, noonTsMs + at, ["AAA"]));
      store.research.addNews([...items, newsOf("n4", noonTsMs + 4, [])], vendor);
      const ids = (wanted: Parameters<Store["research"]["news"]>[0]) =>
        store.research.news(wanted).map(({ id }) => id);
      expect(ids(all)).toEqual(["n4", "n3", "n2", "n1"]);
      expect(ids({ ...all, symbol: "AAA", limit: 2 })).toEqual(["n3", "n2"]);
      expect(ids({ sinceTsMs: noonTsMs + 3, limit: 9 })).toEqual(["n4", "n3"]);
      expect(ids({ ...all, untilTsMs: noonTsMs + 3, limit: 2 })).toEqual(["n3", "n2"]);
      expect(ids({ ...all, untilTsMs: noonTsMs + 2, symbol: "AAA" })).toEqual(["n2", "n1"]);
    });

    test("old ratings and old news are dropped apart, some at a time", () => {
      const moments = [4, 0, 2, 1, 3].map((at) => noonTsMs + at);
      store.research.addRatings(
        moments.map((tsMs) => ratingOf("AAA", tsMs)),
        vendor,
      );
      const items = moments.map((tsMs) => newsOf(`n${tsMs}`, tsMs, ["AAA"]));
      store.research.addNews(items, vendor);
      const drop = (kind: "ratings" | "news") =>
        store.research.dropResearch(noonTsMs + 3, { kind, rowsMax: 2 });
      expect([drop("news"), drop("news"), drop("news")]).toEqual([2, 1, 0]);
      expect(store.research.news({ ...all, symbol: "AAA" })).toHaveLength(2);
      expect(store.research.ratings(all)).toHaveLength(5);
      expect(drop("ratings")).toBe(2);
      const left = store.research.ratings(all).map(({ tsMs }) => tsMs - noonTsMs);
      expect(left).toEqual([4, 3, 2]);
      expect(store.research.addNews(items, vendor)).toBe(3);
    });

    test("the directory is replaced whole or not at all", () => {
      expect(store.research.listingsInfo()).toBeNull();
      const fund = listingOf("SPY", { isEtf: true, kind: "etf", hasOptions: true });
      store.research.putListings([fund, listingOf("AAA", { hasOptions: false })], vendor);
      const next = { ...vendor, asOfTsMs: noonTsMs + 1 };
      thrownBy(() => store.research.putListings([listingOf("X"), listingOf("X")], next));
      expect(harness.open().research.listings()).toEqual([
        listingOf("AAA", { hasOptions: false }),
        fund,
      ]);
      expect(store.research.listingsInfo()).toEqual({ count: 2, provenance: vendor });
      store.research.putListings([listingOf("BBB")], next);
      expect(store.research.listings()).toEqual([listingOf("BBB")]);
      expect(store.research.listingsInfo()).toEqual({ count: 1, provenance: next });
    });

    test("a split is marked once for its symbol and day", () => {
      const split = { symbol: "AAA", exDate: expiryDate, ratio: 3 };
      const earlier = { ...split, exDate: addDays(expiryDate, -1), ratio: 0.1 };
      expect(store.research.markSplit(split, noonTsMs)).toBe(true);
      expect(harness.open().research.markSplit({ ...split, ratio: 4 }, noonTsMs)).toBe(false);
      expect(store.research.markSplit({ ...split, symbol: "BBB" }, noonTsMs)).toBe(true);
      expect(store.research.markSplit(earlier, noonTsMs)).toBe(true);
      const both = [split, { ...split, symbol: "BBB" }];
      expect(store.research.splits(expiryDate)).toEqual(both);
      expect(store.research.splits(earlier.exDate)).toEqual([earlier, ...both]);
    });

    test("a split that is marked in an undone transaction is not", () => {
      const split = { symbol: "AAA", exDate: expiryDate, ratio: 3 };
      thrownBy(() =>
        store.bars.transaction(() => {
          store.research.markSplit(split, noonTsMs);
          throw new Error("undo");
        }),
      );
      expect(store.research.markSplit(split, noonTsMs)).toBe(true);
    });

    test("research is real or simulated, never both", () => {
      store.research.addRatings([ratingOf("AAA", noonTsMs)], simulated);
      const invalid = { code: "input.invalid" };
      const news = () => store.research.addNews([newsOf("n1", noonTsMs, [])], vendor);
      expect(thrownBy(news)).toMatchObject(invalid);
      expect(thrownBy(() => store.research.putListings([], vendor))).toMatchObject(invalid);
      expect(store.stats().isSimulated).toBe(true);
    });
  });
}
