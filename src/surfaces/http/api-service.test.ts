import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBus } from "../../adapters/bus/local/local-bus.ts";
import { systemClock } from "../../adapters/host/system-clock.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import type { Store } from "../../ports/store.ts";
import { scanners } from "../../scanners/registry.ts";
import { setSimulatedNowMs } from "../../services/scan/market-clock.ts";
import { ApiServerService } from "./api-service.ts";

let folder = "";
let store: Store;
let bus: LocalBus;
let service: ApiServerService;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-api-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  const wakePath = join(folder, "bus.wake");
  bus = new LocalBus({ events: store.events, clock: systemClock, wakePath });
});
afterEach(async () => {
  await service.stop();
  await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(host = "127.0.0.1"): Promise<string> {
  const parts = { store, bus, clock: systemClock };
  service = new ApiServerService({ ...parts, host, port: 0, version: "1" });
  await service.start();
  return /http\S+(?=\/)/.exec(service.status().text)?.[0] ?? "";
}

const stats = async (url: string) =>
  (await (await fetch(`${url}/api/stats`)).json()) as Record<string, unknown>;

test("its status has the address, and nobody answers there once it has stopped", async () => {
  const url = await begin();
  expect(service.status()).toMatchObject({ state: "ready", text: `serves on ${url}/` });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(service.status().progressCount).toBeGreaterThan(0);
  await service.stop();
  expect(service.status().state).toBe("stopping");
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test("the time of a simulated market and of its last scan are those that others told", async () => {
  const url = await begin();
  const before = await stats(url);
  expect(before).toMatchObject({ simulated: false, as_of: null });
  const marketTsMs = Date.UTC(2026, 5, 1, 20);
  setSimulatedNowMs(store.metadata, marketTsMs);
  const counts = { symbolCount: 1, signalCount: 0, signalsAdded: 0, elapsedMs: 1 };
  await bus.publish("scan.finished", { scanner: "vpb", interval: "1d", marketTsMs, ...counts });
  const deadlineMs = performance.now() + 5_000;
  let after = await stats(url);
  while (after["as_of"] === null && performance.now() < deadlineMs) after = await stats(url);
  expect(after).toMatchObject({ simulated: true });
  expect(String(after["as_of"])).toStartWith("2026-06-01");
});

test("long work of another service shows on the page until that has died", async () => {
  const page = async (url: string) => {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    return await answer.text();
  };
  const beat = { state: "ready", text: "filling the demo market with 1d bars" } as const;
  const nowMs = Date.now();
  store.services.recordStart("market-data-worker", { pid: 1, tsMs: nowMs });
  const tell = (tsMs: number) =>
    store.services.recordHeartbeat("market-data-worker", { ...beat, tsMs, doneRatio: 0.5 });
  tell(nowMs);
  const url = await begin();
  expect(await page(url)).toContain("filling the demo market");
  await service.stop();
  tell(nowMs - 60_000);
  expect(await page(await begin())).not.toContain("filling the demo market");
});

test("open to the network without a key it refuses all, and says so", async () => {
  await begin("0.0.0.0");
  expect(service.status()).toMatchObject({ state: "degraded" });
  expect(service.status().text).toContain("there are no keys");
});
