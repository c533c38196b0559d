import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import {
  barOf,
  LiveMarketPair,
  type MadeMoment,
  makeSeries,
  momentsOf,
} from "../../../testing/live-market.ts";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";
import { macd } from "../../scanners/macd.ts";

const intervals = ["5m"] as const;
const bars = 420;
const moments = momentsOf(intervals, bars, "regular");
const split = 300;
const series = Array.from({ length: 5 }, (_, at) =>
  makeSeries(`S${at}`, "split", { seed: 40 + at, intervals, bars }),
);

// A second each; many times that while the machine is busy.
setDefaultTimeout(120_000);

let pair: LiveMarketPair;

beforeEach(() => {
  pair = new LiveMarketPair(macd);
});
afterEach(() => pair.remove());

/** History, a first scan of both stores, and a service that stands at its end. */
async function begin(): Promise<void> {
  const past = moments.slice(0, split);
  for (const one of series) pair.fill(one, "5m", past);
  const nowTsMs = past.at(-1)?.closeTsMs as number;
  pair.setNow(nowTsMs);
  pair.scanReference("5m", nowTsMs);
  await pair.service.start();
  await pair.service.idle();
}

function append(from: number, until: number): void {
  for (const moment of moments.slice(from, until)) {
    const rows = series.map((one) => ({ series: one, bar: barOf(one, moment) }));
    pair.append(moment, rows, moment.closeTsMs);
  }
}

function ledgerOf(store: Store) {
  const all = store.signals.signals({ interval: "5m", limit: 10_000 });
  return all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function expectEqualLedgers(): void {
  expect(ledgerOf(pair.live)).toEqual(ledgerOf(pair.reference));
  expect(ledgerOf(pair.live).length).toBeGreaterThan(5);
}

function finishedCount(): number {
  const finished = pair.live.events.after(0, { topics: ["scan.finished"], limit: 1_000 });
  return finished.filter(({ payload }) => "interval" in payload && payload.interval === "5m")
    .length;
}

describe("a scanner service", () => {
  test("judges bars that came while it was away, each as of its own close", async () => {
    await begin();
    append(split, split + 90);
    while (pair.live.bars.tidy({ seriesMax: 2 }));
    const first = moments[split] as MadeMoment;
    expect(pair.live.bars.readMoment("5m", "split", first.openTsMs)).toBeNull();
    await pair.bus.deliver();
    expectEqualLedgers();
  });

  test("does so after a restart too", async () => {
    await begin();
    append(split, split + 90);
    while (pair.live.bars.tidy({ seriesMax: 2 }));
    await pair.restart({ isKilled: true });
    await pair.bus.deliver(7);
    expectEqualLedgers();
  });

  test("goes on where a busy store stopped it, without losing or repeating a signal", async () => {
    await begin();
    append(split, split + 60);
    const other = new Database(join(pair.folder, "live.db"));
    other.run("BEGIN IMMEDIATE");
    const failed = await pair.bus.deliver().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Failure);
    other.run("ROLLBACK");
    other.close();
    await pair.bus.deliver();
    expectEqualLedgers();
    expect(pair.service.status().state).toBe("ready");
  });

  test("tells of each new signal once, and of each table that is up to date", async () => {
    await begin();
    const known = new Set(ledgerOf(pair.live).map(({ id }) => id));
    const finishedBefore = finishedCount();
    append(split, split + 60);
    await pair.bus.deliver();
    const told = pair.live.events
      .after(0, { topics: ["signal"], limit: 1_000 })
      .flatMap((event) => (event.topic === "signal" ? event.payload : []))
      .filter(({ id, interval }) => interval === "5m" && !known.has(id));
    const added = ledgerOf(pair.live).filter(({ id }) => !known.has(id));
    expect(told.map(({ id }) => id).toSorted()).toEqual(added.map(({ id }) => id));
    expect(added.length).toBeGreaterThan(5);
    for (const record of added.slice(0, 3)) {
      expect(told.find(({ id }) => id === record.id)).toMatchObject({
        scanner: "macd",
        symbol: record.symbol,
        barTsMs: record.barTsMs,
        price: record.values["price"] as number,
        isSimulated: true,
      });
    }
    // One for many moments that came together: rows go by the newest of them.
    expect(finishedCount()).toBe(finishedBefore + 1);
  });

  test("does nothing about bars that it knows", async () => {
    await begin();
    append(split, split + 5);
    await pair.bus.deliver();
    const known = ledgerOf(pair.live);
    const { openTsMs, interval, closeTsMs } = moments[split + 4] as MadeMoment;
    const payload = { interval, adjustment: "split", openTsMs, marketTsMs: closeTsMs } as const;
    pair.live.events.append("bars.closed", { ...payload, barCount: 5 }, 0);
    await pair.bus.deliver();
    expect(ledgerOf(pair.live)).toEqual(known);
  });

  test("says what it follows", async () => {
    expect(pair.service.status()).toMatchObject({ state: "starting", doneRatio: null });
    await begin();
    append(split, split + 1);
    await pair.bus.deliver();
    const { state, text, isBusy, progressCount } = pair.service.status();
    expect([state, isBusy]).toEqual(["ready", false]);
    expect(progressCount).toBeGreaterThan(0);
    expect(text).toMatch(/^5 symbols, \d intervals, newest bar \d\d:\d\d New York; \d+ signals?$/);
    await pair.service.stop();
    await pair.service.stop();
    expect(pair.service.status().state).toBe("stopping");
  });

  test("starts on an empty store and takes the market as it comes", async () => {
    await pair.service.start();
    await pair.service.idle();
    expect(pair.service.status()).toMatchObject({ state: "ready", text: "no bars yet" });
    append(0, 270);
    await pair.bus.deliver(50);
    expect(ledgerOf(pair.live)).toEqual(ledgerOf(pair.reference));
  });

  test("gives its state back while it is paused, scans now and then, and catches up", async () => {
    await begin();
    expect(pair.service.stateBytes).toBeGreaterThan(0);
    pair.service.levers.pause();
    await pair.service.idle();
    expect(pair.service.stateBytes).toBe(0);
    expect(pair.service.status().text).toContain("paused to save memory");
    const before = finishedCount();
    for (let at = split; at < split + 12; at++) {
      append(at, at + 1);
      await pair.bus.deliver();
    }
    // An hour of the market: at its beginning, and after half of it.
    expect(finishedCount()).toBe(before + 2);
    pair.service.levers.resume();
    await pair.service.idle();
    expect(pair.service.stateBytes).toBeGreaterThan(0);
    append(split + 12, split + 13);
    await pair.bus.deliver();
    const [live, reference] = [pair.live, pair.reference].map((store) =>
      store.signals.latest("macd", { interval: "5m" }).filter((row) => row["status"] === "signal"),
    );
    expect(live).toEqual(reference);
  });

  test("leaves nothing behind: started and stopped many times, its memory is gone", async () => {
    await begin();
    for (let round = 0; round < 20; round++) await pair.restart({ isKilled: false });
    await pair.service.idle();
    const bytes = pair.service.stateBytes;
    await pair.service.stop();
    expect(bytes).toBeGreaterThan(0);
    expect(pair.service.stateBytes).toBe(0);
    expect(pair.clock.sleeperCount).toBe(0);
  });
});
