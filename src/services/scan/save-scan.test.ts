import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomWalk } from "../../../testing/prices.ts";
import { dailyBars, runOf } from "../../../testing/scanner-input.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { Store } from "../../ports/store.ts";
import { prepareRun } from "../../scanners/define.ts";
import { macd } from "../../scanners/macd.ts";
import { scanners } from "../../scanners/registry.ts";
import { scanAndSave, scanAndSaveInParts } from "./save-scan.ts";

const source = { provider: "test", feed: "made", isSimulated: false };
const runs = scanners.map((definition) => runOf(definition));
const bars = Array.from({ length: 30 }, (_, seed) => dailyBars(randomWalk({ seed, bars: 300 })));
const nowTsMs = barCloseTsMs(bars[0]?.openTsMs[299] as number, "1d");
const facts = { definitions: scanners, scannedTsMs: nowTsMs };
const request = { runs, interval: "1d", nowTsMs } as const;

let folder: string;
let stores: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-save-"));
  stores = ["a.db", "b.db"].map((name) => {
    const store = openSqliteStore({ path: join(folder, name), tables: scanners });
    for (const [index, own] of bars.entries()) {
      const key = { symbol: `T${index}`, interval: "1d", adjustment: "split" } as const;
      store.bars.write(key, own, source);
    }
    return store;
  });
});
afterEach(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true });
});

function contentsOf(store: Store) {
  return {
    tables: scanners.map(({ scanner }) => store.signals.latest(scanner)),
    ledger: store.signals.signals({ limit: 1_000 }),
    counts: store.metadata.allMetadata().map(({ key, value }) => [key, value]),
  };
}

describe("a scan in parts", () => {
  test("leaves the same in the store as one in a single transaction", async () => {
    const [one, other] = stores as [Store, Store];
    const whole = scanAndSave(one, request, facts);
    let pauses = 0;
    const pause = async () => {
      pauses++;
    };
    const parts = await scanAndSaveInParts(other, request, { ...facts, pause, partSeries: 7 });
    expect(parts).toEqual(whole);
    expect(contentsOf(other)).toEqual(contentsOf(one));
    expect(pauses).toBe(Math.ceil(bars.length / 7));
  });

  test("ends at the next pause when it is to stop, and keeps what it found", async () => {
    const [store] = stores as [Store];
    const stop = new AbortController();
    const pause = async () => stop.abort();
    const options = { ...facts, pause, signal: stop.signal, partSeries: 7 };
    expect(await scanAndSaveInParts(store, request, options)).toBeNull();
    expect(store.signals.latest("macd")).toHaveLength(7);
    expect(store.metadata.getMetadata("vpb_last_scan")).toBeNull();
  });
});

describe("the latest tables and counts", () => {
  test("do not take results of other parameters, the ledger does", () => {
    const [store] = stores as [Store];
    const run = prepareRun(macd, { params: { fastBars: 5 } });
    if (!run.ok) throw new Error(run.error);
    scanAndSave(store, { ...request, runs: [run.value] }, facts);
    expect(store.signals.latest("macd")).toEqual([]);
    const params = store.signals.signals({ limit: 99 }).map((record) => record.params);
    expect(new Set(params)).toEqual(new Set([run.value.paramsText]));
  });

  test("a scan of some symbols updates their rows and no count of the market", () => {
    const [store] = stores as [Store];
    scanAndSave(store, request, facts);
    const before = store.metadata.allMetadata();
    const symbols = new Set(["T1"]);
    const later = { ...facts, scannedTsMs: nowTsMs + 60_000, isPartial: true };
    scanAndSave(store, { ...request, symbols }, later);
    expect(store.metadata.allMetadata()).toEqual(before);
    const rows = store.signals.latest("vpb");
    const scannedAt = new Map(rows.map((row) => [row["symbol"], row["scanned_at"]]));
    expect(scannedAt.get("T1")).not.toBe(scannedAt.get("T2") as string);
  });
});
