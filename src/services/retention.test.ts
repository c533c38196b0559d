import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { source, trendTable } from "../../testing/contracts/store-harness.ts";
import { resultOf, signalOf } from "../../testing/contracts/store-signals.contract.ts";
import { FakeClock } from "../../testing/fakes/fake-clock.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import { Failure } from "../base/failure.ts";
import { barsFrom } from "../domain/bars.ts";
import type { Interval } from "../domain/interval.ts";
import { intervalMs, intervals } from "../domain/interval.ts";
import type { SeriesKey } from "../ports/bar-store.ts";
import type { WhaleFlowRow } from "../ports/cache-store.ts";
import type { Store } from "../ports/store.ts";
import { type Kept, keptDefaults, keptOfImports, Retention } from "./retention.ts";

setDefaultTimeout(60_000);

const dayMs = 86_400_000;
const never = new AbortController().signal;

let folder: string;
let path: string;
let clock: FakeClock;
let startTsMs: number;
let store: Store;
let notices: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-retention-"));
  path = join(folder, "market_cache.db");
  clock = new FakeClock();
  startTsMs = clock.nowMs();
  store = openSqliteStore({ path, tables: [trendTable], clock });
  notices = [];
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function create(kept: Partial<Kept> = {}, kind: Store = store): Retention {
  const onNotice = (text: string) => notices.push(text);
  return new Retention({ store: kind, clock, kept: { ...keptDefaults, ...kept }, onNotice });
}

/** Runs to the end while the clock goes on. */
async function run(retention = create(), marketTsMs = clock.nowMs()) {
  const running = retention.runOnce(marketTsMs, never);
  let isOver = false;
  const ended = running.finally(() => {
    isOver = true;
  });
  ended.catch(() => undefined);
  while (!isOver) await clock.advance(20);
  return running;
}

function keyOf(symbol: string, interval: Interval): SeriesKey {
  return { symbol, interval, adjustment: "split" };
}

/** Bars of some days, one an hour or as far apart as the interval says. */
function fillBars(symbol: string, interval: Interval, days: number): void {
  const stepMs = Math.max(intervalMs(interval), 3_600_000);
  const count = Math.floor((days * dayMs) / stepMs);
  const fromTsMs = clock.nowMs() - count * stepMs;
  const rows = Array.from({ length: count }, (_, at) => {
    const close = 100 + ((at * at * 7_919 + symbol.length) % 9_973) / 100;
    const prices = { open: close, high: close + 1, low: close - 1, close, volume: 1_000 + at };
    return { openTsMs: fromTsMs + at * stepMs, ...prices };
  });
  store.bars.write(keyOf(symbol, interval), barsFrom(interval, rows), source);
}

/** Age of the oldest bar when the test began. */
function oldestDays(symbol: string, interval: Interval): number {
  const [info] = store.bars.series(keyOf(symbol, interval));
  return info === undefined ? 0 : (startTsMs - info.firstTsMs) / dayMs;
}

const append = (name: string, tsMs: number) =>
  store.events.append("watchlist.changed", { name }, tsMs);

