import { afterEach, beforeEach, expect, test } from "bun:test";
import { HistoryMarket } from "../../../testing/history-market.ts";
import { HistoryStore, newYork } from "../../../testing/history-store.ts";
import type { Listing } from "../../domain/research.ts";
import { liveSymbols, UniverseDesk } from "./universe-desk.ts";

const { signal } = new AbortController();
let made: HistoryStore;
let nowMs: number;
let notices: string[];

beforeEach(() => {
  made = new HistoryStore();
  nowMs = newYork("2025-11-24 05:00");
  notices = [];
});
afterEach(() => made.remove());

function listing(symbol: string, kind: Listing["kind"] = "common"): Listing {
  const isEtf = kind === "etf";
  return { symbol, name: `${symbol} Inc.`, exchange: "NYSE", isEtf, kind, hasOptions: null };
}

function deskOf(listings: readonly Listing[], counts: number[] = []) {
  const marketData = new HistoryMarket({
    ...{ symbols: 1, nowMs: () => nowMs, listings, offers: ["universe"] },
  });
  const desk = new UniverseDesk({
    ...{ store: made.store, marketData, onListings: (count) => counts.push(count) },
    onNotice: (text) => notices.push(text),
  });
  return { desk, marketData };
}

test("the directory is fetched once a day, whenever the program starts", async () => {
  const counts: number[] = [];
  const { desk, marketData } = deskOf([listing("AAA"), listing("BBB", "etf")], counts);
  expect((await desk.round(nowMs, signal)).text).toBe("2 symbols are listed");
  expect((await desk.round(nowMs + 3_600_000, signal)).text).toBeNull();
  const again = deskOf([listing("AAA")]);
  await again.desk.round(nowMs + 7_200_000, signal);
  expect(again.marketData.calls).toEqual([]);
  await desk.round(nowMs + 86_400_000, signal);
  expect(marketData.calls.length).toBe(2);
  expect(counts).toEqual([2, 2]);
  expect(made.store.research.listings().map(({ symbol }) => symbol)).toEqual(["AAA", "BBB"]);
});

test("a directory that lost half of the market is not believed", async () => {
  await deskOf(["A", "B", "C", "D", "E"].map((name) => listing(name))).desk.round(nowMs, signal);
  nowMs += 86_400_000;
  await deskOf([listing("A")]).desk.round(nowMs, signal);
  expect(made.store.research.listings().length).toBe(5);
  expect(notices).toEqual(["made lists 1 symbols instead of 5; the directory stays as it is"]);
});

test("live symbols are those of watchlists, then the market's stocks and funds", async () => {
  made.store.watchlists.put({ name: "mine", symbols: ["ZZZ", "AAA"], updatedTsMs: nowMs });
  expect(liveSymbols(made.store, "watchlist")).toEqual(["ZZZ", "AAA"]);
  expect(liveSymbols(made.store, "market")).toEqual(["ZZZ", "AAA"]);
  const kinds = ["common", "etf", "preferred", "warrant", "right", "unit", "note"] as const;
  const rows = [listing("AAA"), ...kinds.map((kind) => listing(`X${kind.toUpperCase()}`, kind))];
  await deskOf(rows).desk.round(nowMs, signal);
  expect(liveSymbols(made.store, "market")).toEqual(["ZZZ", "AAA", "XCOMMON", "XETF"]);
});
