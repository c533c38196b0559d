import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { HistoryFill } from "../../../testing/history-fill.ts";
import type { HistoryCall } from "../../../testing/history-market.ts";
import { newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import type { Interval } from "../../domain/interval.ts";
import { longerIntraday } from "../market-data/rebuild-bars.ts";
import { coverageBySymbol } from "./coverage.ts";

let fill: HistoryFill;

beforeEach(() => {
  fill = new HistoryFill();
});
afterEach(() => fill.made.remove());

describe("a first back-fill of days", () => {
  test("brings every session of every symbol, in batches, and remembers that", async () => {
    const market = fill.marketOf();
    const report = await fill.run(fill.backFill(market));
    expect(report).toEqual({ barsWritten: 25 * 30, failed: [] });
    expect(market.calls.map(({ symbols }) => symbols.length)).toEqual([10, 10, 5]);
    const rows = fill.made.rows({ symbol: market.symbols[3] as string, interval: "1d" });
    expect(rows.at(-1)?.openTsMs).toBe(newYork("2025-11-14"));
    expect(rows.length).toBe(30);
    const covered = coverageBySymbol(fill.store.coverage, { interval: "1d", adjustment: "split" });
    expect(covered.size).toBe(25);
    expect(covered.get(market.symbols[0] as string)?.untilTsMs).toBe(newYork("2025-11-15"));
    expect(fill.store.bars.series()[0]?.source).toEqual({
      ...{ provider: "made", feed: "test", isSimulated: false, delayMs: 0 },
    });
  });

  test("asks for nothing again, and then for the new sessions of a later day only", async () => {
    const market = fill.marketOf();
    await fill.run(fill.backFill(market));
    const before = market.calls.length;
    await fill.run(fill.backFill(market));
    expect(market.calls.length).toBe(before);
    fill.nowMs = newYork("2025-11-18 21:00");
    await fill.run(fill.backFill(market));
    const later = market.calls.slice(before);
    expect(later.length).toBe(3);
    // Three sessions that are stored are asked for as well: a split would show in them.
    expect(later[0]?.fromTsMs).toBe(newYork("2025-11-12"));
    expect(later[0]?.untilTsMs).toBe(newYork("2025-11-19"));
    expect(fill.made.rows({ symbol: market.symbols[0] as string, interval: "1d" }).length).toBe(32);
  });

  test("asks watchlists first, and more sessions than before at their beginning", async () => {
    const market = fill.marketOf();
    await fill.run(fill.backFill(market, { wishes: [{ interval: "1d", sessions: 10 }] }));
    const symbols = [...market.symbols].reverse();
    market.calls.length = 0;
    await fill.run(fill.backFill(market, { symbols: () => symbols }));
    expect(market.calls[0]?.symbols).toEqual(symbols.slice(0, 10));
    expect(market.calls[0]?.untilTsMs).toBe(newYork("2025-11-03"));
    expect(fill.barCount()).toBe(25 * 30);
  });

  test("covers symbols without data too", async () => {
    const market = fill.marketOf();
    const symbols = () => ["NONE", ...market.symbols.slice(0, 3)];
    await fill.run(fill.backFill(market, { symbols }));
    const before = market.calls.length;
    await fill.run(fill.backFill(market, { symbols }));
    expect(market.calls.length).toBe(before);
    expect(fill.store.bars.series().length).toBe(3);
  });

  test("asks no deeper than the vendor has", async () => {
    const market = fill.marketOf({ bars: { depthDays: { "1d": 5 } } });
    await fill.run(fill.backFill(market));
    expect(market.calls[0]?.fromTsMs).toBe(newYork("2025-11-11"));
  });

  test("tells its progress, to the end", async () => {
    const clock = new FakeClock(fill.nowMs);
    const script = (): undefined => clock.jumpTo(clock.nowMs() + 1_000) as undefined;
    const market = fill.marketOf({ script });
    const seen: unknown[] = [];
    await fill.run(fill.backFill(market, { clock }), {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen).toEqual([
      { done: 10, total: 25, text: "1d history: 10 of 25 symbols", doneRatio: 0.4, etaMs: 1_500 },
      { done: 20, total: 25, text: "1d history: 20 of 25 symbols", doneRatio: 0.8, etaMs: 500 },
      { done: 25, total: 25, text: "1d history: 25 of 25 symbols", doneRatio: 1, etaMs: 0 },
    ]);
  });
});

describe("events of a back-fill", () => {
  test("name few symbols, and are there as soon as the bars are", async () => {
    const market = fill.marketOf({ symbols: 4 });
    let heard = 0;
    await fill.run(fill.backFill(market, { onChange: () => (heard = fill.made.changes().length) }));
    expect(fill.made.changes()).toEqual([`1d back-fill ${market.symbols.join(",")}`]);
    expect(heard).toBe(1);
  });

  test("of a market are gathered, and none is lost when it is stopped", async () => {
    const market = fill.marketOf({ symbols: 450, symbolsMax: 150 });
    const stop = new AbortController();
    let count = 0;
    const stopAfterTwo = () => {
      count += 1;
      if (count === 2) stop.abort();
    };
    const stopped = fill.run(fill.backFill(market, { onChange: stopAfterTwo }), {
      signal: stop.signal,
    });
    expect(await stopped.catch((error) => error.code)).toBe("run.interrupted");
    const before = fill.made.changes().length;
    expect(fill.made.changes().every((text) => text === "1d back-fill *")).toBe(true);
    await fill.run(fill.backFill(market));
    expect(fill.made.changes().length).toBeGreaterThan(before);
    expect(fill.store.metadata.getMetadata("history.untold")).toBe("");
  });
});

describe("intraday history", () => {
  const wishes = [{ interval: "5m", sessions: 3 }] as const;

  test("comes with all longer bars, each equal to those of the batch form", async () => {
    const market = fill.marketOf({ symbols: 4 });
    await fill.run(fill.backFill(market, { wishes }));
    for (const symbol of market.symbols) checkLonger(symbol, "5m");
    expect(fill.made.changes().length).toBe(1 + longerIntraday("5m").length);
  });

  test("of a new symbol reaches into the running session, never with a half bar", async () => {
    fill.nowMs = newYork("2025-11-14 11:23");
    const market = fill.marketOf({ symbols: 2 });
    const [symbol] = market.symbols as [string];
    await fill.run(fill.backFill(market, { wishes }));
    const last = (interval: Interval) => fill.made.rows({ symbol, interval }).at(-1)?.openTsMs;
    expect(last("5m")).toBe(newYork("2025-11-14 11:15"));
    expect(last("15m")).toBe(newYork("2025-11-14 11:00"));
    expect(last("30m")).toBe(newYork("2025-11-14 10:30"));
    expect(last("1h")).toBe(newYork("2025-11-14 09:30"));
    expect(last("4h")).toBe(newYork("2025-11-13 13:30"));
    // What forms over the edge is remembered, to be built when it is over.
    const late = fill.store.coverage.gaps().map(({ interval, reason }) => `${reason} ${interval}`);
    expect(late.sort()).toEqual(["late 15m", "late 1h", "late 30m", "late 4h"]);
  });

  test("of a known symbol ends with the last settled session", async () => {
    const market = fill.marketOf({ symbols: 2 });
    await fill.run(fill.backFill(market, { wishes }));
    fill.nowMs = newYork("2025-11-17 12:00");
    await fill.run(fill.backFill(market, { wishes }));
    expect(market.calls.length).toBe(1);
    fill.nowMs = newYork("2025-11-17 20:00");
    await fill.run(fill.backFill(market, { wishes }));
    expect(market.calls[1]).toMatchObject({ untilTsMs: newYork("2025-11-18") });
    checkLonger(market.symbols[0] as string, "5m");
  });

  function checkLonger(symbol: string, from: Interval): void {
    const shorter = fill.store.bars.read({ symbol, interval: from, adjustment: "split" });
    expect(shorter.length).toBeGreaterThan(100);
    for (const interval of longerIntraday(from)) {
      const stored = fill.store.bars.read({ symbol, interval, adjustment: "split" });
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
    const market = fill.marketOf({ script });
    bad = market.symbols[13] as string;
    const filler = fill.backFill(market);
    const report = await fill.run(filler);
    const reason = 'made: "provider.refused"';
    expect(report.failed).toEqual([{ symbol: bad, interval: "1d", reason }]);
    expect(fill.barCount()).toBe(24 * 30);
    bad = null;
    market.calls.length = 0;
    await fill.run(filler);
    expect(market.calls).toEqual([]);
    fill.nowMs += 1_800_000;
    expect((await fill.run(filler)).failed).toEqual([]);
    expect(market.calls.map(({ symbols }) => symbols)).toEqual([[market.symbols[13] as string]]);
    expect(fill.barCount()).toBe(25 * 30);
  });

  test("a vendor that is down for a while is waited for", async () => {
    const clock = new FakeClock(fill.nowMs);
    const script = (_: HistoryCall, count: number) =>
      count === 2 || count === 3 ? failure("provider.unavailable") : undefined;
    const done = fill.run(fill.backFill(fill.marketOf({ script }), { clock }));
    while (fill.barCount() < 25 * 30) {
      await clock.advance(5_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await done).failed).toEqual([]);
    expect(clock.nowMs() - fill.nowMs).toBeGreaterThanOrEqual(35_000);
  });

  test("a vendor that stays down ends the run, and what is there stays", async () => {
    const script = (_: HistoryCall, count: number) =>
      count > 1 ? failure("provider.unavailable") : undefined;
    const market = fill.marketOf({ symbols: 60, script });
    const error = await fill.run(fill.backFill(market)).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.unavailable" });
    expect(fill.barCount()).toBe(10 * 30);
  });

  test("without a login it ends at once", async () => {
    const market = fill.marketOf({ script: () => failure("provider.unauthorized") });
    const error = await fill.run(fill.backFill(market)).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.unauthorized" });
    expect(market.calls.length).toBe(1);
  });
});
