import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryMarket, type HistoryMarketOptions } from "../../../testing/history-market.ts";
import { HistoryStore, newYork } from "../../../testing/history-store.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import type { Bar } from "../../domain/bars.ts";
import { BackFill } from "./back-fill.ts";
import { coverageBySymbol } from "./coverage.ts";
import { DailyClose } from "./daily-close.ts";

const { signal } = new AbortController();
const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
const key = { interval: "1d", adjustment: "split" } as const;
const feed = { interval: "5m", adjustment: "split" } as const;

let made: HistoryStore;
let nowMs: number;
/** Symbols whose bar of today the vendor does not have yet. */
let late: Set<string>;

beforeEach(() => {
  made = new HistoryStore();
  nowMs = newYork("2025-11-14 12:00");
  late = new Set();
});
afterEach(() => made.remove());

function marketOf(options: Partial<HistoryMarketOptions> = {}): HistoryMarket {
  const change = (symbol: string, interval: string, bar: Bar) =>
    interval === "1d" && late.has(symbol) && bar.openTsMs >= newYork("2025-11-14") ? null : bar;
  return new HistoryMarket({ symbols: 20, nowMs: () => nowMs, change, ...options });
}

function deskOf(market: HistoryMarket, isWholeMarket = false): DailyClose {
  return new DailyClose({
    ...{ store: made.store, marketData: market, clock, feedInterval: "5m", isWholeMarket },
    symbols: () => market.symbols,
    onChange: () => undefined,
  });
}

/** Returns how many questions it took. */
async function fill(market: HistoryMarket, intraday: "with" | "without" = "without") {
  market.calls.length = 0;
  const wishes = [{ interval: "1d", sessions: 5 } as const];
  const minutes = intraday === "with" ? [{ interval: "5m", sessions: 2 } as const] : [];
  await new BackFill({
    ...{ store: made.store, marketData: market, clock, isWholeMarket: false },
    wishes: [...wishes, ...minutes],
    symbols: () => market.symbols,
    onChange: () => undefined,
  }).run({ marketTsMs: nowMs, signal, onProgress: () => undefined });
  return market.calls.splice(0).length;
}

/** Goes from round to round as a loop of desks does; returns what the rounds said. */
async function runUntil(desk: DailyClose, untilTsMs: number): Promise<string[]> {
  const texts: string[] = [];
  while (nowMs < untilTsMs) {
    const { nextTsMs, text } = await desk.round(nowMs, signal);
    if (text !== null) texts.push(text);
    expect(nextTsMs).toBeGreaterThan(nowMs);
    nowMs = Math.min(nextTsMs, untilTsMs);
  }
  return texts;
}

function closedEvents() {
  const events = made.store.events.after(0, { topics: ["bars.closed"], limit: 100 });
  return events.flatMap(({ topic, payload }) => (topic === "bars.closed" ? [payload] : []));
}

const closes = (date: string) =>
  made.store.bars.series(key).filter(({ lastTsMs }) => lastTsMs === newYork(date)).length;

