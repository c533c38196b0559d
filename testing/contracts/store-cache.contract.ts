import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { WatchlistRow, WhaleFlowRow } from "../../src/ports/cache-store.ts";
import type { ImportProgress } from "../../src/ports/import-ledger.ts";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, startTsMs, thrownBy } from "./store-harness.ts";
import {
  flowDetails,
  noFlowDetails,
  noQuoteDetails,
  quoteDetails,
  simulated,
} from "./store-market-rows.ts";

export function checkCache(create: () => StoreHarness): void {
  describe("cache", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("metadata keeps the last value of each key and its moment", () => {
      expect(store.metadata.getMetadata("ttm_last_scan")).toBeNull();
      store.metadata.setMetadata("vpb_last_scan", "b");
      store.metadata.setMetadata("ttm_last_scan", "a");
      store.metadata.setMetadata("ttm_last_scan", "");
      expect(store.metadata.getMetadata("ttm_last_scan")).toBe("");
      const all = store.metadata.allMetadata();
      expect(all.map(({ key, value }) => [key, value])).toEqual([
        ["ttm_last_scan", ""],
        ["vpb_last_scan", "b"],
      ]);
      for (const { updatedTsMs } of all) expect(updatedTsMs).toBeGreaterThan(0);
    });

    test("a quote replaces the one before and may lack values", () => {
      store.cache.putWatchlist([quoteOf("B"), quoteOf("A")]);
      const missing = { price: null, daily_change: null, daily_change_pct: null, volume: null };
      store.cache.putWatchlist([quoteOf("B", { ...missing, updatedTsMs: startTsMs + 1 })]);
      expect(store.cache.watchlist()).toEqual([
        quoteOf("A"),
        quoteOf("B", { ...missing, updatedTsMs: startTsMs + 1 }),
      ]);
    });

    test("quotes that nobody keeps up to date are dropped", () => {
      store.cache.putWatchlist([quoteOf("A"), quoteOf("B"), quoteOf("C")]);
      expect(store.cache.keepWatchlist(new Set(["B", "X"]))).toBe(2);
      expect(store.cache.watchlist()).toEqual([quoteOf("B")]);
      expect(store.cache.keepWatchlist(new Set(["B"]))).toBe(0);
    });

    test("a quote keeps what a vendor tells beyond the price, until one tells less", () => {
      store.cache.putWatchlist([quoteOf("A", quoteDetails)]);
      expect(harness.open().cache.watchlist()).toEqual([quoteOf("A", quoteDetails)]);
      const partial = { bid: 101, premarketVolume: Number.NaN };
      store.cache.putWatchlist([{ ...quoteOf("A"), ...partial }]);
      expect(store.cache.watchlist()).toEqual([quoteOf("A", { bid: 101 })]);
    });

    test("a row of a program that knows no details has none", () => {
      const { symbol, price, daily_change, daily_change_pct, volume, updatedTsMs } = quoteOf("A");
      const old = { symbol, price, daily_change, daily_change_pct, volume, updatedTsMs };
      store.cache.putWatchlist([old]);
      expect(store.cache.watchlist()).toEqual([quoteOf("A")]);
    });

    test("a flow keeps its details, and what the next morning says is written once", () => {
      store.cache.addWhaleFlows([flowOf(1, flowDetails), flowOf(2)]);
      const [, first] = store.cache.whaleFlows(0);
      expect(first).toEqual({ id: 1, ...flowOf(1, flowDetails) });
      const other = harness.open();
      other.cache.putFlowVerdicts([{ id: 1, nextOpenInterest: 0, verdict: "closed" }]);
      store.cache.putFlowVerdicts([
        { id: 1, nextOpenInterest: 9, verdict: "opened" },
        { id: 77, nextOpenInterest: 9, verdict: "opened" },
      ]);
      const stored = store.cache.whaleFlows(0);
      expect(stored.map(({ verdict }) => verdict)).toEqual([null, "closed"]);
      expect(stored.map(({ nextOpenInterest }) => nextOpenInterest)).toEqual([null, 0]);
    });

    test("quotes and flows are real or simulated, never both", () => {
      store.cache.putWatchlist([quoteOf("A", quoteDetails)]);
      const made = flowOf(1, { ...flowDetails, provenance: simulated });
      expect(thrownBy(() => store.cache.addWhaleFlows([flowOf(0), made]))).toMatchObject({
        code: "input.invalid",
      });
      expect(store.cache.whaleFlows(0)).toEqual([]);
      expect(store.stats().isSimulated).toBe(false);
    });

    test("a flow is stored once, and flows come newest first", () => {
      const flows = [flowOf(0), flowOf(2), flowOf(1, { delta: null, open_interest: null })];
      expect(store.cache.addWhaleFlows(flows)).toBe(3);
      expect(store.cache.addWhaleFlows([flowOf(2, { whale_score: 1 }), flowOf(3)])).toBe(1);
      const stored = [
        { id: 4, ...flowOf(3) },
        { id: 2, ...flows[1]! },
        { id: 3, ...flows[2]! },
        { id: 1, ...flows[0]! },
      ];
      expect(store.cache.whaleFlows(0)).toEqual(stored);
      expect(store.cache.whaleFlows(startTsMs + 2)).toEqual(stored.slice(0, 2));
    });

    test("old flows are dropped, the oldest first, some at a time", () => {
      store.cache.addWhaleFlows([4, 0, 2, 1, 3].map((afterMs) => flowOf(afterMs)));
      const left = () => store.cache.whaleFlows(0).map((flow) => flow.detectedTsMs - startTsMs);
      expect(store.cache.dropWhaleFlows(startTsMs, { rowsMax: 9 })).toBe(0);
      expect(store.cache.dropWhaleFlows(startTsMs + 3, { rowsMax: 2 })).toBe(2);
      expect(left()).toEqual([4, 3, 2]);
      expect(store.cache.dropWhaleFlows(startTsMs + 3, { rowsMax: 2 })).toBe(1);
      expect(left()).toEqual([4, 3]);
    });

    test("the progress of an import is found by its file and listed newest first", () => {
      expect(store.imports.importProgress("a")).toBeNull();
      store.imports.setImportProgress(progressOf("a", 1));
      store.imports.setImportProgress(progressOf("b", 2));
      store.imports.setImportProgress({ ...progressOf("a", 3), isComplete: true });
      expect(store.imports.importProgress("a")).toEqual({
        ...progressOf("a", 3),
        isComplete: true,
      });
      expect(store.imports.imports(10).map(({ fileKey }) => fileKey)).toEqual(["a", "b"]);
      expect(store.imports.imports(1)).toHaveLength(1);
    });
  });
}

