/** The same way through the running program on each runtime: start, bars, scans, answers, end. */
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Fleet, type FleetMode, fleetModes } from "../fleet.ts";
import { findNode } from "./node-program.ts";

const main = resolve(import.meta.dir, "../../src/app/main.ts");
const node = findNode();
const runtimes = [
  { name: "Bun", program: undefined },
  ...(node === null ? [] : [{ name: `Node ${node.version}`, program: [node.path, main] }]),
];
const symbols = 40;
const liveMsMax = 90_000;

let fleet: Fleet | undefined;
afterEach(async () => {
  await fleet?.dispose();
  fleet = undefined;
});

interface Answer {
  readonly data: readonly Record<string, unknown>[];
}

async function read(url: string): Promise<Answer> {
  const response = await fetch(url);
  expect([url, response.status]).toEqual([url, 200]);
  return (await response.json()) as Answer;
}

/** Everything that a user could see of it. */
async function walkThrough(running: Fleet): Promise<void> {
  const base = (await running.start()).replace(/\/$/, "");
  await running.untilLive(liveMsMax);
  await running.until("signals of live bars", liveMsMax, ({ events }) => {
    return events.after(0, { topics: ["signal"], limit: 1 }).length > 0;
  });
  const old = await read(`${base}/api/ttm_squeeze_scanner?limit=0`);
  expect(old.data).toHaveLength(symbols);
  const { data } = await read(`${base}/api/v1/signals?limit=5`);
  expect(data.length).toBeGreaterThan(0);
  for (const signal of data) expect(String(signal["id"])).toContain(String(signal["symbol"]));
  const symbol = String(data[0]?.["symbol"]);
  const bars = await read(`${base}/api/v1/bars/${symbol}?interval=1d&limit=10`);
  expect(bars.data).toHaveLength(10);
  const page = await fetch(`${base}/`, { headers: { Accept: "text/html" } });
  expect((await page.text()).toLowerCase()).toContain("simulated");
  expect((await fetch(`${base}/ready`)).status).toBe(200);
  expect((await fetch(`${base}/metrics`)).headers.get("content-type")).toStartWith("text/plain");
  expect(await firstEvent(`${base}/api/v1/stream`)).toMatch(/^(id|event|data|:|retry)/);
  expect(await running.stop()).toBe(0);
  const locks = readdirSync(running.dataDir).filter((name) => name.endsWith(".lock"));
  expect(locks).toEqual([]);
}

async function firstEvent(url: string): Promise<string> {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  expect(response.headers.get("content-type")).toStartWith("text/event-stream");
  const { value } = (await response.body?.getReader().read()) ?? {};
  stop.abort();
  return new TextDecoder().decode(value);
}

describe.each(runtimes)("on $name", ({ program }) => {
  test.each([...fleetModes])(
    "a demo market is filled, scanned, served and ended, processes: %s",
    async (mode: FleetMode) => {
      const wish = { mode, symbols, seed: 1, speed: 600 };
      fleet = new Fleet(program === undefined ? wish : { ...wish, program });
      await walkThrough(fleet);
    },
    240_000,
  );
});
