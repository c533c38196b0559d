import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoFeed } from "../../adapters/providers/demo/feed.ts";
import { createDemoMarket } from "../../adapters/providers/demo/market.ts";
import { DemoProvider } from "../../adapters/providers/demo/provider.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import type { BusPayloads } from "../../domain/bus-event.ts";
import { intervals } from "../../domain/interval.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { Bus, BusHandler } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { simulatedNowMs } from "../scan/market-clock.ts";
import type { LiveMarket } from "./live-market.ts";
import { MarketDataWorker } from "./market-data-worker.ts";
import { MarketRun } from "./market-run.ts";
import type { OpenMarket } from "./market-runner.ts";
import { QuoteDesk } from "./quote-desk.ts";
import { watchedSymbols } from "./watched-symbols.ts";

const simulator = createDemoMarket({ seed: 4, symbols: 12 });
/** A Friday evening after the close. */
const fridayCloseTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 21), 960);
const mondayOpenTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 24), 570);
const mondayCloseTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 24), 960);
const clock: Clock = {
  nowMs: () => fridayCloseTsMs + 3_600_000,
  // What waits between two rounds of housekeeping has nothing left to do.
  sleep: (delayMs) => {
    if (delayMs < 60_000) return Bun.sleep(0);
    onIdle();
    return new Promise(() => undefined);
  },
};
/** The feed has ended: housekeeping is all that is left. */
let onIdle = () => undefined as unknown;

let folder: string;
let store: Store;
let bus: StoredBus;
let notices: string[];
let housekeeping: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-worker-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  bus = new StoredBus();
  notices = [];
  housekeeping = [];
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** Events go into the store; who listens is called by hand. */
class StoredBus implements Bus {
  announced = 0;
  handle: BusHandler = () => undefined;
  readonly close = () => Promise.resolve();
  readonly publish: Bus["publish"] = async (topic, payload) =>
    void store.events.append(topic, payload, clock.nowMs());

  announce(): void {
    this.announced += 1;
  }

  subscribe(_: unknown, handle: BusHandler) {
    this.handle = handle;
    return { stop: () => Promise.resolve() };
  }
}

/** Runs a worker until its market has come to a moment. */
async function live(untilTsMs: number, options: Partial<LiveMarket> = {}, into = store) {
  const market: LiveMarket = {
    simulator,
    feedInterval: "5m",
    openFeed: ({ fromTsMs }) =>
      new DemoFeed({
        ...{ market: simulator, clock, fromTsMs, untilTsMs, interval: "5m" },
        speed: Number.POSITIVE_INFINITY,
      }),
    historyDays: 60,
    storeBytesMax: 1e9,
    ...options,
  };
  const isOver = new Promise((resolve) => {
    onIdle = () => resolve(undefined);
  });
  const housekeeper = {
    tidySome: () => into.bars.tidy({ seriesMax: 4 }),
    runOnce: async (tsMs: number) => {
      housekeeping.push(tsMs);
      return {} as never;
    },
  };
  const onNotice = (text: string) => void notices.push(text);
  const openMarket: OpenMarket = (hooks) =>
    new MarketRun({ store: into, bus, clock, market, desks: [quoteDesk(into)], hooks });
  const parts = { store: into, bus, clock, openMarket };
  const worker = new MarketDataWorker({ ...parts, housekeeper, onNotice });
  await worker.start();
  await isOver;
  const status = worker.status();
  return { worker, status };
}

/** The demo as a vendor of quotes, on the simulated clock. */
function quoteDesk(into: Store): QuoteDesk {
  const simulated = { nowMs: () => simulatedNowMs(into.metadata) ?? clock.nowMs() };
  const data = new DemoProvider({ market: simulator, clock: simulated });
  const symbols = () => watchedSymbols(into, simulator.symbols);
  return new QuoteDesk({ store: into, bus, clock, data, symbols });
}

type Closed = BusPayloads["bars.closed"];
function closedBars(from = store): readonly Closed[] {
  const events = from.events.after(0, { topics: ["bars.closed"], limit: 10_000 });
  return events.map(({ payload }) => payload as Closed);
}

