import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDemoMarket } from "../adapters/providers/demo/market.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import { Failure } from "../base/failure.ts";
import { nyse } from "../domain/calendar.ts";
import { addDays, fromYearMonthDay } from "../domain/local-date.ts";
import { newYorkTsMs } from "../domain/new-york.ts";
import type { Store } from "../ports/store.ts";
import { type FillHistoryOptions, type FillProgress, fillHistory } from "./fill-history.ts";

const toDate = fromYearMonthDay(2025, 11, 28);
const market = createDemoMarket({ seed: 11, symbols: 900 });
const daily = { interval: "1d", adjustment: "split" } as const;

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-fill-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function fill(options: Partial<FillHistoryOptions> = {}): Promise<FillProgress> {
  return fillHistory({ store: store.bars, market, days: 30, toDate, ...options });
}

test("a filled store holds each symbol's last sessions, marked as simulated", async () => {
  const progress = await fill();
  expect(progress).toEqual({ symbolsDone: 900, symbolCount: 900, barsWritten: 27_000 });
  const series = store.bars.series();
  expect(series.map((info) => info.symbol)).toEqual([...market.symbols].sort());
  let firstDate = toDate;
  for (let day = 1; day < 30; day++) firstDate = nyse.previousTradingDay(firstDate);
  for (const info of series) {
    expect(info.source).toEqual({ provider: "demo", feed: "seed-11", isSimulated: true });
    expect(info.barCount).toBe(30);
    expect(info.firstTsMs).toBe(newYorkTsMs(firstDate, 0));
    expect(info.lastTsMs).toBe(newYorkTsMs(toDate, 0));
  }
});

test("on a closed day the history ends at the session before it", async () => {
  await fill({ toDate: addDays(toDate, 2), days: 3 });
  expect(store.bars.series()[0]?.lastTsMs).toBe(newYorkTsMs(toDate, 0));
});

test("filling again writes nothing, and a later date adds what is missing", async () => {
  await fill();
  const before = store.bars.checksum();
  expect((await fill()).barsWritten).toBe(0);
  expect(store.bars.checksum()).toBe(before);
  expect((await fill({ toDate: addDays(toDate, 7) })).barsWritten).toBe(900 * 5);
  expect(store.bars.series()[0]?.barCount).toBe(35);
});

test("a store that lags far behind is brought up to date without a hole", async () => {
  await fill({ days: 2, toDate: addDays(toDate, -200) });
  await fill({ days: 2 });
  const sessions = nyse.tradingDaysBetween(addDays(toDate, -200), toDate).length;
  expect(store.bars.series()[0]?.barCount).toBeGreaterThanOrEqual(sessions);
});

test("more days than before complete the series at their beginning", async () => {
  await fill({ days: 10 });
  await fill({ days: 30 });
  const series = store.bars.series();
  expect(series.every((info) => info.barCount === 30)).toBe(true);
});

test("a fill that was stopped and run again equals one that was not", async () => {
  const controller = new AbortController();
  const reports: FillProgress[] = [];
  const stopped = fill({
    signal: controller.signal,
    onProgress: (progress) => {
      reports.push(progress);
      controller.abort();
    },
  });
  expect(await stopped.catch((error) => error)).toMatchObject({
    code: "run.interrupted",
    message: "stopped after 500 of 900 symbols; run it again to go on",
  });
  expect(reports).toEqual([{ symbolsDone: 500, symbolCount: 900, barsWritten: 15_000 }]);
  expect(store.bars.series().length).toBe(500);
  expect((await fill()).barsWritten).toBe(12_000);

  const other = openSqliteStore({ path: join(folder, "other.db"), tables: [] });
  await fill({ store: other.bars });
  expect(store.bars.checksum()).toBe(other.bars.checksum());
  other.close();
});

test("progress is reported after every transaction and ends complete", async () => {
  const done: number[] = [];
  await fill({ onProgress: ({ symbolsDone }) => done.push(symbolsDone) });
  expect(done).toEqual([500, 900]);
});

test("bars of another seed are not mixed in", async () => {
  await fill();
  const refused = fill({ market: createDemoMarket({ seed: 12, symbols: 900 }) });
  const error = await refused.catch((reason) => reason);
  expect(error).toBeInstanceOf(Failure);
  expect(error.code).toBe("usage.invalid");
  expect(error.message).toContain('holds bars of "demo:seed-11"');
  expect(store.bars.series(daily).length).toBe(900);
});
