import { expect } from "bun:test";
import fc from "fast-check";
import { type Bar, type Bars, barAt, barsFrom } from "../../src/domain/bars.ts";
import type { DataSource } from "../../src/domain/instrument.ts";
import type { ResultTable } from "../../src/domain/result-table.ts";
import type { MarketBars, SeriesKey } from "../../src/ports/bar-store.ts";
import type { Store } from "../../src/ports/store.ts";

/** One empty store for one test, which may be opened several times at once. */
export interface StoreHarness {
  open(options?: { readonly readOnly?: boolean }): Store;
  /**
   * Command of a process that opens the same store and runs `writeBatchesForever`, or with the
   * arguments "events" and a label `appendEvents`, or with "ledger" `recordRounds`.
   */
  readonly writerCommand: readonly string[];
  /** Closes what is open and removes the data. */
  dispose(): void;
}

/** The latest-results table that the contract's stores are opened with. */
export const trendTable: ResultTable = {
  scanner: "trend",
  table: "trend_scanner",
  columns: [
    { name: "price", kind: "number", label: "Price", help: "close" },
    { name: "streak", kind: "integer", label: "Streak", help: "bars in a row" },
    { name: "is_up", kind: "boolean", label: "Up", help: "rising" },
    { name: "signal", kind: "text", label: "Signal", help: "word" },
  ],
};

export const source: DataSource = { provider: "csv", feed: "contract.csv", isSimulated: false };
export const otherSource: DataSource = { provider: "vendor", feed: "sip", isSimulated: false };

export const dayMs = 86_400_000;
export const startTsMs = Date.UTC(2023, 0, 3, 5);

export function keyOf(symbol: string, other: Partial<SeriesKey> = {}): SeriesKey {
  return { symbol, interval: "1d", adjustment: "split", ...other };
}

/** Bar number `index` of a made-up series: cents, a fraction now and then, sometimes no volume. */
export function madeBar(index: number, seed = 0): Bar {
  const close = (5_000 + ((index * 37 + seed * 101) % 4_000)) / 100;
  return {
    openTsMs: startTsMs + index * dayMs,
    open: close + ((index + seed) % 7) / 100,
    high: close + 1.5,
    low: close - 1.25,
    close: (index + seed) % 9 === 0 ? close + 0.0001 : close,
    volume: (index + seed) % 5 === 0 ? Number.NaN : 1_000 + index * 13,
  };
}

export function madeBars(from: number, to: number, seed = 0): Bars {
  const rows: Bar[] = [];
  for (let index = from; index < to; index++) rows.push(madeBar(index, seed));
  return barsFrom("1d", rows);
}

/** The market at one moment, as columns. */
export function marketOf(
  openTsMs: number,
  rows: readonly (readonly [symbol: string, bar: Bar])[],
): MarketBars {
  const column = (name: keyof Bar) => Float64Array.from(rows, ([, bar]) => bar[name]);
  return {
    interval: "1d",
    adjustment: "split",
    openTsMs,
    symbols: rows.map(([symbol]) => symbol),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

/** Bars as rows, so that a difference is readable. */
export function rowsOf(bars: Bars): Bar[] {
  return Array.from({ length: bars.length }, (_, index) => barAt(bars, index));
}

/** Doubles that stored columns have to bear: cents, fractions, floats, and everything else. */
function anyPrice(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 100_000 }).map((cents) => cents / 100) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 10_000_000 }).map((part) => part / 10_000) },
    { weight: 1, arbitrary: fc.float({ noNaN: true }) },
    { weight: 1, arbitrary: fc.double() },
  );
}

export function anyBar(openTsMs: number): fc.Arbitrary<Bar> {
  const volume = fc.oneof(fc.constant(Number.NaN), fc.nat({ max: 1e9 }), fc.double());
  return fc
    .tuple(anyPrice(), anyPrice(), anyPrice(), anyPrice(), volume)
    .map(([open, high, low, close, shares]) => ({
      openTsMs,
      open,
      high,
      low,
      close,
      volume: shares,
    }));
}

const batchSymbols = ["A", "B", "C", "D", "E", "F", "G", "H"];
export const batchBars = 7;

/** What `writeBatchesForever` leaves behind, for the test that kills it. */
export function storedBatches(store: Store): { readonly told: number; readonly counts: number[] } {
  return {
    told: Number(store.metadata.getMetadata("batches") ?? 0),
    counts: batchSymbols.map((symbol) => store.bars.read(keyOf(symbol)).length),
  };
}

/** Writes batch after batch, each in one transaction, and tells of each one that returned. */
export function writeBatchesForever(store: Store, tell: (batch: number) => void): never {
  for (let batch = storedBatches(store).told; ; batch++) {
    const from = batch * batchBars;
    store.bars.transaction(() => {
      for (const [seed, symbol] of batchSymbols.entries()) {
        const bars = madeBars(from, from + batchBars - 1, seed);
        store.bars.write(keyOf(symbol), bars, source);
      }
      const last = from + batchBars - 1;
      store.bars.append(batchMoment(last), source);
      store.metadata.setMetadata("batches", String(batch + 1));
    });
    tell(batch + 1);
  }
}

/** Appends moments of a small market, and tidies a series at a time once there are enough. */
export function tidyForever(store: Store, tell: (moments: number) => void): never {
  const stored = () => store.bars.read(keyOf(batchSymbols[0] as string)).length;
  for (let index = stored(); ; index++) {
    store.bars.append(batchMoment(index), source);
    tell(index + 1);
    while (index > 100 && store.bars.tidy({ seriesMax: 1 })) tell(index + 1);
  }
}

function batchMoment(index: number): MarketBars {
  const rows = batchSymbols.map((symbol, seed) => [symbol, madeBar(index, seed)] as const);
  return marketOf(startTsMs + index * dayMs, rows);
}

/** Checks that each series has the same moments, at least those told of, and no others. */
export function expectMoments(store: Store, told: number): void {
  const count = store.bars.read(keyOf(batchSymbols[0] as string)).length;
  expect(count).toBeGreaterThanOrEqual(told);
  for (const [seed, symbol] of batchSymbols.entries()) {
    expect(rowsOf(store.bars.read(keyOf(symbol)))).toEqual(rowsOf(madeBars(0, count, seed)));
  }
  expect(store.stats().barCount).toBe(count * batchSymbols.length);
}

/** What `work` throws; a test that expects a throw fails when there is none. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
