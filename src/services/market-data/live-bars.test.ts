import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import { BarBatch } from "../../domain/bar-batch.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bar, type Bars, barAt } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { LiveBars } from "./live-bars.ts";
import { MinuteInbox } from "./minute-inbox.ts";
import { longerIntraday } from "./rebuild-bars.ts";

const openTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 24), 570);
const minute = 60_000;
const source = { provider: "made", feed: "sip", isSimulated: false };
const clock = { nowMs: () => openTsMs };

let folder: string;
let stores = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-live-bars-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function openStore(): Store {
  return openSqliteStore({ path: join(folder, `${stores++}.db`), tables: [] });
}

/** A stream into a store, minute by minute. */
class Line {
  readonly store: Store;
  bars: LiveBars;
  #inbox: MinuteInbox;
  announced = 0;
  /** Longer bars that had begun before are left to whoever fills the gap. */
  restartedTsMs = openTsMs;

  constructor(store = openStore()) {
    this.store = store;
    this.bars = this.#newBars();
    this.#inbox = this.#newInbox();
  }

  /** The process was killed and is back in the same minute. */
  restart(): void {
    this.restartedTsMs = this.bars.untilTsMs ?? openTsMs;
    this.bars = this.#newBars();
    this.#inbox = this.#newInbox();
  }

  take(rows: readonly (readonly [symbol: string, at: number, close: number])[]): void {
    const batch = new BarBatch(Math.max(rows.length, 1));
    for (const [symbol, at, close] of rows) {
      const bar = { open: close, high: close + 1, low: close - 0.5, close, volume: 5 };
      batch.push(symbol, { ...bar, openTsMs: openTsMs + at * minute, isCorrection: false });
    }
    this.#inbox.take(batch);
  }

  look(at: number): void {
    this.#inbox.look(openTsMs + at * minute + 5_000);
  }

  read(symbol: string, interval: Interval): Bars {
    return this.store.bars.read({ symbol, interval, adjustment: "split" });
  }

  #newBars(): LiveBars {
    const { store } = this;
    const bus = { announce: () => void this.announced++ };
    const startTsMs = this.restartedTsMs;
    return new LiveBars({ store, bus, clock, interval: "1m", startTsMs });
  }

  #newInbox(): MinuteInbox {
    return new MinuteInbox(this.bars.untilTsMs ?? openTsMs, {
      isWanted: () => true,
      onMinute: (moment) => this.bars.publish(moment, source),
      onLate: (late) => this.bars.correct(late, source),
    });
  }
}

/** The same store with another table of coverage. */
function withCoverage(store: Store, coverage: Store["coverage"]): Store {
  return new Proxy(store, {
    get: (target, name) => (name === "coverage" ? coverage : Reflect.get(target, name)),
  });
}

function momentAt(at: number): MarketBars {
  const one = (value: number) => Float64Array.of(value);
  return {
    ...{ interval: "1m", adjustment: "split", openTsMs: openTsMs + at * minute, symbols: ["A"] },
    ...{ open: one(10), high: one(11), low: one(9), close: one(10), volume: one(5) },
  };
}

function rowsOf(bars: Bars): readonly Bar[] {
  return Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
}

/** Longer bars that are over, built from the stored minutes. */
function expectedOf(line: Line, symbol: string, to: Interval): readonly Bar[] {
  const untilTsMs = line.bars.untilTsMs ?? 0;
  return rowsOf(aggregateBars(line.read(symbol, "1m"), to)).filter(
    (bar) => barCloseTsMs(bar.openTsMs, to) <= untilTsMs,
  );
}

function expectWhole(line: Line, symbols: readonly string[]): void {
  for (const symbol of symbols) {
    for (const to of longerIntraday("1m")) {
      const isLater = (bar: Bar) => bar.openTsMs >= line.restartedTsMs;
      expect({ symbol, to, bars: rowsOf(line.read(symbol, to)).filter(isLater) }).toEqual({
        ...{ symbol, to },
        bars: expectedOf(line, symbol, to).filter(isLater),
      });
    }
  }
}

