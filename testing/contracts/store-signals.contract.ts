import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { resultRow } from "../../src/domain/result-table.ts";
import type { ScanResult, SignalRecord } from "../../src/domain/signal.ts";
import type { Store } from "../../src/ports/store.ts";
import { dayMs, type StoreHarness, source, startTsMs, thrownBy } from "./store-harness.ts";

const scannedTsMs = startTsMs + 100 * dayMs;

export function checkSignals(create: () => StoreHarness): void {
  describe("signals", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    const save = (results: ScanResult[], signals: SignalRecord[] = [], atTsMs = scannedTsMs) =>
      store.signals.save({ results, signals, scannedTsMs: atTsMs });
    const limit = 100;

    test("a saved result comes back as its row, booleans as booleans", () => {
      const result = resultOf("AAA");
      save([result], [signalOf("AAA")]);
      const row = resultRow(result, { signalId: signalOf("AAA").id, scannedTsMs });
      expect(store.signals.latest("trend")).toEqual([row]);
      expect(row["is_up"]).toBe(true);
    });

    test("a value that does not exist is saved as null and loses no other row", () => {
      const values = { price: Number.NaN, streak: Number.NaN, is_up: null, signal: "none" };
      save([resultOf("AAA", { values }), resultOf("BBB", { values: {} }), resultOf("CCC")]);
      const [first, second, third] = store.signals.latest("trend");
      expect(first).toMatchObject({ price: null, streak: null, is_up: null, signal: "none" });
      expect(second).toMatchObject({ symbol: "BBB", price: null, signal: null });
      expect(third).toMatchObject({ symbol: "CCC", price: 12.5 });
    });

    test("latest rows come sorted by symbol, and an interval can be asked for", () => {
      save([resultOf("B"), resultOf("A"), resultOf("A", { interval: "5m" })]);
      const shown = store.signals
        .latest("trend")
        .map((row) => `${row["symbol"]} ${row["interval"]}`);
      expect(shown).toEqual(["A 1d", "A 5m", "B 1d"]);
      expect(store.signals.latest("trend", { interval: "5m" })).toHaveLength(1);
      expect(store.signals.latest("trend", { interval: "1h" })).toEqual([]);
    });

    test("a result of an older bar never replaces a newer one", () => {
      const price = () => store.signals.latest("trend")[0]?.["price"];
      save([resultOf("AAA", { barTsMs: startTsMs + dayMs, values: { price: 2 } })]);
      save([resultOf("AAA", { barTsMs: startTsMs, values: { price: 1 } })]);
      expect(price()).toBe(2);
      save([resultOf("AAA", { barTsMs: Number.NaN, values: { price: 0 } })]);
      expect(price()).toBe(2);
      save([resultOf("AAA", { barTsMs: startTsMs + dayMs, values: { price: 2.5 } })]);
      expect(price()).toBe(2.5);
    });

    test("a result without any bar is kept until there is one", () => {
      save([resultOf("AAA", { barTsMs: Number.NaN, status: "no-data" })]);
      expect(store.signals.latest("trend")[0]).toMatchObject({ status: "no-data", bar_time: null });
      save([resultOf("AAA")]);
      expect(store.signals.latest("trend")[0]).toMatchObject({ status: "signal" });
    });

    test("the ledger takes each id once and keeps its first form", () => {
      const signal = signalOf("AAA");
      const [second, third] = [signalOf("BBB"), signalOf("CCC")];
      const bothIds = [signal.id, second.id];
      expect(save([], [signal, second])).toEqual({ signalsAdded: 2, addedIds: bothIds });
      const again = { ...signal, why: "another sentence", barCount: 1 };
      expect(save([], [again, third])).toEqual({ signalsAdded: 1, addedIds: [third.id] });
      expect(store.signals.countSignals()).toBe(3);
      expect(store.signals.signals({ id: signal.id, limit })).toEqual([signal]);
    });

    test("a signal without an onset keeps that it has none", () => {
      const signal = signalOf("AAA", { onsetTsMs: Number.NaN, dataAgeMs: Number.NaN });
      save([], [signal]);
      expect(store.signals.signals({ limit })).toEqual([signal]);
    });

    test("signals come newest onset first and can be narrowed down", () => {
      const days = [3, 1, 2];
      save(
        [],
        days.map((day) =>
          signalOf(`S${day}`, {
            onsetTsMs: startTsMs + day * dayMs,
            detectedTsMs: startTsMs + day * dayMs + 1,
            interval: day === 1 ? "5m" : "1d",
            direction: day === 3 ? "bearish" : "bullish",
          }),
        ),
      );
      const symbols = (filter: object) =>
        store.signals.signals({ limit, ...filter }).map(({ symbol }) => symbol);
      expect(symbols({})).toEqual(["S3", "S2", "S1"]);
      expect(symbols({ limit: 2 })).toEqual(["S3", "S2"]);
      expect(symbols({ symbol: "S2" })).toEqual(["S2"]);
      expect(symbols({ interval: "5m" })).toEqual(["S1"]);
      expect(symbols({ scanner: "trend" })).toHaveLength(3);
      expect(symbols({ scanner: "none" })).toEqual([]);
      expect(symbols({ direction: "bearish" })).toEqual(["S3"]);
      expect(symbols({ detectedFromTsMs: startTsMs + 2 * dayMs + 1 })).toEqual(["S3", "S2"]);
      expect(symbols({ detectedUntilTsMs: startTsMs + 2 * dayMs + 1 })).toEqual(["S1"]);
    });

    test("pages of the ledger hold each entry once while entries are added", () => {
      // Onsets in no order, some of them equal and some missing.
      const onsets = [5, 2, 5, Number.NaN, 7, 2, Number.NaN, 9, 5];
      const add = (symbol: string, day: number) =>
        save([], [signalOf(symbol, { onsetTsMs: startTsMs + day * dayMs })]);
      for (const [index, day] of onsets.entries()) add(`S${index}`, day);
      const page = (afterId?: string) =>
        store.signals.signals({ limit: 2, ...(afterId === undefined ? {} : { afterId }) });
      const expected = store.signals.signals({ limit }).map(({ symbol }) => symbol);
      const seen: string[] = [];
      let found = page();
      for (let round = 0; found.length > 0; round++) {
        seen.push(...found.map(({ symbol }) => symbol));
        add(`NEW${round}`, 4 + round);
        found = page(found.at(-1)?.id);
      }
      expect(seen.filter((symbol) => symbol.startsWith("S"))).toEqual(expected);
      expect(new Set(seen).size).toBe(seen.length);
      expect(page("nobody")).toEqual([]);
    });

    test("one scan is saved whole or not at all", () => {
      const unknown = resultOf("BBB", { scanner: "nobody" });
      thrownBy(() => save([resultOf("AAA"), unknown], [signalOf("AAA")]));
      expect(store.signals.latest("trend")).toEqual([]);
      expect(store.signals.countSignals()).toBe(0);
    });
  });
}

