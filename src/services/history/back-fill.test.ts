import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import {
  type HistoryCall,
  HistoryMarket,
  type HistoryMarketOptions,
} from "../../../testing/history-market.ts";
import { dateOf, HistoryStore, newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import { nyse } from "../../domain/calendar.ts";
import type { Interval } from "../../domain/interval.ts";
import { longerIntraday } from "../market-data/rebuild-bars.ts";
import { BackFill } from "./back-fill.ts";
import type { BackFillOptions, BackFillRun } from "./back-fill-run.ts";
import { coverageBySymbol } from "./coverage.ts";

let made: HistoryStore;
let nowMs: number;

beforeEach(() => {
  made = new HistoryStore();
  // A Saturday: everything is settled.
  nowMs = newYork("2025-11-15 12:00");
});
afterEach(() => made.remove());

function marketOf(options: Partial<HistoryMarketOptions> = {}): HistoryMarket {
  return new HistoryMarket({ symbols: 25, nowMs: () => nowMs, ...options });
}

const noPause = { nowMs: () => nowMs, sleep: () => Promise.resolve() };

function backFill(market: HistoryMarket, options: Partial<BackFillOptions> = {}): BackFill {
  return new BackFill({
    ...{ store: made.store, marketData: market, clock: noPause, isWholeMarket: false },
    wishes: [{ interval: "1d", sessions: 30 }],
    symbols: () => market.symbols,
    onChange: () => undefined,
    ...options,
  });
}

function run(fill: BackFill, options: Partial<BackFillRun> = {}) {
  const signal = new AbortController().signal;
  return fill.run({ marketTsMs: nowMs, signal, onProgress: () => undefined, ...options });
}

const barCount = () =>
  made.store.bars.series().reduce((sum, { barCount: count }) => sum + count, 0);

describe("a first back-fill of days", () => {
  test("brings every session of every symbol, in batches, and remembers that", async () => {
    const market = marketOf();
    const report = await run(backFill(market));
    expect(report).toEqual({ barsWritten: 25 * 30, failed: [] });
    expect(market.calls.map(({ symbols }) => symbols.length)).toEqual([10, 10, 5]);
    const rows = made.rows({ symbol: market.symbols[3] as string, interval: "1d" });
    expect(rows.at(-1)?.openTsMs).toBe(newYork("2025-11-14"));
    expect(rows.length).toBe(30);
    const covered = coverageBySymbol(made.store.coverage, { interval: "1d", adjustment: "split" });
    expect(covered.size).toBe(25);
    expect(covered.get(market.symbols[0] as string)?.untilTsMs).toBe(newYork("2025-11-15"));
    expect(made.store.bars.series()[0]?.source).toEqual({
      ...{ provider: "made", feed: "test", isSimulated: false, delayMs: 0 },
    });
  });

  test("asks for nothing again, and then for the new sessions of a later day only", async () => {
    const market = marketOf();
    await run(backFill(market));
    const before = market.calls.length;
    await run(backFill(market));
    expect(market.calls.length).toBe(before);
    nowMs = newYork("2025-11-18 21:00");
    await run(backFill(market));
    const later = market.calls.slice(before);
    expect(later.length).toBe(3);
    // Three sessions that are stored are asked for as well: a split would show in them.
    expect(later[0]?.fromTsMs).toBe(newYork("2025-11-12"));
    expect(later[0]?.untilTsMs).toBe(newYork("2025-11-19"));
    expect(made.rows({ symbol: market.symbols[0] as string, interval: "1d" }).length).toBe(32);
  });

  test("asks watchlists first, and more sessions than before at their beginning", async () => {
    const market = marketOf();
    await run(backFill(market, { wishes: [{ interval: "1d", sessions: 10 }] }));
    const symbols = [...market.symbols].reverse();
    market.calls.length = 0;
    await run(backFill(market, { symbols: () => symbols }));
    expect(market.calls[0]?.symbols).toEqual(symbols.slice(0, 10));
    expect(market.calls[0]?.untilTsMs).toBe(newYork("2025-11-03"));
    expect(barCount()).toBe(25 * 30);
  });

  test("covers symbols without data too", async () => {
    const market = marketOf();
    const symbols = () => ["NONE", ...market.symbols.slice(0, 3)];
    await run(backFill(market, { symbols }));
    const before = market.calls.length;
    await run(backFill(market, { symbols }));
    expect(market.calls.length).toBe(before);
    expect(made.store.bars.series().length).toBe(3);
  });

  test("asks no deeper than the vendor has", async () => {
    const market = marketOf({ bars: { depthDays: { "1d": 5 } } });
    await run(backFill(market));
    expect(market.calls[0]?.fromTsMs).toBe(newYork("2025-11-11"));
  });

  test("tells its progress, to the end", async () => {
    const clock = new FakeClock(nowMs);
    const script = (): undefined => clock.jumpTo(clock.nowMs() + 1_000) as undefined;
    const market = marketOf({ script });
    const seen: unknown[] = [];
    await run(backFill(market, { clock }), { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { done: 10, total: 25, text: "1d history: 10 of 25 symbols", doneRatio: 0.4, etaMs: 1_500 },
      { done: 20, total: 25, text: "1d history: 20 of 25 symbols", doneRatio: 0.8, etaMs: 500 },
      { done: 25, total: 25, text: "1d history: 25 of 25 symbols", doneRatio: 1, etaMs: 0 },
    ]);
  });
});

describe("events of a back-fill", () => {
  test("name few symbols, and are there as soon as the bars are", async () => {
    const market = marketOf({ symbols: 4 });
    let heard = 0;
    await run(backFill(market, { onChange: () => (heard = made.changes().length) }));
    expect(made.changes()).toEqual([`1d back-fill ${market.symbols.join(",")}`]);
    expect(heard).toBe(1);
  });

  test("of a market are gathered, and none is lost when it is stopped", async () => {
    const market = marketOf({ symbols: 450, symbolsMax: 150 });
    const stop = new AbortController();
    let count = 0;
    const stopAfterTwo = () => {
      count += 1;
      if (count === 2) stop.abort();
    };
    const stopped = run(backFill(market, { onChange: stopAfterTwo }), { signal: stop.signal });
    expect(await stopped.catch((error) => error.code)).toBe("run.interrupted");
    const before = made.changes().length;
    expect(made.changes().every((text) => text === "1d back-fill *")).toBe(true);
    await run(backFill(market));
    expect(made.changes().length).toBeGreaterThan(before);
    expect(made.store.metadata.getMetadata("history.untold")).toBe("");
  });
});

describe("intraday history", () => {
  const wishes = [{ interval: "5m", sessions: 3 }] as const;

  test("comes with all longer bars, each equal to those of the batch form", async () => {
    const market = marketOf({ symbols: 4 });
    await run(backFill(market, { wishes }));
    for (const symbol of market.symbols) checkLonger(symbol, "5m");
    expect(made.changes().length).toBe(1 + longerIntraday("5m").length);
  });

  test("of a new symbol reaches into the running session, never with a half bar", async () => {
    nowMs = newYork("2025-11-14 11:23");
    const market = marketOf({ symbols: 2 });
    const [symbol] = market.symbols as [string];
    await run(backFill(market, { wishes }));
    const last = (interval: Interval) => made.rows({ symbol, interval }).at(-1)?.openTsMs;
    expect(last("5m")).toBe(newYork("2025-11-14 11:15"));
    expect(last("15m")).toBe(newYork("2025-11-14 11:00"));
    expect(last("30m")).toBe(newYork("2025-11-14 10:30"));
    expect(last("1h")).toBe(newYork("2025-11-14 09:30"));
    expect(last("4h")).toBe(newYork("2025-11-13 13:30"));
    // What forms over the edge is remembered, to be built when it is over.
    const late = made.store.coverage.gaps().map(({ interval, reason }) => `${reason} ${interval}`);
    expect(late.sort()).toEqual(["late 15m", "late 1h", "late 30m", "late 4h"]);
  });

  test("of a known symbol ends with the last settled session", async () => {
    const market = marketOf({ symbols: 2 });
    await run(backFill(market, { wishes }));
    nowMs = newYork("2025-11-17 12:00");
    await run(backFill(market, { wishes }));
    expect(market.calls.length).toBe(1);
    nowMs = newYork("2025-11-17 20:00");
    await run(backFill(market, { wishes }));
    expect(market.calls[1]).toMatchObject({ untilTsMs: newYork("2025-11-18") });
    checkLonger(market.symbols[0] as string, "5m");
  });

  function checkLonger(symbol: string, from: Interval): void {
    const shorter = made.store.bars.read({ symbol, interval: from, adjustment: "split" });
    expect(shorter.length).toBeGreaterThan(100);
    for (const interval of longerIntraday(from)) {
      const stored = made.store.bars.read({ symbol, interval, adjustment: "split" });
      expect(stored).toEqual(aggregateBars(shorter, interval));
    }
  }
});

describe("a vendor in trouble", () => {
  const failure = (code: "provider.refused" | "provider.unavailable" | "provider.unauthorized") =>
    new Failure(code, `made: "${code}"`);

  test("one bad symbol is found, told and asked for again, and the others are there", async () => {
    let bad: string | null = null;
    const script = ({ symbols }: HistoryCall) =>
      bad !== null && symbols.includes(bad) ? failure("provider.refused") : undefined;
    const market = marketOf({ script });
    bad = market.symbols[13] as string;
    const fill = backFill(market);
    const report = await run(fill);
    const reason = 'made: "provider.refused"';
    expect(report.failed).toEqual([{ symbol: bad, interval: "1d", reason }]);
    expect(barCount()).toBe(24 * 30);
    bad = null;
    market.calls.length = 0;
    await run(fill);
    expect(market.calls).toEqual([]);
    nowMs += 1_800_000;
    expect((await run(fill)).failed).toEqual([]);
    expect(market.calls.map(({ symbols }) => symbols)).toEqual([[market.symbols[13] as string]]);
    expect(barCount()).toBe(25 * 30);
  });

  test("a vendor that is down for a while is waited for", async () => {
    const clock = new FakeClock(nowMs);
    const script = (_: HistoryCall, count: number) =>
      count === 2 || count === 3 ? failure("provider.unavailable") : undefined;
    const done = run(backFill(marketOf({ script }), { clock }));
    while (barCount() < 25 * 30) {
      await clock.advance(5_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await done).failed).toEqual([]);
    expect(clock.nowMs() - nowMs).toBeGreaterThanOrEqual(35_000);
  });

  test("a vendor that stays down ends the run, and what is there stays", async () => {
    const script = (_: HistoryCall, count: number) =>
      count > 1 ? failure("provider.unavailable") : undefined;
    const market = marketOf({ symbols: 60, script });
    const error = await run(backFill(market)).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.unavailable" });
    expect(barCount()).toBe(10 * 30);
  });

  test("without a login it ends at once", async () => {
    const market = marketOf({ script: () => failure("provider.unauthorized") });
    const error = await run(backFill(market)).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.unauthorized" });
    expect(market.calls.length).toBe(1);
  });
});

describe("prices of another share count", () => {
  const exDate = dateOf("2025-11-05");
  const rawOnly = { bars: { adjustments: ["raw"] } } as const;

  test("raw bars are restated by the splits that are told", async () => {
    const plain = marketOf({ symbols: 2 });
    const symbol = plain.symbols[0] as string;
    await run(backFill(plain));
    const expected = made.rows({ symbol, interval: "1d" });
    const splits = [{ symbol, exDate, ratio: 4 }];
    const other = made.another("raw");
    const market = marketOf({ symbols: 2, splits, offers: ["splits"], ...rawOnly });
    await run(backFill(market, { store: other }));
    const stored = other.bars.read({ symbol, interval: "1d", adjustment: "split" });
    for (const [at, bar] of expected.entries()) {
      expect(stored.close[at]).toBeCloseTo(bar.close, 9);
      expect(stored.volume[at]).toBeCloseTo(bar.volume, 6);
    }
    expect(other.bars.series({ adjustment: "raw" })).toEqual([]);
    other.close();
  });

  test("raw bars are refused where nobody tells of splits", async () => {
    const error = await run(backFill(marketOf(rawOnly))).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.missing" });
    expect(barCount()).toBe(0);
  });

  test("a split that nobody told of shows in the overlap, and the symbol is loaded anew", async () => {
    const symbol = marketOf().symbols[1] as string;
    const market = marketOf({ symbols: 3, splits: [{ symbol, exDate, ratio: 10 }] });
    const wishes = [
      { interval: "1d", sessions: 12 },
      { interval: "5m", sessions: 3 },
    ] as const;
    nowMs = newYork("2025-11-04 22:00");
    await run(backFill(market, { wishes }));
    const old = made.rows({ symbol, interval: "1d" });
    nowMs = newYork("2025-11-07 22:00");
    await run(backFill(market, { wishes }));
    const reference = made.another("reference");
    await run(backFill(market, { wishes, store: reference }));
    for (const interval of ["1d", "5m", "1h"] as const) {
      const key = { symbol, interval, adjustment: "split" } as const;
      const fresh = reference.bars.read(key);
      const rows = new Map(made.rows(key).map((bar) => [bar.openTsMs, bar]));
      expect(fresh.length).toBeGreaterThan(0);
      for (let i = 0; i < fresh.length; i++) {
        expect(rows.get(fresh.openTsMs[i] as number)?.close).toBe(fresh.close[i] as number);
      }
    }
    // Days that are older than what is loaded anew are restated as well.
    const [first] = made.rows({ symbol, interval: "1d" });
    expect(first?.openTsMs).toBe(old[0]?.openTsMs as number);
    expect(first?.close).toBeCloseTo((old[0]?.close as number) / 10, 9);
    reference.close();
  });
});

describe("a whole market by days", () => {
  const days = { offers: ["market-day"], symbolsMax: 1, symbols: 40 } as const;

  test("takes one question a day, newest first, and equals the same by symbol", async () => {
    const market = marketOf(days);
    await run(backFill(market, { isWholeMarket: true }));
    expect(market.calls.length).toBe(30);
    expect(new Set(market.calls.map(({ kind }) => kind))).toEqual(new Set(["market-day"]));
    const asked = market.calls.map(({ fromTsMs }) => fromTsMs as number);
    expect(asked).toEqual([...asked].sort((a, b) => b - a));
    const checksum = made.store.bars.checksum();
    const other = made.another("by-symbol");
    await run(backFill(marketOf({ symbols: 40 }), { store: other }));
    expect(checksum).toBe(other.bars.checksum());
    const key = { interval: "1d", adjustment: "split" } as const;
    const untils = (store: typeof other) =>
      store.coverage.coverage(key).map(({ symbol, untilTsMs }) => [symbol, untilTsMs]);
    expect(untils(made.store)).toEqual(untils(other));
    other.close();
  });

  test("goes on upwards with the days that came since", async () => {
    const market = marketOf(days);
    await run(backFill(market, { isWholeMarket: true }));
    nowMs = newYork("2025-11-19 21:00");
    market.calls.length = 0;
    await run(backFill(market, { isWholeMarket: true }));
    const dates = nyse.tradingDaysBetween(dateOf("2025-11-17"), dateOf("2025-11-19"));
    expect(market.calls.map(({ fromTsMs }) => fromTsMs)).toEqual(
      dates.map((date) => newYork("2025-11-17") + (date - dateOf("2025-11-17")) * 86_400_000),
    );
    market.calls.length = 0;
    await run(backFill(market, { isWholeMarket: true }));
    expect(market.calls).toEqual([]);
  });

  test("asks by symbol where that takes fewer questions", async () => {
    const market = marketOf({ ...days, symbolsMax: 10 });
    await run(backFill(market, { isWholeMarket: true }));
    expect(market.calls.map(({ kind }) => kind)).toEqual(["bars", "bars", "bars", "bars"]);
  });

  test("leaves what the vendor does not have by days to questions by symbol", async () => {
    const limit = newYork("2025-10-20");
    const market = marketOf({
      ...{ ...days, symbolsMax: 1 },
      change: (_, interval, bar) => (interval === "1d" && bar.openTsMs < limit ? null : bar),
    });
    await run(backFill(market, { isWholeMarket: true }));
    const kinds = market.calls.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "market-day").length).toBe(21);
    expect(kinds.filter((kind) => kind === "bars").length).toBe(40);
  });
});
