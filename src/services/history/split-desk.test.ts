import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { HistoryMarket, type HistoryMarketOptions } from "../../../testing/history-market.ts";
import { dateOf, HistoryStore, newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import { allocateBars } from "../../domain/bars.ts";
import { BackFill } from "./back-fill.ts";
import { coverageBySymbol } from "./coverage.ts";
import { rebaseSymbol } from "./rebase-symbol.ts";
import { SplitDesk } from "./split-desk.ts";

const exDate = dateOf("2025-11-14");
const signal = new AbortController().signal;
const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
const daily = { interval: "1d", adjustment: "split" } as const;

let made: HistoryStore;
let nowMs: number;
let symbol: string;

beforeEach(() => {
  made = new HistoryStore();
  nowMs = newYork("2025-11-13 21:00");
});
afterEach(() => made.remove());

function marketOf(ratio: number, options: Partial<HistoryMarketOptions> = {}): HistoryMarket {
  const base = { symbols: 4, symbolsMax: 10, nowMs: () => nowMs };
  symbol = new HistoryMarket(base).symbols[1] as string;
  const splits = [{ symbol, exDate, ratio }];
  return new HistoryMarket({ ...base, splits, offers: ["splits", "quotes"], ...options });
}

async function fill(market: HistoryMarket): Promise<void> {
  const wishes = [
    { interval: "1d", sessions: 20 },
    { interval: "5m", sessions: 4 },
  ] as const;
  const options = { store: made.store, marketData: market, clock, wishes, isWholeMarket: false };
  const symbols = () => market.symbols;
  await new BackFill({ ...options, symbols, onChange: () => undefined }).run({
    ...{ marketTsMs: nowMs, signal, onProgress: () => undefined },
  });
}

function deskOf(market: HistoryMarket): SplitDesk {
  return new SplitDesk({
    ...{ store: made.store, marketData: market, clock },
    symbols: () => market.symbols,
    onChange: () => undefined,
  });
}

/** Stored closes are near the first one of the new share count: a split is a larger step. */
function expectNewScale(market: HistoryMarket, interval: "1d" | "5m" | "1h"): void {
  const day = allocateBars("1d", 1);
  market.market.dailyBars(1, { fromDate: exDate, toDate: exDate }, day);
  const rows = made.rows({ symbol, interval });
  expect(rows.length).toBeGreaterThan(10);
  for (const { close } of rows) {
    expect(Math.abs(Math.log(close / (day.close[0] as number)))).toBeLessThan(0.5);
  }
}

describe("the desk for splits", () => {
  test.each([4, 0.1])("works a split of %d into days and minutes, once", async (ratio) => {
    const market = marketOf(ratio);
    await fill(market);
    const before = made.rows({ symbol, ...daily });
    const other = made.rows({ symbol: market.symbols[2] as string, ...daily });
    nowMs = newYork("2025-11-14 04:10");
    const round = await deskOf(market).round(nowMs, signal);
    expect(round.text).toContain(`${symbol} split ${ratio === 4 ? "4:1" : "1:10"}`);
    expect(round.nextTsMs).toBe(newYork("2025-11-17 04:00"));
    for (const interval of ["1d", "5m", "1h"] as const) expectNewScale(market, interval);
    const after = made.rows({ symbol, ...daily });
    for (const [at, bar] of after.entries()) {
      expect(bar.close).toBeCloseTo((before[at]?.close as number) / ratio, 9);
      expect(bar.volume).toBeCloseTo((before[at]?.volume as number) * ratio, 6);
    }
    expect(made.rows({ symbol: market.symbols[2] as string, ...daily })).toEqual(other);
    expect(made.changes()).toContain(`1d split ${symbol}`);
    expect(coverageBySymbol(made.store.coverage, daily).has(symbol)).toBe(false);
    const checksum = made.store.bars.checksum();
    expect((await deskOf(market).round(nowMs, signal)).text).toBeNull();
    expect(made.store.bars.checksum()).toBe(checksum);
    // The vendor's own history comes back and finds the same scale.
    await fill(market);
    expectNewScale(market, "1d");
    expect(made.rows({ symbol, ...daily }).length).toBe(20);
  });

  test("only marks a split where stored bars were fetched after it", async () => {
    const market = marketOf(4);
    nowMs = newYork("2025-11-14 21:00");
    await fill(market);
    const checksum = made.store.bars.checksum();
    expect((await deskOf(market).round(nowMs, signal)).text).toBeNull();
    expect(made.store.bars.checksum()).toBe(checksum);
    expect(made.store.research.splits(exDate)).toEqual([{ symbol, exDate, ratio: 4 }]);
    expect(coverageBySymbol(made.store.coverage, daily).has(symbol)).toBe(true);
  });

  test("waits for a price where the vendor has not restated its history", async () => {
    const exTsMs = newYork("2025-11-14");
    const market = marketOf(4, {
      change: (of, interval, bar) => {
        const isLate = of === symbol && interval === "1d" && nowMs >= exTsMs;
        return isLate && bar.openTsMs < exTsMs ? { ...bar, close: bar.close * 4 } : bar;
      },
    });
    await fill(market);
    nowMs = newYork("2025-11-14 04:10");
    const early = await deskOf(market).round(nowMs, signal);
    expect(early).toEqual({ nextTsMs: nowMs + 1_800_000, text: null });
    expect(made.store.research.splits(exDate)).toEqual([]);
    // The first trades of the day tell: the vendor is late, stored bars are restated all the same.
    nowMs = newYork("2025-11-14 09:45");
    expect((await deskOf(market).round(nowMs, signal)).text).toContain("4:1");
    expectNewScale(market, "1d");
    expect(coverageBySymbol(made.store.coverage, daily).has(symbol)).toBe(true);
  });

  test("leaves a symbol that is refused for later, and works on with the others", async () => {
    const other = marketOf(2).symbols[3] as string;
    let refused = "";
    const market = marketOf(4, {
      splits: [
        { symbol, exDate, ratio: 4 },
        { symbol: other, exDate, ratio: 2 },
      ],
      script: ({ kind, symbols }) =>
        kind === "bars" && symbols.includes(refused)
          ? new Failure("provider.refused", "made")
          : undefined,
    });
    await fill(market);
    refused = symbol;
    nowMs = newYork("2025-11-14 04:10");
    const round = await deskOf(market).round(nowMs, signal);
    expect(round.text).toBe(`${other} split 2:1: stored bars restated`);
    expect(round.nextTsMs).toBe(nowMs + 1_800_000);
    refused = "";
    nowMs = round.nextTsMs;
    expect((await deskOf(market).round(nowMs, signal)).text).toContain(`${symbol} split 4:1`);
  });

  test("marks splits of symbols that are not stored, and asks only who offers them", async () => {
    const market = marketOf(2);
    nowMs = newYork("2025-11-14 05:00");
    await deskOf(market).round(nowMs, signal);
    expect(made.store.research.splits(exDate).length).toBe(1);
    const none = marketOf(2, { offers: [] });
    await deskOf(none).round(nowMs, signal);
    expect(none.calls).toEqual([]);
  });
});

test("restating twice is restating once, weeks follow their days, and prices go on", async () => {
  const market = marketOf(3, { splits: [] });
  nowMs = newYork("2025-11-14 21:00");
  await fill(market);
  const week = { symbol, interval: "1w", adjustment: "split" } as const;
  const source = { provider: "made", feed: "test", isSimulated: false };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(2, 3, 10, 0.5, 0.1), fc.nat({ max: 9 }), async (ratio, at) => {
      const rows = made.rows({ symbol, ...daily });
      const beforeTsMs = rows[rows.length - 1 - at]?.openTsMs as number;
      made.store.bars.write(
        week,
        aggregateBars(made.store.bars.read({ symbol, ...daily }), "1w"),
        source,
      );
      const closes = new Map(
        rows.map(({ openTsMs, close }) => [Math.floor(openTsMs / 86_400_000), close / ratio]),
      );
      const wish = { symbol, ratio, beforeTsMs, closes };
      made.store.bars.transaction(() => rebaseSymbol(made.store, wish));
      const once = made.store.bars.checksum();
      expect(made.rows({ symbol, ...daily })[0]?.close).toBeCloseTo(
        (rows[0]?.close as number) / ratio,
        9,
      );
      expect(made.store.bars.read(week)).toEqual(
        aggregateBars(made.store.bars.read({ symbol, ...daily }), "1w"),
      );
      made.store.bars.transaction(() => rebaseSymbol(made.store, wish));
      expect(made.store.bars.checksum()).toBe(once);
    }),
    { numRuns: 20 },
  );
});