export function resultOf(symbol: string, other: Partial<ScanResult> = {}): ScanResult {
  return {
    scanner: "trend",
    dialect: "plain",
    params: "{}",
    symbol,
    interval: "1d",
    adjustment: "split",
    source,
    status: "signal",
    signal: "up",
    direction: "bullish",
    barTsMs: startTsMs + 50 * dayMs,
    barState: "closed",
    dataAgeMs: 3_600_000,
    barCount: 51,
    onsetTsMs: startTsMs + 49 * dayMs,
    values: { price: 12.5, streak: 3, is_up: true, signal: "up" },
    why: "three bars in a row",
    ...other,
  };
}

export function signalOf(symbol: string, other: Partial<SignalRecord> = {}): SignalRecord {
  return {
    id: `trend:${symbol}:1d:2023-06-30:4f2ac1`,
    scanner: "trend",
    dialect: "plain",
    params: '{"bars":3}',
    symbol,
    interval: "1d",
    adjustment: "split",
    source,
    signal: "up",
    direction: "bullish",
    onsetTsMs: startTsMs + 49 * dayMs,
    barTsMs: startTsMs + 50 * dayMs,
    barState: "forming",
    dataAgeMs: 3_600_000,
    detectedTsMs: scannedTsMs,
    barCount: 51,
    inputsHash: "0123abcd",
    values: { price: 12.5, streak: 3, is_up: true, signal: "up", missing: null },
    why: "three bars in a row",
    ...other,
  };
}