describe("retention", () => {
  test("keeps bars for the days of their interval, to the block", async () => {
    for (const interval of intervals) fillBars("AAA", interval, 1_000);
    const report = await run();
    expect(report).toMatchObject({ isComplete: true, eventsDropped: 0, flowsDropped: 0 });
    expect(report.intervals).toEqual(["1m", "5m", "15m", "30m", "1h", "4h"]);
    for (const interval of intervals) {
      const keptDays = keptDefaults.barDays[interval];
      const blockDays = (256 * Math.max(intervalMs(interval), 3_600_000)) / dayMs;
      const days = oldestDays("AAA", interval);
      expect(days).toBeGreaterThanOrEqual(Math.min(keptDays, 994));
      expect(days).toBeLessThanOrEqual(Math.min(keptDays + 1 + blockDays, 1_000));
    }
    const bars = store.bars.read(keyOf("AAA", "1m"));
    expect(bars.openTsMs[bars.length - 1]).toBe(startTsMs - 3_600_000);
  });

  test("of imports drops no bar, for nobody could fetch it again", async () => {
    for (const interval of intervals) fillBars("AAA", interval, 1_000);
    const before = store.bars.checksum();
    append("old", 1_000);
    const report = await run(create(keptOfImports));
    expect(report).toMatchObject({ isComplete: true, eventsDropped: 1 });
    expect(store.bars.checksum()).toBe(before);
  });

  test("goes by the time of the market, not of the machine", async () => {
    fillBars("AAA", "1m", 60);
    await run(create(), clock.nowMs() - 40 * dayMs);
    expect(oldestDays("AAA", "1m")).toBe(60);
    await run(create(), clock.nowMs());
    expect(oldestDays("AAA", "1m")).toBeLessThan(45);
  });

  test("never touches the ledger of signals nor the newest results", async () => {
    const old = signalOf("AAA", { onsetTsMs: 1_000, detectedTsMs: 2_000, barTsMs: 1_000 });
    const results = [resultOf("AAA", { barTsMs: 1_000, onsetTsMs: 1_000 })];
    store.signals.save({ results, signals: [old], scannedTsMs: 2_000 });
    fillBars("AAA", "1m", 60);
    append("old", 1_000);
    await run();
    expect(store.signals.signals({ limit: 9 })).toEqual([old]);
    expect(store.signals.latest("trend")).toHaveLength(1);
    expect(store.events.after(0, { limit: 9 })).toEqual([]);
  });

  test("keeps events for two days, and no more than their number", async () => {
    const nowMs = clock.nowMs();
    store.bars.transaction(() => {
      for (let at = 0; at < 5_000; at++) append("old", nowMs - keptDefaults.eventsMs - 5_000 + at);
      for (let at = 0; at < 3_000; at++) append("new", nowMs - 3_000 + at);
    });
    expect((await run()).eventsDropped).toBe(5_000);
    expect(store.events.oldestId()).toBe(5_001);
    expect((await run(create({ eventsMax: 1_000 }))).eventsDropped).toBe(2_000);
    expect(store.events.oldestId()).toBe(7_001);
    expect(store.events.newestId()).toBe(8_000);
  });

  test("keeps option flows for ninety days", async () => {
    const recent = flowOf(89);
    store.cache.addWhaleFlows([recent, flowOf(91), flowOf(365)]);
    expect((await run()).flowsDropped).toBe(2);
    expect(store.cache.whaleFlows(0)).toMatchObject([recent]);
  });

  test("has nothing to look for until the next day", async () => {
    for (let at = 0; at < 100; at++) fillBars(`S${at}`, "1m", 45);
    const retention = create();
    const first = await run(retention);
    expect(first.intervals).toContain("1m");
    expect(first.sliceCount).toBeGreaterThan(8);
    const again = await run(retention, clock.nowMs() + 60_000);
    expect(again.intervals).toEqual([]);
    expect(again.sliceCount).toBe(8);
    expect((await run(retention, clock.nowMs() + dayMs)).intervals).toContain("1m");
  });

  test("lets others write between two pieces, and ends there when it is told to", async () => {
    for (let at = 0; at < 600; at++) fillBars(`S${at}`, "1m", 50);
    const other = openSqliteStore({ path, tables: [trendTable], busyTimeoutMs: 0 });
    const stopping = new AbortController();
    const running = create().runOnce(clock.nowMs(), stopping.signal);
    await clock.advance(20);
    // Kinds of rows with nothing to drop take turns too.
    await clock.advance(0);
    other.metadata.setMetadata("turn", "of another process");
    other.close();
    expect(clock.sleeperCount).toBe(1);
    stopping.abort();
    const report = await running;
    expect(report.isComplete).toBe(false);
    expect(clock.sleeperCount).toBe(0);
    const ages = store.bars.series().map(({ symbol }) => oldestDays(symbol, "1m"));
    expect(ages.filter((days) => days > 45).length).toBeGreaterThan(0);
    expect(ages.filter((days) => days <= 45).length).toBeGreaterThan(0);
    await run();
    expect(
      Math.max(...store.bars.series().map(({ symbol }) => oldestDays(symbol, "1m"))),
    ).toBeLessThan(45);
  });

  test("waits for a store that others hold, but not for ever", async () => {
    append("old", 1_000);
    let failures = 0;
    const busyFor = (calls: number): Store => {
      const events = Object.create(store.events) as Store["events"];
      events.trim = (...args) => {
        if (failures >= calls) return store.events.trim(...args);
        failures += 1;
        throw new Failure("store.busy", "the database is being written by another process");
      };
      for (const name of ["after", "newestId", "oldestId"] as const) {
        Object.assign(events, { [name]: store.events[name].bind(store.events) });
      }
      const { bars, cache, options, research, providers } = store;
      const wrapped = { bars, cache, options, research, providers, events };
      return { ...wrapped, reclaim: store.reclaim.bind(store) } as unknown as Store;
    };
    expect((await run(create({}, busyFor(3)))).eventsDropped).toBe(1);
    expect(failures).toBe(3);
    failures = 0;
    const failed = await run(create({}, busyFor(100))).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Failure", code: "store.busy" });
  });

  test("gives the room of what was dropped back to the disk", async () => {
    for (let at = 0; at < 300; at++) fillBars(`S${at}`, "1m", 240);
    store.close();
    store = openSqliteStore({ path, tables: [trendTable], clock });
    const before = statSync(path).size;
    await run();
    const bars = store.bars.series().reduce((sum, info) => sum + info.barCount, 0);
    store.close();
    store = openSqliteStore({ path, tables: [trendTable], clock });
    expect(store.findDamage({ isDeep: true })).toEqual([]);
    expect(store.bars.series().reduce((sum, info) => sum + info.barCount, 0)).toBe(bars);
    expect(statSync(path).size).toBeLessThan(before * 0.5);
  });

  test("holds a store that lives on at one size", async () => {
    const kept = { barDays: { ...keptDefaults.barDays, "1m": 5 }, eventsMax: 500 };
    const retention = create(kept);
    const sizes: number[] = [];
    for (let day = 0; day < 60; day++) {
      await clock.advance(dayMs);
      store.bars.transaction(() => {
        for (let hour = 0; hour < 24; hour++) appendHour(clock.nowMs() + hour * 3_600_000);
      });
      await run(retention, clock.nowMs() + dayMs);
      if (day % 20 === 19) sizes.push(store.stats().barCount);
    }
    const [, second = 0, third = 0] = sizes;
    // Five days, a block of 256 hours and the rest of a day.
    expect(third).toBeLessThanOrEqual(40 * (5 * 24 + 256 + 48));
    expect(Math.abs(third - second)).toBeLessThan(40 * 256);
    // The forty of one moment stay together.
    expect(store.events.newestId() - store.events.oldestId()).toBeLessThan(540);
    expect(notices).toEqual([]);
  });
});

const symbols = Array.from({ length: 40 }, (_, at) => `S${at}`);

/** One bar for each of forty symbols, and an event for each. */
function appendHour(openTsMs: number): void {
  const column = Float64Array.from(symbols, (_, at) => 100 + at + (openTsMs % 7));
  const prices = { open: column, high: column, low: column, close: column, volume: column };
  const moment = { interval: "1m", adjustment: "split", openTsMs, symbols, ...prices } as const;
  store.bars.append(moment, source);
  for (const name of symbols) append(name, openTsMs);
}

function flowOf(days: number): WhaleFlowRow {
  return {
    symbol: "SPY",
    type: "PUT",
    strike: 688.5,
    whale_score: 132,
    volume: 18_925,
    open_interest: 244,
    vol_oi: 77.56,
    premium: 5.38,
    delta: -0.564,
    expiry: "2025-12-12",
    dte: 6,
    detectedTsMs: clock.nowMs() - days * dayMs,
  };
}