describe("a market", () => {
  test("begins at the end of the last session, with its history told", async () => {
    await live(fridayCloseTsMs);
    const [daily] = store.bars.series({ interval: "1d" });
    expect(daily).toMatchObject({
      barCount: 60,
      lastTsMs: newYorkTsMs(fromYearMonthDay(2025, 11, 21), 0),
    });
    const changed = store.events.after(0, { topics: ["bars.changed"], limit: 100 });
    expect(changed.map(({ payload }) => (payload as BusPayloads["bars.changed"]).interval)).toEqual(
      ["1d", "5m", "15m", "30m", "1h", "4h"],
    );
    expect(closedBars()).toEqual([]);
    expect(simulatedNowMs(store.metadata)).toBe(fridayCloseTsMs);
  });

  test("stores every length of bars, each with one event, when it closes", async () => {
    await live(mondayCloseTsMs);
    const closed = closedBars();
    const counts = intervals.map((interval) => [
      interval,
      closed.filter((bars) => bars.interval === interval).length,
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ "1m": 0, "5m": 78, "15m": 26, "30m": 13, "1h": 7, "4h": 2, "1d": 1, "1w": 0 },
    });
    for (const { interval, openTsMs, marketTsMs, barCount } of closed) {
      expect(openTsMs).toBeLessThan(marketTsMs);
      expect(marketTsMs).toBeLessThanOrEqual(mondayCloseTsMs);
      const held = store.bars
        .series({ interval })
        .filter((key) => store.bars.read(key).openTsMs.includes(openTsMs));
      expect(held).toHaveLength(barCount);
    }
    expect(bus.announced).toBeGreaterThanOrEqual(closed.length);
    // With the close, and while nothing lives: in time of the market, not of the machine.
    expect(housekeeping).toEqual([mondayCloseTsMs, mondayCloseTsMs]);
  });

  test("in two runs holds the same bars as in one", async () => {
    const untilTsMs = mondayOpenTsMs + 100 * 60_000;
    for (const minutes of [5, 20, 45, 62]) await live(mondayOpenTsMs + minutes * 60_000);
    await live(untilTsMs);
    const closed = closedBars();
    const other = openSqliteStore({ path: join(folder, "other.db"), tables: [] });
    await live(untilTsMs, {}, other);
    expect(store.bars.checksum()).toBe(other.bars.checksum());
    expect(closed).toEqual([...closedBars(other)]);
    other.close();
  });

  test("stands still once its database is full, and says so", async () => {
    const wednesday = newYorkTsMs(fromYearMonthDay(2025, 11, 26), 960);
    const { status } = await live(wednesday, { storeBytesMax: 1 });
    expect(simulatedNowMs(store.metadata)).toBe(mondayCloseTsMs);
    expect(status.text).toContain("stands still");
  });
});

describe("quotes", () => {
  const quotes = () => new Map(store.cache.watchlist().map((row) => [row.symbol, row]));

  test("are of the last bar, with the change since the close before", async () => {
    await live(mondayOpenTsMs + 10 * 60_000);
    await live(mondayOpenTsMs + 30 * 60_000);
    const traded = store.bars
      .series({ interval: "5m" })
      .filter((info) => info.lastTsMs >= mondayOpenTsMs + 25 * 60_000);
    expect(traded.length).toBeGreaterThan(5);
    for (const { symbol } of traded) {
      const read = (interval: "1d" | "5m") =>
        store.bars.read({ symbol, interval, adjustment: "split" }, { barsMax: 1 });
      const [closeBefore = 0] = read("1d").close;
      const [price = 0] = read("5m").close;
      const quote = quotes().get(symbol);
      expect(quote).toMatchObject({ price, session: "regular", daily_change: price - closeBefore });
      expect(quote?.daily_change_pct).toBeCloseTo(100 * (price / closeBefore - 1), 9);
      expect(quote?.provenance).toMatchObject({ provider: "demo", isSimulated: true });
    }
  });

  test("that nobody brings up to date are dropped, not left to grow old", async () => {
    const gone = { symbol: "GONE", price: 1, daily_change: 0, daily_change_pct: 0, volume: 1 };
    store.cache.putWatchlist([{ ...gone, updatedTsMs: fridayCloseTsMs }]);
    store.watchlists.put({ name: "mine", symbols: ["GONE"], updatedTsMs: 0 });
    await live(mondayOpenTsMs + 10 * 60_000);
    expect(quotes().has("GONE")).toBe(false);
    expect(quotes().size).toBeGreaterThan(9);
  });
});

describe("a worker", () => {
  test("tells what goes wrong with the store, and goes on when it is over", async () => {
    let failuresLeft = 2;
    const append = store.bars.append.bind(store.bars);
    store.bars.append = (...given) => {
      if (failuresLeft-- > 0) throw new Failure("store.unavailable", "the disk is full");
      return append(...given);
    };
    await live(mondayOpenTsMs + 20 * 60_000);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toStartWith("the disk is full; tried again in 1 s");
    expect(closedBars().filter(({ interval }) => interval === "5m")).toHaveLength(4);
  });

  test("without a market keeps house, and says that there is none", async () => {
    const runs: number[] = [];
    const housekeeper = {
      tidySome: () => false,
      runOnce: async (tsMs: number) => runs.push(tsMs) as never,
    };
    const onNotice = () => undefined;
    const worker = new MarketDataWorker({
      ...{ store, bus, clock, openMarket: null, housekeeper, onNotice },
    });
    await worker.start();
    await Bun.sleep(5);
    expect(runs).toEqual([clock.nowMs()]);
    expect(worker.status()).toMatchObject({ state: "ready", doneRatio: null, isBusy: false });
    expect(worker.status().text).toContain("imported bars");
  });
});
