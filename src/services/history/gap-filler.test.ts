import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryMarket, type HistoryMarketOptions } from "../../../testing/history-market.ts";
import { HistoryStore, newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { Bars } from "../../domain/bars.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import { longerIntraday } from "../market-data/rebuild-bars.ts";
import { BackFill } from "./back-fill.ts";
import { coverageBySymbol, extendCoverage } from "./coverage.ts";
import { GapFiller } from "./gap-filler.ts";
import { noteStartGap } from "./note-gap.ts";

const key: CoverageKey = { interval: "5m", adjustment: "split" };
const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
const signal = new AbortController().signal;

let made: HistoryStore;
let nowMs: number;
let notices: string[];

beforeEach(() => {
  made = new HistoryStore();
  nowMs = newYork("2025-11-14 08:00");
  notices = [];
});
afterEach(() => made.remove());

function marketOf(options: Partial<HistoryMarketOptions> = {}): HistoryMarket {
  return new HistoryMarket({ symbols: 7, symbolsMax: 3, nowMs: () => nowMs, ...options });
}

function fillerOf(market: HistoryMarket): GapFiller {
  return new GapFiller({
    ...{ store: made.store, marketData: market, clock, feedInterval: "5m" },
    symbols: () => market.symbols,
    onChange: () => undefined,
    onNotice: (text) => notices.push(text),
  });
}

/** Returns how many questions it took. */
async function fillHistory(market: HistoryMarket): Promise<number> {
  market.calls.length = 0;
  const fill = new BackFill({
    ...{ store: made.store, marketData: market, clock, isWholeMarket: false },
    wishes: [{ interval: "5m", sessions: 3 }],
    symbols: () => market.symbols,
    onChange: () => undefined,
  });
  await fill.run({ marketTsMs: nowMs, signal, onProgress: () => undefined });
  return market.calls.splice(0).length;
}

/** Live bars of today from the open to a moment, as a market that was followed. */
async function live(market: HistoryMarket, from: string, until: string): Promise<void> {
  const before = nowMs;
  nowMs = newYork(until);
  const query = { fromTsMs: newYork(from), untilTsMs: nowMs, session: "regular" } as const;
  const asked = { ...query, ...key, symbols: market.symbols, lane: "live", signal } as const;
  for await (const { symbol, bars, provenance } of market.bars(asked)) {
    made.store.bars.write({ symbol, ...key }, bars, provenance);
    for (const interval of longerIntraday("5m")) {
      const longer = aggregateBars(made.store.bars.read({ symbol, ...key }), interval);
      const closed = countClosed(longer, nowMs);
      made.store.bars.write(
        { symbol, interval, adjustment: "split" },
        { ...longer, length: closed },
        provenance,
      );
    }
  }
  made.store.coverage.setLiveUntil(key, nowMs);
  market.calls.length = 0;
  nowMs = Math.max(before, nowMs);
}

function countClosed(bars: Bars, tsMs: number): number {
  let count = 0;
  while (
    count < bars.length &&
    barCloseTsMs(bars.openTsMs[count] as number, bars.interval) <= tsMs
  ) {
    count += 1;
  }
  return count;
}

/** Every stored bar equals the market's, and longer ones what those add up to. */
async function checkWhole(market: HistoryMarket, untilTsMs: number): Promise<void> {
  const query = { fromTsMs: newYork("2025-11-11"), untilTsMs, session: "regular" } as const;
  for (const symbol of market.symbols) {
    const asked = { ...query, ...key, symbols: [symbol], lane: "live", signal } as const;
    let count = 0;
    for await (const { bars } of market.bars(asked)) count += bars.length;
    const stored = made.store.bars.read({ symbol, ...key });
    expect(stored.length).toBe(count);
    for (const interval of longerIntraday("5m")) {
      const longer = aggregateBars(stored, interval);
      const closed = countClosed(longer, untilTsMs);
      const rows = made.rows({ symbol, interval });
      expect(rows.map(({ volume }) => volume)).toEqual([...longer.volume.slice(0, closed)]);
    }
  }
}

describe("the gap of a start", () => {
  const note = (from: string, until: string) => {
    made.store.coverage.setLiveUntil(key, newYork(from));
    return noteStartGap(made.store, key, newYork(until));
  };

  test("lasts from where the market is stored to the end of the bar that forms", () => {
    expect(note("2025-11-14 11:00", "2025-11-14 11:21")).toEqual({
      // The last bar before may have been corrected since.
      fromTsMs: newYork("2025-11-14 10:55"),
      untilTsMs: newYork("2025-11-14 11:25"),
    });
    expect(made.store.coverage.gaps()).toMatchObject([{ ...key, reason: "start" }]);
  });

  test("counts market hours only, over nights and weekends", () => {
    expect(note("2025-11-14 15:30", "2025-11-17 08:00")).toEqual({
      fromTsMs: newYork("2025-11-14 15:25"),
      untilTsMs: newYork("2025-11-14 16:00"),
    });
    expect(note("2025-11-14 18:00", "2025-11-18 09:41")).toEqual({
      fromTsMs: newYork("2025-11-17 09:30"),
      untilTsMs: newYork("2025-11-18 09:45"),
    });
  });

  test("is none where no session lies between, and where nothing was ever live", () => {
    expect(noteStartGap(made.store, key, nowMs)).toBeNull();
    expect(note("2025-11-14 16:00", "2025-11-17 09:30")).toBeNull();
    expect(made.store.coverage.gaps()).toEqual([]);
  });

  test("is not noted twice when the program starts again", () => {
    note("2025-11-14 11:00", "2025-11-14 11:21");
    expect(note("2025-11-14 11:00", "2025-11-14 11:24")).toBeNull();
    expect(note("2025-11-14 11:00", "2025-11-14 11:32")).toEqual({
      fromTsMs: newYork("2025-11-14 11:25"),
      untilTsMs: newYork("2025-11-14 11:35"),
    });
  });
});

describe("a gap in a session", () => {
  test("is filled with the longer bars over its edges, once they are over", async () => {
    const market = marketOf();
    await fillHistory(market);
    await live(market, "2025-11-14 09:30", "2025-11-14 11:05");
    nowMs = newYork("2025-11-14 11:22");
    noteStartGap(made.store, key, nowMs);
    const filler = fillerOf(market);
    const early = await filler.round(nowMs, signal);
    expect(market.calls).toEqual([]);
    expect(early.nextTsMs).toBe(nowMs + 60_000);
    nowMs = newYork("2025-11-14 11:26");
    expect((await filler.round(nowMs, signal)).text).toBe("28 bars filled into gaps");
    expect(market.calls.map(({ symbols }) => symbols.length)).toEqual([3, 3, 1]);
    expect(made.rows({ symbol: market.symbols[0] as string, interval: "15m" }).at(-1)).toEqual(
      expect.objectContaining({ openTsMs: newYork("2025-11-14 11:00") }),
    );
    // The market goes on live, and builds its longer bars from what it saw.
    await live(market, "2025-11-14 11:25", "2025-11-14 13:40");
    while (made.store.coverage.gaps().length > 0) await filler.round(nowMs, signal);
    await checkWhole(market, newYork("2025-11-14 13:40"));
  });

  test("brings the longer bars of symbols that did not trade in it, too", async () => {
    const isQuiet = (tsMs: number) => tsMs >= newYork("2025-11-14 11:05");
    const market = marketOf({
      change: (_, interval, bar) => (interval === "5m" && isQuiet(bar.openTsMs) ? null : bar),
    });
    await fillHistory(market);
    await live(market, "2025-11-14 09:30", "2025-11-14 11:05");
    const [symbol] = market.symbols as [string];
    const newest = () => made.rows({ symbol, interval: "15m" }).at(-1)?.openTsMs;
    expect(newest()).toBe(newYork("2025-11-14 10:45"));
    nowMs = newYork("2025-11-14 11:26");
    noteStartGap(made.store, key, newYork("2025-11-14 11:22"));
    await fillerOf(market).round(nowMs, signal);
    expect(newest()).toBe(newYork("2025-11-14 11:00"));
  });

  test("that was half filled is gone on with at the next symbol", async () => {
    const stop = new AbortController();
    const market = marketOf({
      script: (_, count) => {
        if (count === 2) stop.abort();
        return undefined;
      },
    });
    made.store.coverage.setLiveUntil(key, newYork("2025-11-14 10:00"));
    nowMs = newYork("2025-11-14 10:31");
    noteStartGap(made.store, key, newYork("2025-11-14 10:30"));
    const stopped = fillerOf(market).round(nowMs, stop.signal);
    expect(await stopped.catch((error) => error.code)).toBe("run.interrupted");
    const sorted = [...market.symbols].sort();
    expect(made.store.coverage.gaps()[0]?.doneSymbol).toBe(sorted[2] as string);
    market.calls.length = 0;
    await fillerOf(market).round(nowMs, signal);
    expect(market.calls.flatMap(({ symbols }) => symbols)).toEqual(sorted.slice(3));
    expect(made.store.bars.series(key).length).toBe(7);
  });

  test("of some days makes history complete, so that it is not asked for again", async () => {
    const market = marketOf();
    await fillHistory(market);
    await live(market, "2025-11-14 09:30", "2025-11-14 11:00");
    nowMs = newYork("2025-11-18 09:00");
    noteStartGap(made.store, key, nowMs);
    await fillerOf(market).round(nowMs, signal);
    const covered = coverageBySymbol(made.store.coverage, key);
    const untilTsMs = newYork("2025-11-17 16:00");
    expect([...covered.values()].map((row) => row.untilTsMs)).toEqual(Array(7).fill(untilTsMs));
    expect(await fillHistory(market)).toBe(0);
    expect(made.store.coverage.gaps()).toEqual([]);
    await checkWhole(market, untilTsMs);
  });

  test("leaves a bad symbol to the back-fill, and says so", async () => {
    const [bad] = marketOf().symbols as [string];
    const market = marketOf({
      script: ({ symbols }) =>
        symbols.includes(bad) ? new Failure("provider.refused", "made") : undefined,
    });
    made.store.coverage.setLiveUntil(key, newYork("2025-11-14 10:00"));
    nowMs = newYork("2025-11-14 10:31");
    noteStartGap(made.store, key, newYork("2025-11-14 10:30"));
    await fillerOf(market).round(nowMs, signal);
    expect(notices).toEqual([`1 symbols are left in a gap: ${bad}`]);
    expect(made.store.bars.series(key).length).toBe(6);
  });
});

test("a live session extends what was complete before it", async () => {
  const market = marketOf();
  await fillHistory(market);
  const stretch = { fromTsMs: newYork("2025-11-14"), untilTsMs: newYork("2025-11-15") };
  extendCoverage(made.store.coverage, key, { symbols: [...market.symbols, "NEW"], stretch });
  nowMs = newYork("2025-11-14 22:00");
  expect(await fillHistory(market)).toBe(0);
  expect(coverageBySymbol(made.store.coverage, key).has("NEW")).toBe(false);
  expect(made.rows({ symbol: market.symbols[0] as string, interval: "5m" }).at(-1)?.openTsMs).toBe(
    newYork("2025-11-13 15:55"),
  );
});

test("a gap in which no session lies is closed without a question", async () => {
  const market = marketOf();
  const night = { fromTsMs: newYork("2025-11-13 18:00"), untilTsMs: newYork("2025-11-14 04:00") };
  made.store.coverage.addGap({ ...key, ...night, reason: "stream" });
  await fillerOf(market).round(nowMs, signal);
  expect(made.store.coverage.gaps()).toEqual([]);
  expect(market.calls).toEqual([]);
});
