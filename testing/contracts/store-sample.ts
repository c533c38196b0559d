import { expect } from "bun:test";
import type { MemorySlot } from "../../src/domain/memory-sample.ts";
import type { ApiKey } from "../../src/ports/key-store.ts";
import type { MemoryEvent } from "../../src/ports/memory-store.ts";
import type { Store } from "../../src/ports/store.ts";
import type { NamedWatchlist } from "../../src/ports/watchlist-store.ts";
import {
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  rowsOf,
  source,
  startTsMs,
} from "./store-harness.ts";
import { expectMarketSample, fillMarketSample } from "./store-market-sample.ts";
import { resultOf, signalOf } from "./store-signals.contract.ts";

const nowMs = Date.UTC(2026, 5, 1, 12);

/** A little of everything that a store holds. Once released, it only grows. */
export function fillSample(store: Store): void {
  store.bars.write(keyOf("AAA"), madeBars(0, 40), source);
  store.bars.append(marketOf(startTsMs + 40 * dayMs, [["AAA", madeBar(40)]]), source);
  store.signals.save({
    results: [resultOf("AAA")],
    signals: [signalOf("AAA")],
    scannedTsMs: nowMs,
  });
  store.metadata.setMetadata("ttm_last_scan", "2026-06-01");
  const quote = { symbol: "AAA", price: 1.5, daily_change: 0.5, daily_change_pct: 50, volume: 100 };
  store.cache.putWatchlist([{ ...quote, updatedTsMs: nowMs }]);
  const contract = { symbol: "SPY", type: "PUT", strike: 688.5, expiry: "2026-06-12", dte: 6 };
  const sizes = { whale_score: 132, volume: 18_925, open_interest: 244, vol_oi: 77.56 };
  const flow = { ...contract, ...sizes, premium: 5.38, delta: -0.564, detectedTsMs: nowMs };
  store.cache.addWhaleFlows([flow]);
  store.imports.setImportProgress({
    fileKey: "sample",
    fileName: "sample.csv",
    rowsDone: 40,
    bytesDone: 2_000,
    barsAdded: 40,
    barsChanged: 0,
    barsUnchanged: 0,
    rowsRejected: 0,
    rowsFlagged: 0,
    isComplete: true,
    updatedTsMs: nowMs,
  });
  store.memory.recordMinute(memoryMinute);
  store.memory.recordEvent(memoryEvent);
  fillShared(store);
  fillMarketSample(store);
}

/** What services share. One event was dropped, for its id must stay used. */
function fillShared(store: Store): void {
  store.events.append("watchlist.changed", { name: "dropped" }, nowMs - 1);
  store.events.append("watchlist.changed", { name: sampleList.name }, nowMs);
  store.events.trim(nowMs, { eventsMax: 9 });
  store.events.setOffset("discord-bot", 1);
  store.services.recordStart("api-server", { pid: 41, tsMs: nowMs });
  const beat = { tsMs: nowMs + 1, state: "ready", text: "serves", doneRatio: 0.5 } as const;
  store.services.recordHeartbeat("api-server", beat);
  store.keys.add(sampleKey);
  store.watchlists.put(sampleList);
  store.settings.set("quiet-hours", '{"from":"22:00"}');
}

const sampleKey: ApiKey = {
  id: "k1",
  label: "phone",
  scope: "write",
  secretHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  createdTsMs: nowMs,
  lastUsedTsMs: nowMs + 1,
  revokedTsMs: null,
};
const sampleList: NamedWatchlist = { name: "mine", symbols: ["ZZZ", "AAA"], updatedTsMs: nowMs };

const memoryMinute: MemorySlot = {
  startTsMs: nowMs,
  entries: [
    {
      subject: "l2t",
      metric: "rss",
      meanBytes: 50 * 2 ** 20,
      maxBytes: 60 * 2 ** 20,
      chargedBytesMax: undefined,
      stallPctMax: 0.25,
    },
  ],
};
const memoryEvent: MemoryEvent = { tsMs: nowMs, kind: "step", subject: "l2t", text: "trim" };

/** `version` is that of the schema with which the sample was saved. */
export function expectSample(store: Store, version = Number.POSITIVE_INFINITY): void {
  expect(rowsOf(store.bars.read(keyOf("AAA")))).toEqual(rowsOf(madeBars(0, 41)));
  const [row] = store.signals.latest("trend");
  expect(row).toMatchObject({ symbol: "AAA", price: 12.5, is_up: true });
  expect(store.signals.signals({ limit: 9 })).toEqual([signalOf("AAA")]);
  expect(store.metadata.getMetadata("ttm_last_scan")).toBe("2026-06-01");
  expect(store.cache.watchlist()).toMatchObject([{ symbol: "AAA", updatedTsMs: nowMs }]);
  const flow = store.cache.whaleFlows(0).at(-1);
  expect(flow).toMatchObject({ strike: 688.5, detectedTsMs: nowMs });
  expect(store.imports.importProgress("sample")?.rowsDone).toBe(40);
  if (version < 2) return;
  const all = { fromTsMs: 0, untilTsMs: Number.POSITIVE_INFINITY };
  expect(store.memory.history({ step: "minute", ...all })).toEqual([memoryMinute]);
  expect(store.memory.events({ ...all, limit: 9 })).toEqual([memoryEvent]);
  if (version < 3) return;
  expectShared(store);
  if (version >= 4) expectMarketSample(store);
}

function expectShared(store: Store): void {
  const payload = { name: sampleList.name };
  expect(store.events.after(0, { limit: 9 })).toEqual([
    { id: 2, topic: "watchlist.changed", tsMs: nowMs, payload },
  ]);
  expect(store.events.newestId()).toBe(2);
  expect(store.events.offset("discord-bot")).toBe(1);
  expect(store.services.services()).toMatchObject([
    { service: "api-server", heartbeatTsMs: nowMs + 1, doneRatio: 0.5, startCount: 1 },
  ]);
  expect(store.keys.list()).toEqual([sampleKey]);
  expect(store.watchlists.lists()).toEqual([sampleList]);
  expect(store.settings.get("quiet-hours")).toBe('{"from":"22:00"}');
}
