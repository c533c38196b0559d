import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Store } from "../../src/ports/store.ts";
import { startChild } from "../child.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";
import { budgetOf, freshOf, hourMs, lineOf, minuteMs, noonTsMs } from "./store-market-rows.ts";

const troublesMax = 1_000;
const marketSymbols = 8_000;

/** Rounds that each process of the contract's test records. */
const rounds = 100;

export function checkProviders(create: () => StoreHarness): void {
  describe("provider ledger", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("lines add up by hour, provider, endpoint, lane and outcome", () => {
      const line = lineOf();
      const retried = lineOf({ tsMs: noonTsMs + hourMs - 1, calls: 3, bytes: 1, elapsedMs: 0.5 });
      store.providers.record([line, retried, lineOf({ tsMs: noonTsMs + hourMs })]);
      harness.open().providers.record([line, lineOf({ lane: "click" }), lineOf({ calls: 0 })]);
      const row = { hourTsMs: noonTsMs, provider: "vendor", endpoint: "bars", outcome: "ok" };
      const one = { requests: 1, calls: 1, bytes: 2_048, elapsedMs: 12.5 } as const;
      const sum = { requests: 4, calls: 5, bytes: 6_145, elapsedMs: 38 };
      const usage = store.providers.usage(0);
      expect(usage).toEqual([
        { ...row, lane: "click", ...one },
        { ...row, lane: "live", ...sum },
        { ...row, hourTsMs: noonTsMs + hourMs, lane: "live", ...one },
      ] as typeof usage);
      expect(store.providers.usage(noonTsMs + 1)).toEqual(usage.slice(2));
      store.providers.record([]);
      expect(store.providers.usage(0)).toEqual(usage);
    });

    test("lines that two processes record at once are all counted", async () => {
      const child = startChild([...harness.writerCommand, "ledger"]);
      recordRounds(store);
      expect((await child.ended).code).toBe(0);
      const [row, ...others] = store.providers.usage(0);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ requests: 2 * rounds, calls: 2 * rounds });
      expect(store.providers.troubles(9_999)).toHaveLength(2 * rounds);
    });

    test("lines with a reason are kept, newest first, and only so many", () => {
      const failed = (at: number) =>
        lineOf({ tsMs: noonTsMs + at, outcome: "failed", reason: `HTTP ${at}` });
      store.providers.record([failed(1), lineOf(), failed(3), failed(2)]);
      expect(store.providers.troubles(2)).toEqual([failed(3), failed(2)]);
      const flood = Array.from({ length: troublesMax + 5 }, (_, at) => failed(10 + at));
      store.providers.record(flood);
      expect(store.providers.troubles(9_999)).toEqual(flood.slice(5).reverse());
      store.providers.record([failed(5_000)]);
      expect(store.providers.troubles(9_999)).toHaveLength(troublesMax);
      expect(store.providers.usage(0).map(({ requests }) => requests)).toEqual([
        troublesMax + 9,
        1,
      ]);
    });

    test("a budget replaces the one of its provider, and no other", () => {
      store.providers.putBudgets([budgetOf("b"), budgetOf("a")]);
      const status = {
        state: "auth-needed",
        text: "log in: l2t login b",
        untilTsMs: noonTsMs + 1,
        loginEndsTsMs: noonTsMs + 2,
      } as const;
      const next = budgetOf("b", { status, serves: [], left: 0 });
      harness.open().providers.putBudgets([next]);
      expect(store.providers.budgets()).toEqual([budgetOf("a"), next]);
    });

    test("freshness is kept for each symbol and kind, and found by either", () => {
      const bars = freshOf("A", { capability: "bars", fetchedTsMs: noonTsMs + 1 });
      store.providers.putFreshness([freshOf("B"), freshOf("A"), bars]);
      const next = freshOf("A", { provider: "other", asOfTsMs: noonTsMs });
      harness.open().providers.putFreshness([next]);
      expect(store.providers.freshness()).toEqual([bars, next, freshOf("B")]);
      expect(store.providers.freshness({ symbol: "A" })).toEqual([bars, next]);
      expect(store.providers.freshness({ capability: "quotes" })).toEqual([next, freshOf("B")]);
      expect(store.providers.freshness({ symbol: "B", capability: "bars" })).toEqual([]);
    });

    test("freshness of a whole market is written in some milliseconds", () => {
      const symbols = Array.from({ length: marketSymbols }, (_, at) => `S${at}`);
      const elapsed = [0, 1, 2, 3, 4].map((round) => {
        const rows = symbols.map((symbol) => freshOf(symbol, { asOfTsMs: noonTsMs + round }));
        const startedMs = performance.now();
        store.providers.putFreshness(rows);
        return performance.now() - startedMs;
      });
      // 10 ms on a quiet machine; without a transaction it would be seconds.
      expect(Math.min(...elapsed)).toBeLessThan(150);
      expect(store.providers.freshness()).toHaveLength(marketSymbols);
    });

    test("what was not told for long is dropped", () => {
      const old = { tsMs: noonTsMs - hourMs, outcome: "failed", reason: "HTTP 500" } as const;
      store.providers.record([lineOf(old), lineOf({ ...old, tsMs: noonTsMs })]);
      const before = noonTsMs - minuteMs;
      store.providers.putBudgets([budgetOf("a", { updatedTsMs: before }), budgetOf("b")]);
      store.providers.putFreshness([freshOf("A", { fetchedTsMs: before }), freshOf("B")]);
      const drop = (rowsMax: number) => store.providers.dropUsage(noonTsMs, { rowsMax });
      expect([drop(1), drop(2), drop(9)]).toEqual([1, 2, 1]);
      expect(store.providers.dropUsage(noonTsMs)).toBe(0);
      expect(store.providers.usage(0)).toHaveLength(1);
      expect(store.providers.troubles(9)).toHaveLength(1);
      expect(store.providers.budgets()).toEqual([budgetOf("b")]);
      expect(store.providers.freshness()).toEqual([freshOf("B")]);
    });

    test("lines of an undone transaction are not counted", () => {
      thrownBy(() =>
        store.bars.transaction(() => {
          store.providers.record([lineOf({ reason: "HTTP 500" })]);
          throw new Error("undo");
        }),
      );
      expect(store.providers.usage(0)).toEqual([]);
      expect(store.providers.troubles(9)).toEqual([]);
    });
  });
}

/** What each process of the contract's test does: records one line after the other. */
export function recordRounds(store: Store): void {
  for (let round = 0; round < rounds; round++) {
    store.providers.record([lineOf({ outcome: "failed", reason: `round ${round}` })]);
  }
}
