import { expect, test } from "bun:test";
import type { LatestRow } from "../../ports/signal-store.ts";
import { macd } from "../../scanners/macd.ts";
import { vpb } from "../../scanners/vpb.ts";
import { LatestResults } from "./latest-results.ts";

/** A store of the two ports that are read, whose reads are counted. */
function countedStore(rowCount: number) {
  const state = { reads: 0, stamp: "one", price: 1 };
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
    metadata: {
      setMetadata: () => undefined,
      getMetadata: () => null,
      allMetadata: () => [{ key: "scan", value: state.stamp, updatedTsMs: 0 }],
    },
    signals: {
      save: () => ({ signalsAdded: 0, addedIds: [] }),
      latest: () => {
        state.reads++;
        return Array.from({ length: rowCount }, (_, index) => row(index));
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

test("rows kept for the next answer are bounded, facts stay", () => {
  const { store, state } = countedStore(25_000);
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