describe("a live market", () => {
  test("that has brought nothing yet is stored up to where it is listened to", () => {
    const line = new Line();
    expect(line.bars.untilTsMs).toBeNull();
    line.bars.listen();
    const beganTsMs = line.bars.untilTsMs ?? 0;
    expect(line.restartedTsMs - beganTsMs).toBeGreaterThanOrEqual(0);
    expect(line.restartedTsMs - beganTsMs).toBeLessThan(minute);
    line.take([["A", 3, 10]]);
    line.look(4);
    line.bars.listen();
    expect(line.bars.untilTsMs).toBe(openTsMs + 4 * minute);
    line.store.close();
  });

  test("is stored up to where it was told, with longer bars when they are over", () => {
    const line = new Line();
    for (let at = 0; at < 16; at++) {
      line.take([["A", at, 10 + at]]);
      line.look(at + 1);
    }
    expect(line.bars.untilTsMs).toBe(openTsMs + 16 * minute);
    expect(line.read("A", "1m").length).toBe(16);
    expect(line.read("A", "5m").length).toBe(3);
    expect(line.read("A", "15m").length).toBe(1);
    expect(line.read("A", "30m").length).toBe(0);
    expectWhole(line, ["A"]);
    line.store.close();
  });

  test("stores the longer bars of a moment that the store refused at first", () => {
    const store = openStore();
    let refusals = 0;
    const cache = new Proxy(store.coverage, {
      get(target, name) {
        const isRefused = name === "setLiveUntil" && refusals-- > 0;
        if (isRefused) throw new Failure("store.busy", "somebody else writes");
        const member = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
    const busy = withCoverage(store, cache);
    const bus = { announce: () => undefined };
    const live = new LiveBars({ store: busy, bus, clock, interval: "1m", startTsMs: openTsMs });
    for (let at = 0; at < 15; at++) {
      if (at === 14) refusals = 1;
      const moment = momentAt(at);
      try {
        live.publish(moment, source);
      } catch (error) {
        expect(error).toMatchObject({ code: "store.busy" });
        live.publish(moment, source);
      }
    }
    const read = (interval: Interval) =>
      store.bars.read({ symbol: "A", interval, adjustment: "split" }).length;
    expect([read("1m"), read("5m"), read("15m")]).toEqual([15, 3, 1]);
    store.close();
  });

  test("takes late and corrected bars into every longer bar over them", () => {
    const minutes = fc.integer({ min: 0, max: 389 });
    const symbol = fc.constantFrom("A", "B", "C");
    const bars = fc.array(fc.tuple(symbol, minutes, fc.integer({ min: 2, max: 99 })), {
      minLength: 1,
      maxLength: 120,
    });
    fc.assert(
      fc.property(bars, bars, fc.nat({ max: 119 }), (onTime, late, restartAt) => {
        const line = new Line();
        const queue = [...late];
        const ordered = onTime.toSorted((a, b) => a[1] - b[1]);
        for (const [i, row] of ordered.entries()) {
          line.take([row]);
          line.look(row[1]);
          // Corrections come for what was told, any number of minutes later.
          const due = queue.findIndex(([, at]) => at <= row[1]);
          if (due >= 0) line.take(queue.splice(due, 1));
          if (i === restartAt) {
            line.look(row[1] + 1);
            line.restart();
          }
        }
        line.look(400);
        expectWhole(line, ["A", "B", "C"]);
        line.store.close();
      }),
      { numRuns: 40 },
    );
  });

  test("stores no longer bar with a hole in it", () => {
    const line = new Line();
    line.take([["A", 0, 10]]);
    line.look(1);
    line.bars.missing(openTsMs + 7 * minute);
    for (let at = 7; at < 30; at++) line.take([["A", at, 20]]);
    line.look(30);
    expect(rowsOf(line.read("A", "5m")).map((bar) => bar.openTsMs)).toEqual(
      [10, 15, 20, 25].map((at) => openTsMs + at * minute),
    );
    expect(rowsOf(line.read("A", "15m")).map((bar) => bar.openTsMs)).toEqual([
      openTsMs + 15 * minute,
    ]);
    expect(line.read("A", "30m").length).toBe(0);
    line.store.close();
  });
});