describe("after the close", () => {
  test("the day's bars come as one moment, and the back-fill has nothing to do", async () => {
    const market = marketOf();
    await fill(market);
    const desk = deskOf(market);
    expect((await desk.round(nowMs, signal)).nextTsMs).toBe(newYork("2025-11-14 16:02"));
    nowMs = newYork("2025-11-14 16:02");
    market.calls.length = 0;
    const round = await desk.round(nowMs, signal);
    expect(round).toEqual({
      nextTsMs: newYork("2025-11-17 04:00"),
      text: "daily bars of 20 of 20 symbols",
    });
    expect(market.calls.length).toBe(2);
    const openTsMs = newYork("2025-11-14");
    expect(closedEvents()).toEqual([{ ...key, openTsMs, marketTsMs: nowMs, barCount: 20 }]);
    nowMs = newYork("2025-11-15 10:00");
    expect(await fill(market)).toBe(0);
  });

  test("half days end earlier", async () => {
    nowMs = newYork("2025-11-28 10:00");
    const { nextTsMs } = await deskOf(marketOf()).round(nowMs, signal);
    expect(nextTsMs).toBe(newYork("2025-11-28 13:02"));
  });

  test("a day without a session is passed over", async () => {
    nowMs = newYork("2025-11-27 10:00");
    const market = marketOf();
    const { nextTsMs } = await deskOf(market).round(nowMs, signal);
    expect(nextTsMs).toBe(newYork("2025-11-28 04:00"));
    expect(market.calls).toEqual([]);
  });

  test("a few late symbols do not hold the market up, and are asked for again", async () => {
    const market = marketOf();
    await fill(market);
    late = new Set(market.symbols.slice(0, 2));
    const desk = deskOf(market);
    await runUntil(desk, newYork("2025-11-14 16:30"));
    expect(closedEvents().map(({ barCount }) => barCount)).toEqual([18]);
    expect(closes("2025-11-14")).toBe(18);
    late.clear();
    const before = made.changes().length;
    await runUntil(desk, newYork("2025-11-14 17:30"));
    expect(closes("2025-11-14")).toBe(20);
    const names = market.symbols.slice(0, 2).join(",");
    expect(made.changes().slice(before)).toEqual([`1d back-fill ${names}`]);
    expect(closedEvents().length).toBe(1);
  });

  test("a vendor that is late for most of the market is waited for, half an hour", async () => {
    const market = marketOf();
    await fill(market);
    late = new Set(market.symbols.slice(0, 15));
    const desk = deskOf(market);
    await runUntil(desk, newYork("2025-11-14 16:29"));
    expect(closedEvents()).toEqual([]);
    await runUntil(desk, newYork("2025-11-14 16:50"));
    expect(closedEvents().map(({ barCount }) => barCount)).toEqual([5]);
  });

  test("what no vendor has at 20:00 is built from complete intraday bars", async () => {
    const market = marketOf();
    nowMs = newYork("2025-11-13 22:00");
    await fill(market, "with");
    const [symbol, other] = market.symbols as [string, string];
    nowMs = newYork("2025-11-14 16:01");
    const query = {
      fromTsMs: newYork("2025-11-14"),
      untilTsMs: nowMs,
      session: "regular",
    } as const;
    const asked = { ...query, ...feed, symbols: market.symbols, lane: "live", signal } as const;
    for await (const { symbol: of, bars, provenance } of market.bars(asked)) {
      made.store.bars.write({ symbol: of, ...feed }, bars, provenance);
    }
    late = new Set([symbol, other]);
    const desk = deskOf(market);
    await runUntil(desk, newYork("2025-11-14 20:00"));
    expect(closes("2025-11-14")).toBe(18);
    // The line was down for a while: a day that is not complete is not built.
    made.store.coverage.setLiveUntil(feed, newYork("2025-11-14 15:00"));
    await desk.round(newYork("2025-11-14 20:00"), signal);
    expect(closes("2025-11-14")).toBe(18);
    made.store.coverage.setLiveUntil(feed, newYork("2025-11-14 16:00"));
    await desk.round(newYork("2025-11-14 20:00"), signal);
    expect(closes("2025-11-14")).toBe(20);
    const built = aggregateBars(made.store.bars.read({ symbol, ...feed }), "1d");
    expect(made.rows({ symbol, ...key }).at(-1)?.volume).toBe(built.volume[built.length - 1]);
    // A built day is no complete history: the vendor's own replaces it.
    expect(coverageBySymbol(made.store.coverage, key).get(symbol)?.untilTsMs).toBe(
      newYork("2025-11-14"),
    );
  });

  test("a whole market is one question where a vendor has days as a whole", async () => {
    const market = marketOf({ offers: ["market-day"] });
    await fill(market);
    const desk = deskOf(market, true);
    await desk.round(nowMs, signal);
    market.calls.length = 0;
    nowMs = newYork("2025-11-14 16:02");
    await desk.round(nowMs, signal);
    expect(market.calls.map(({ kind }) => kind)).toEqual(["market-day"]);
    expect(closes("2025-11-14")).toBe(20);
  });
});

describe("the next morning", () => {
  test("the session is read again once, and what changed is told", async () => {
    let corrected: string | null = null;
    const market = marketOf({
      change: (symbol, interval, bar) => {
        const isIt = symbol === corrected && interval === "1d";
        const isDay = bar.openTsMs === newYork("2025-11-14");
        return isIt && isDay ? { ...bar, volume: bar.volume + 7 } : bar;
      },
    });
    nowMs = newYork("2025-11-14 22:00");
    await fill(market);
    const before = made.changes().length;
    const symbol = market.symbols[4] as string;
    const volume = made.rows({ symbol, ...key }).at(-1)?.volume as number;
    corrected = symbol;
    nowMs = newYork("2025-11-17 04:00");
    const desk = deskOf(market);
    expect((await desk.round(nowMs, signal)).text).toBe("1 daily bars corrected");
    expect(made.rows({ symbol, ...key }).at(-1)?.volume).toBe(volume + 7);
    expect(made.changes().slice(before)).toEqual([`1d correction ${symbol}`]);
    const count = market.calls.length;
    await desk.round(nowMs + 60_000, signal);
    await deskOf(market).round(nowMs + 120_000, signal);
    expect(market.calls.length).toBe(count);
  });
});