function quoteOf(symbol: string, other: Partial<WatchlistRow> = {}): WatchlistRow {
  return {
    symbol,
    price: 101.25,
    daily_change: -1.5,
    daily_change_pct: -1.46,
    volume: 12_345_678,
    updatedTsMs: startTsMs,
    ...noQuoteDetails,
    ...other,
  };
}

function flowOf(afterMs: number, other: Partial<WhaleFlowRow> = {}): WhaleFlowRow {
  return {
    symbol: "SPY",
    type: "PUT",
    strike: 688.5,
    whale_score: 132,
    volume: 18_925,
    open_interest: 244,
    vol_oi: 77.56,
    premium: 5.38,
    delta: -0.564,
    expiry: "2025-12-12",
    dte: 6,
    detectedTsMs: startTsMs + afterMs,
    ...noFlowDetails,
    ...other,
  };
}

function progressOf(fileKey: string, updatedTsMs: number): ImportProgress {
  return {
    fileKey,
    fileName: `${fileKey}.csv`,
    rowsDone: 10,
    bytesDone: 5_000_000_000,
    barsAdded: 7,
    barsChanged: 1,
    barsUnchanged: 1,
    rowsRejected: 1,
    rowsFlagged: 2,
    isComplete: false,
    updatedTsMs,
  };
}
