import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";
import { minuteMs, noonTsMs } from "./store-market-rows.ts";

const minutes = { interval: "1m", adjustment: "split" } as const;
const days = { interval: "1d", adjustment: "split" } as const;
const rawDays = { interval: "1d", adjustment: "raw" } as const;

const marketSymbols = 8_000;

function covered(symbol: string, untilTsMs = noonTsMs) {
  return { symbol, fromTsMs: noonTsMs - 5 * minuteMs, untilTsMs };
}

export function checkCoverage(create: () => StoreHarness): void {
  describe("coverage", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("of a length and an adjustment says nothing of others", () => {
      store.coverage.putCoverage(minutes, [covered("B"), covered("A")]);
      store.coverage.putCoverage(days, [covered("C")]);
      expect(store.coverage.coverage(minutes)).toEqual([covered("A"), covered("B")]);
      expect(store.coverage.coverage(days)).toEqual([covered("C")]);
      expect(store.coverage.coverage(rawDays)).toEqual([]);
    });

    test("replaces what was known of a symbol, from any process", () => {
      store.coverage.putCoverage(minutes, [covered("A"), covered("B")]);
      harness.open().coverage.putCoverage(minutes, [covered("B", noonTsMs + 1)]);
      expect(store.coverage.coverage(minutes)).toEqual([covered("A"), covered("B", noonTsMs + 1)]);
    });

    test("and the bars that it speaks of are one", () => {
      thrownBy(() =>
        store.bars.transaction(() => {
          store.coverage.putCoverage(minutes, [covered("A")]);
          store.coverage.setLiveUntil(minutes, noonTsMs);
          store.coverage.addGap({ ...minutes, fromTsMs: 1, untilTsMs: 2, reason: "late" });
          throw new Error("undo");
        }),
      );
      expect(store.coverage.coverage(minutes)).toEqual([]);
      expect(store.coverage.liveUntil(minutes)).toBeNull();
      expect(store.coverage.gaps()).toEqual([]);
    });

    test("of a whole market is written in some milliseconds", () => {
      const symbols = Array.from({ length: marketSymbols }, (_, at) => `S${at}`);
      const elapsed = [0, 1, 2, 3, 4].map((round) => {
        const rows = symbols.map((symbol) => covered(symbol, noonTsMs + round));
        const startedMs = performance.now();
        store.coverage.putCoverage(minutes, rows);
        return performance.now() - startedMs;
      });
      // 10 ms on a quiet machine; without a transaction it would be seconds.
      expect(Math.min(...elapsed)).toBeLessThan(150);
      const stored = store.coverage.coverage(minutes);
      expect(stored).toHaveLength(marketSymbols);
      expect(new Set(stored.map(({ untilTsMs }) => untilTsMs))).toEqual(new Set([noonTsMs + 4]));
    });

    test("the live market is stored up to a moment, each length for itself", () => {
      expect(store.coverage.liveUntil(minutes)).toBeNull();
      store.coverage.setLiveUntil(minutes, noonTsMs);
      store.coverage.setLiveUntil(days, 1);
      harness.open().coverage.setLiveUntil(minutes, noonTsMs + minuteMs);
      expect(store.coverage.liveUntil(minutes)).toBe(noonTsMs + minuteMs);
      expect(store.coverage.liveUntil(days)).toBe(1);
      expect(store.coverage.liveUntil(rawDays)).toBeNull();
    });

    test("gaps come oldest first, are filled step by step, and then go", () => {
      const late = { ...minutes, fromTsMs: noonTsMs, untilTsMs: noonTsMs + 1, reason: "late" };
      const early = { ...days, fromTsMs: 5, untilTsMs: noonTsMs, reason: "start" };
      const lateId = store.coverage.addGap(late);
      const earlyId = harness.open().coverage.addGap(early);
      expect(store.coverage.gaps()).toEqual([
        { id: earlyId, ...early, doneSymbol: null },
        { id: lateId, ...late, doneSymbol: null },
      ]);
      store.coverage.advanceGap(earlyId, "MSFT");
      store.coverage.advanceGap(lateId, null);
      expect(store.coverage.gaps()).toEqual([{ id: earlyId, ...early, doneSymbol: "MSFT" }]);
      store.coverage.advanceGap(earlyId, null);
      expect(store.coverage.gaps()).toEqual([]);
    });

    test("the number of a gap that is filled is never used again", () => {
      const gap = { ...minutes, fromTsMs: 1, untilTsMs: 2, reason: "stream" };
      const filled = store.coverage.addGap(gap);
      store.coverage.advanceGap(filled, null);
      expect(store.coverage.addGap(gap)).toBeGreaterThan(filled);
      store.coverage.advanceGap(filled, "Z");
      expect(store.coverage.gaps()).toMatchObject([{ doneSymbol: null }]);
    });
  });
}
