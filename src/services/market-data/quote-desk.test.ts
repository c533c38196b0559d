import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { Provenance } from "../../domain/provenance.ts";
import type { Quote } from "../../domain/quote.ts";
import { sessionAt } from "../../domain/session.ts";
import type { Store } from "../../ports/store.ts";
import { QuoteDesk } from "./quote-desk.ts";

const monday = fromYearMonthDay(2025, 11, 24);
const at = (minute: number) => newYorkTsMs(monday, minute);
const { signal } = new AbortController();

let folder: string;
let store: Store;
let asked: (readonly string[])[];
let isDown: boolean;
let answers: Map<string, Partial<Quote> & Pick<Quote, "price" | "tsMs">>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-quotes-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  asked = [];
  isDown = false;
  answers = new Map();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function quoteOf(symbol: string, told: Partial<Quote> & Pick<Quote, "price" | "tsMs">): Quote {
  const unknown = { open: null, high: null, low: null, volume: null, averageVolume: null };
  const sides = { bid: null, ask: null, bidSize: null, askSize: null, isHalted: null };
  const session = sessionAt(told.tsMs);
  return {
    symbol,
    session,
    previousClose: null,
    regularPrice: null,
    ...unknown,
    ...sides,
    ...told,
  };
}

function provenanceAt(asOfTsMs: number): Provenance {
  return { provider: "made", feed: "sip", isSimulated: false, delayMs: 0, asOfTsMs };
}

function deskOf(symbols: readonly string[]): QuoteDesk {
  return new QuoteDesk({
    store,
    bus: { announce: () => undefined },
    clock: { nowMs: () => at(0) },
    symbols: () => symbols,
    data: {
      quotes: async (wanted) => {
        if (isDown) throw new Failure("provider.unavailable", "made is down");
        asked.push(wanted);
        const value = wanted.flatMap((symbol) => {
          const told = answers.get(symbol);
          return told === undefined ? [] : [quoteOf(symbol, told)];
        });
        return { value, provenance: provenanceAt(at(0)) };
      },
    },
  });
}

const rowOf = (symbol: string) => store.cache.watchlist().find((row) => row.symbol === symbol);

describe("quotes", () => {
  test("carry their change, their origin and the age of the trade", async () => {
    answers.set("A", { price: 11, tsMs: at(600), previousClose: 10, volume: 500 });
    await deskOf(["A"]).round(at(605), signal);
    expect(rowOf("A")).toMatchObject({
      ...{ price: 11, daily_change: 1, volume: 500, previousClose: 10, session: "regular" },
      ...{ updatedTsMs: at(600), provenance: { provider: "made", feed: "sip", delayMs: 0 } },
    });
    expect(rowOf("A")?.daily_change_pct).toBeCloseTo(10, 9);
    expect(store.providers.freshness({ symbol: "A" })).toMatchObject([
      { capability: "quotes", provider: "made", asOfTsMs: at(600) },
    ]);
  });

  test("without a previous close have no change, not a change of 0", async () => {
    answers.set("A", { price: 11, tsMs: at(600) });
    await deskOf(["A"]).round(at(605), signal);
    expect(rowOf("A")).toMatchObject({ daily_change: null, daily_change_pct: null, volume: null });
  });

  test("come often in session, seldom around it, and not at night", async () => {
    const desk = deskOf(["A"]);
    const pauseAt = async (minute: number) =>
      (await desk.round(at(minute), signal)).nextTsMs - at(minute);
    expect(await pauseAt(600)).toBe(5_000);
    expect(await pauseAt(300)).toBe(15_000);
    expect(await pauseAt(1_000)).toBe(30_000);
    expect(asked).toHaveLength(3);
    const night = await desk.round(at(1_300), signal);
    expect(night.nextTsMs).toBe(at(1_301));
    expect(asked).toHaveLength(3);
    const last = await desk.round(newYorkTsMs(fromYearMonthDay(2025, 11, 25), 240) - 1, signal);
    expect(last.nextTsMs).toBe(newYorkTsMs(fromYearMonthDay(2025, 11, 25), 240));
  });

  test("of a symbol that is added at night come at once, and of one that goes, go", async () => {
    answers.set("A", { price: 11, tsMs: at(600) });
    answers.set("B", { price: 5, tsMs: at(600) });
    const symbols = ["A"];
    const desk = deskOf(symbols);
    await desk.round(at(1_300), signal);
    symbols.push("B");
    await desk.round(at(1_301), signal);
    expect(asked).toEqual([["A"], ["B"]]);
    symbols.shift();
    await desk.round(at(1_302), signal);
    expect(asked).toHaveLength(2);
    expect(store.cache.watchlist().map(({ symbol }) => symbol)).toEqual(["B"]);
  });

  test("that nobody answered at night are asked for again", async () => {
    const desk = deskOf(["A"]);
    isDown = true;
    await expect(desk.round(at(1_300), signal)).rejects.toThrow("made is down");
    isDown = false;
    answers.set("A", { price: 11, tsMs: at(600) });
    await desk.round(at(1_300) + 5_000, signal);
    expect(rowOf("A")?.price).toBe(11);
  });

  test("on the day of a split are measured in one share count", async () => {
    const splits = [
      { symbol: "A", exDate: monday, ratio: 10 },
      { symbol: "B", exDate: monday, ratio: 10 },
    ];
    for (const split of splits) store.research.markSplit(split, at(0));
    // The one vendor has restated its close of Friday, the other has not.
    answers.set("A", { price: 10.2, tsMs: at(500), previousClose: 100 });
    answers.set("B", { price: 10.2, tsMs: at(500), previousClose: 10 });
    await deskOf(["A", "B"]).round(at(500), signal);
    for (const symbol of ["A", "B"]) {
      expect(rowOf(symbol)?.previousClose).toBe(10);
      expect(rowOf(symbol)?.daily_change_pct).toBeCloseTo(2, 9);
      expect(rowOf(symbol)?.premarketChangePct).toBeCloseTo(2, 9);
    }
  });

  test("that a stream brings are not asked for, and keep what it leaves out", async () => {
    answers.set("A", { price: 11, tsMs: at(600), previousClose: 10, volume: 500 });
    answers.set("B", { price: 5, tsMs: at(600) });
    const desk = deskOf(["A", "B"]);
    await desk.round(at(600), signal);
    desk.take([quoteOf("A", { price: 12, tsMs: at(601) })], provenanceAt(at(601)));
    desk.take([quoteOf("Z", { price: 1, tsMs: at(601) })], provenanceAt(at(601)));
    await desk.round(at(600) + 59_000, signal);
    expect(asked.at(-1)).toEqual(["B"]);
    expect(rowOf("A")).toMatchObject({
      price: 12,
      previousClose: 10,
      daily_change: 2,
      volume: 500,
    });
    expect(rowOf("Z")).toBeUndefined();
    desk.take([quoteOf("A", { price: 13, tsMs: at(602) })], provenanceAt(at(602)));
    await desk.round(at(602), signal);
    expect(asked.at(-1)).toEqual(["A", "B"]);
  });

  test("that come late fill up what a newer one lacks", async () => {
    const desk = deskOf(["A"]);
    desk.take([quoteOf("A", { price: 12, tsMs: at(601) })], provenanceAt(at(601)));
    answers.set("A", { price: 11, tsMs: at(600), previousClose: 10, volume: 500 });
    await desk.round(at(602), signal);
    expect(rowOf("A")).toMatchObject({ price: 12, daily_change: 2, volume: 500 });
    expect(rowOf("A")?.updatedTsMs).toBe(at(601));
  });

  test("of yesterday leave nothing behind in those of today", async () => {
    answers.set("A", { price: 11, tsMs: at(600), previousClose: 10, volume: 500 });
    const desk = deskOf(["A"]);
    await desk.round(at(600), signal);
    const tuesday = newYorkTsMs(fromYearMonthDay(2025, 11, 25), 600);
    desk.take([quoteOf("A", { price: 12, tsMs: tuesday })], provenanceAt(tuesday));
    await desk.round(tuesday, signal);
    expect(rowOf("A")).toMatchObject({ daily_change: null, previousClose: null, volume: null });
  });

  test("of what is no longer watched go", async () => {
    store.cache.putWatchlist([
      { symbol: "OLD", price: 1, daily_change: 0, daily_change_pct: 0, volume: 1, updatedTsMs: 0 },
    ]);
    await deskOf(["A"]).round(at(600), signal);
    expect(rowOf("OLD")).toBeUndefined();
  });
});

