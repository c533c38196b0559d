import { expect, test } from "bun:test";
import type { BusEvent } from "../../domain/bus-event.ts";
import type { LatestFilter, LatestRow } from "../../ports/signal-store.ts";
import { macd } from "../../scanners/macd.ts";
import { vpb } from "../../scanners/vpb.ts";
import { LatestResults } from "./latest-results.ts";
import { plainRow } from "./row-columns.ts";

/** A store of the two ports that are read, whose reads are counted. */
function countedStore(rowCount: number) {
  const state = { reads: 0, stamp: "one", price: 1, events: [] as BusEvent[] };
  const row = (index: number): LatestRow => ({
    symbol: `S${index}`,
    price: state.price,
    status: index % 2 === 0 ? "signal" : "none",
    direction: "bullish",
    bullish_cross: index % 2 === 0,
    source: "csv:x",
    dialect: "standard",
    simulated: false,
    scanned_at: "2024-06-28 20:00:00",
    bar_time: "2024-06-28",
  });
  const store = {
    releaseCaches: () => undefined,
    events: {
      newestId: () => state.events.length,
      after: (id: number) => state.events.slice(id),
    },
    metadata: {
      setMetadata: () => undefined,
      getMetadata: () => null,
      allMetadata: () => [{ key: "macd_scanner_last_update", value: state.stamp, updatedTsMs: 0 }],
    },
    signals: {
      save: () => ({ signalsAdded: 0, addedIds: [] }),
      latest: (_: string, { afterSymbol = "", limit = rowCount }: LatestFilter = {}) => {
        if (afterSymbol === "") state.reads++;
        const from = afterSymbol === "" ? 0 : Number(afterSymbol.slice(1)) + 1;
        const length = Math.min(limit, rowCount - from);
        return Array.from({ length }, (_, index) => row(from + index));
      },
      signals: () => [],
      countSignals: () => 0,
    },
  };
  return { store, state };
}

test("rows are read once as long as nothing is saved", () => {
  const { store, state } = countedStore(4);
  const results = new LatestResults(store, () => 0);
  const first = results.of(macd, "1d");
  expect(results.of(macd, "1d")).toBe(first);
  expect(results.facts(macd, "1d")).toBe(first.facts);
  expect(state.reads).toBe(1);
});

test("a new scan is read, and has another version", () => {
  const { store, state } = countedStore(4);
  const results = new LatestResults(store, () => 0);
  const { version } = results.facts(macd, "1d");
  state.stamp = "two";
  state.price = 2;
  expect(results.facts(macd, "1d").version).not.toBe(version);
});

test("what another program wrote is seen after ten seconds", () => {
  const { store, state } = countedStore(4);
  let elapsedMs = 0;
  const results = new LatestResults(store, () => elapsedMs);
  results.of(macd, "1d");
  elapsedMs = 9_999;
  results.of(macd, "1d");
  expect(state.reads).toBe(1);
  elapsedMs = 10_000;
  results.of(macd, "1d");
  expect(state.reads).toBe(2);
});

test("a running scanner's event renews its interval and no other", () => {
  const { store, state } = countedStore(4);
  const results = new LatestResults(store, () => 0);
  results.of(macd, "1d");
  results.of(macd, "5m");
  expect(state.reads).toBe(2);
  const payload = { scanner: "macd", interval: "5m" } as BusEvent<"scan.finished">["payload"];
  state.events.push({ id: 1, topic: "scan.finished", tsMs: 0, payload });
  results.of(macd, "1d");
  expect(state.reads).toBe(2);
  results.of(macd, "5m");
  expect(state.reads).toBe(3);
});

test("rows read as they were stored, by cell, as an object and as JSON", () => {
  const { store } = countedStore(1_200);
  const { rows } = new LatestResults(store, () => 0).of(macd, "1d");
  expect(rows).toHaveLength(1_200);
  expect(rows[777]?.["symbol"]).toBe("S777");
  expect(rows[777]?.["bullish_cross"]).toBe(false);
  expect(plainRow(rows[777] as LatestRow)).toEqual({
    symbol: "S777",
    price: 1,
    status: "none",
    direction: "bullish",
    bullish_cross: false,
    source: "csv:x",
    dialect: "standard",
    simulated: false,
    scanned_at: "2024-06-28 20:00:00",
    bar_time: "2024-06-28",
  });
  expect(JSON.parse(JSON.stringify(rows[3]))).toEqual(plainRow(rows[3] as LatestRow));
});

test("rows kept for the next answer are bounded, facts stay", () => {
  const { store, state } = countedStore(120_000);
  const results = new LatestResults(store, () => 0);
  results.of(macd, "1d");
  results.of(vpb, "1d");
  results.facts(macd, "1d");
  expect(state.reads).toBe(2);
  results.of(macd, "1d");
  expect(state.reads).toBe(3);
});

test("facts count what became of every row", () => {
  const { store } = countedStore(5);
  const { facts } = new LatestResults(store, () => 0).of(macd, "1d");
  expect(facts).toMatchObject({
    rowCount: 5,
    statusCounts: { signal: 3, none: 2 },
    filterCounts: { signals: 3, bullish: 3, bearish: 0, all: 5 },
    scannedAt: "2024-06-28 20:00:00",
    barTime: "2024-06-28",
    sources: ["csv:x"],
    isSimulated: false,
  });
  expect(facts.signals.get("S0")).toEqual({ word: "bullish_cross", direction: "bullish" });
  expect(facts.signals.has("S1")).toBe(false);
});
