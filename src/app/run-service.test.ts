import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFiles } from "../../testing/open-files.ts";
import { serviceNames } from "../domain/service-name.ts";
import type { ServicesPlan } from "../surfaces/cli/services-plan.ts";
import { runAllServices } from "./run-all-services.ts";

const api = { accessLog: false, corsOrigin: [], trustLoopback: false, requestsPerMinute: 0 };

/** Starts all services with a small market, lets them work, and stops them. */
async function runOnce(dataDir: string): Promise<void> {
  const demo = { symbols: 5, speed: 600, seed: 1 };
  const shared = { api, host: "127.0.0.1", port: 0, version: "1" };
  const plan: ServicesPlan = { dataDir, demo, live: null, ...shared };
  const stop = new AbortController();
  const scans: string[] = [];
  const started: string[] = [];
  const code = await runAllServices(
    {
      plan,
      scan: { batchSeries: 100, workers: 1 },
      signal: stop.signal,
      onLine: () => undefined,
      onStarted: (name) => void started.push(name),
      onEvent: ({ topic }) => {
        if (topic === "bars.closed" || topic === "scan.finished") scans.push(topic);
        if (scans.length >= 3) stop.abort();
      },
      onLook: (statusOf) => void serviceNames.map(statusOf),
    },
    {},
  );
  expect(code).toBe(0);
  expect(started).toEqual([...serviceNames]);
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

test("starting and stopping all services often leaves no file, timer or lock", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "l2t-again-"));
  try {
    await runOnce(dataDir);
    const before = { files: openFiles(), timers: timers() };
    for (let round = 0; round < 4; round++) await runOnce(dataDir);
    expect(openFiles()).toBeLessThanOrEqual(before.files);
    expect(timers()).toBeLessThanOrEqual(before.timers);
    expect(readdirSync(dataDir).filter((name) => name.includes(".lock"))).toEqual([]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