describe("before the bell", () => {
  const early = {
    price: 21,
    tsMs: at(500),
    previousClose: 20,
    volume: 1_000,
    averageVolume: 50_000,
  };

  test("the move and the share of an average day show", async () => {
    answers.set("A", early);
    await deskOf(["A"]).round(at(500), signal);
    const row = rowOf("A");
    expect(row).toMatchObject({
      premarketPrice: 21,
      premarketTsMs: at(500),
      premarketVolume: 1_000,
    });
    expect(row?.premarketChangePct).toBeCloseTo(5, 9);
    expect(row?.premarketVolumePct).toBeCloseTo(2, 9);
  });

  test("a print of a stream that tells no volume keeps what was told", async () => {
    answers.set("A", early);
    const desk = deskOf(["A"]);
    await desk.round(at(500), signal);
    desk.take([quoteOf("A", { price: 22, tsMs: at(501) })], provenanceAt(at(501)));
    await desk.round(at(501), signal);
    expect(rowOf("A")).toMatchObject({ premarketPrice: 22, premarketVolume: 1_000 });
    expect(rowOf("A")?.premarketVolumePct).toBeCloseTo(2, 9);
  });

  test("what was paid stays for the day and is gone the next", async () => {
    answers.set("A", early);
    const desk = deskOf(["A"]);
    await desk.round(at(500), signal);
    answers.set("A", { price: 22, tsMs: at(700), previousClose: 20 });
    await desk.round(at(700), signal);
    expect(rowOf("A")).toMatchObject({ price: 22, premarketPrice: 21, premarketVolume: 1_000 });
    const tuesday = newYorkTsMs(fromYearMonthDay(2025, 11, 25), 600);
    answers.set("A", { price: 23, tsMs: tuesday, previousClose: 22 });
    await desk.round(tuesday, signal);
    expect(rowOf("A")).toMatchObject({ premarketPrice: null, premarketChangePct: null });
  });

  test("a trade of yesterday is no move of today", async () => {
    answers.set("A", { ...early, tsMs: newYorkTsMs(fromYearMonthDay(2025, 11, 21), 1_000) });
    await deskOf(["A"]).round(at(500), signal);
    expect(rowOf("A")).toMatchObject({ premarketPrice: null, premarketVolumePct: null });
  });
});
