/** Live data through the real command line: what it says, what it writes down, what it keeps. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAlpaca } from "../../testing/alpaca/alpaca-vendor.ts";
import { capturesIn } from "../../testing/replay/captures.ts";
import { type L2tProcess, runL2t, startL2t } from "../../testing/run-l2t.ts";
import { MadeAlpaca } from "../../testing/vendors/made-alpaca.ts";
import { systemClock } from "../adapters/host/system-clock.ts";
import { createDemoMarket } from "../adapters/providers/demo/market.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import type { Bars } from "../domain/bars.ts";

const keys = {
  L2T_ALPACA_KEY_ID: "PKNEVERWRITTENDOWN00",
  L2T_ALPACA_SECRET_KEY: "neither/this+one=0123456789abcdef",
};
const waitMsMax = 60_000;

let cwd = "";
let vendor: MadeAlpaca;
let symbols: readonly string[] = [];
const running: L2tProcess[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-live-"));
  const market = createDemoMarket({ seed: 3, symbols: 6 });
  symbols = market.symbols.slice(0, 3);
  vendor = new MadeAlpaca({ market, clock: systemClock });
  vendor.start();
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill("SIGKILL");
    await ended();
  }
  await vendor.stop();
  rmSync(cwd, { recursive: true, force: true });
});

interface Answer {
  readonly data: readonly Record<string, unknown>[];
  readonly meta: { readonly simulated: boolean; readonly source: string | null };
}

/** A user with a key, whose vendors are all on this machine. */
function environment(): Record<string, string> {
  return {
    ...keys,
    ...{ L2T_PROVIDERS: "alpaca", L2T_RECORD: "captures" },
    ...{ L2T_ALPACA_URL: vendor.url, L2T_ALPACA_TRADING_URL: vendor.url },
    ...{ L2T_ALPACA_STREAM_URL: vendor.streamUrl, L2T_NASDAQ_TRADER_URL: vendor.url },
  };
}

function start(...line: string[]): L2tProcess {
  const run = startL2t(line, { cwd, env: environment() });
  running.push(run);
  return run;
}

function watch(): void {
  const { status, stderr } = runL2t(["watchlist", "add", ...symbols], { cwd });
  expect([status, stderr]).toEqual([0, ""]);
}

/** Daily bars of each symbol as they are in the store. */
function storedBars(): Map<string, Bars> {
  const store = openSqliteStore({ path: join(cwd, "data/market_cache.db"), tables: [] });
  try {
    const found = symbols.map((symbol) => {
      const key = { symbol, interval: "1d", adjustment: "split" } as const;
      return [symbol, store.bars.read(key)] as const;
    });
    return new Map(found.filter(([, bars]) => bars.length > 0));
  } finally {
    store.close();
  }
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + waitMsMax;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within a minute`);
    await Bun.sleep(200);
  }
}

describe("with a key and L2T_RECORD", () => {
  test("what was captured holds no secret, and plays again to the same bars", async () => {
    watch();
    const run = start("service", "market-data-worker");
    const [said] = await run.printed(/requests and answers are written to captures.*/);
    expect(said).toContain("without secrets");
    await run.printed(/live data by alpaca: .*bars/);
    await until("daily bars are stored", () => storedBars().size === symbols.length);
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(0);

    const folder = join(cwd, "captures");
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(2);
    expect(names.some((name) => name.endsWith(".part"))).toBe(false);
    for (const name of names) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const secret of Object.values(keys)) expect(text).not.toContain(secret);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    for (const secret of Object.values(keys)) expect(run.output()).not.toContain(secret);

    const captures = capturesIn(folder);
    const daily = captures.filter(({ url }) => url.searchParams.get("timeframe") === "1Day");
    expect(daily.length).toBeGreaterThan(0);
    const routes = Object.fromEntries(daily.map(({ key, answer }) => [key, answer]));
    await using replay = await openAlpaca({ routes, nowTsMs: Date.now(), plan: "basic" });
    const { searchParams } = (daily[0] as (typeof daily)[number]).url;
    const moment = (name: string) => Date.parse(searchParams.get(name) ?? "");
    const replayed = new Map<string, number[]>();
    const answer = replay.provider.bars({
      ...{ lane: "click", signal: new AbortController().signal, interval: "1d" },
      ...{ symbols: (searchParams.get("symbols") ?? "").split(","), session: "regular" },
      ...{ adjustment: "split", fromTsMs: moment("start"), untilTsMs: moment("end") + 1 },
    });
    for await (const { symbol, bars } of answer) {
      const closes = [...bars.close.subarray(0, bars.length)];
      replayed.set(symbol, [...(replayed.get(symbol) ?? []), ...closes]);
    }
    for (const [symbol, bars] of storedBars()) {
      const closes = replayed.get(symbol) ?? [];
      expect(closes.length).toBeGreaterThan(10);
      const stored = [...bars.close.subarray(0, bars.length)].slice(-closes.length);
      expect(stored).toEqual(closes.slice(-stored.length));
    }
  }, 120_000);
});

describe("up with a key", () => {
  test("says first what it looks at, then who serves what, and makes no demo", async () => {
    watch();
    const run = start("up", "--port", "0", "--no-open");
    const [url] = await run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
    await run.printed(/live data by alpaca: .*bars.*quotes/);
    expect(run.output()).toMatch(/learn2trade \S+ {2}live data for your watchlists: Alpaca\n/);
    expect(run.output()).not.toContain("SIMULATED");
    await until("daily bars are stored", () => storedBars().size === symbols.length);
    const bars = await fetch(`${url}api/v1/bars/${symbols[0]}?interval=1d&limit=3`);
    expect(await bars.json()).toMatchObject({
      meta: { simulated: false, source: expect.stringContaining("alpaca") },
    });
    expect(existsSync(join(cwd, "data/demo"))).toBe(false);
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(0);
  }, 120_000);
});

describe("up without a key and without a network", () => {
  test("is the demo, in its own folder, and says so at first and in every answer", async () => {
    // Every request to the outside would go here, and fail.
    const nowhere = "http://127.0.0.1:9";
    const env = { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, http_proxy: nowhere };
    const run = startL2t(["up", "--port", "0", "--symbols", "20", "--no-open"], { cwd, env });
    running.push(run);
    const [url] = await run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
    await run.printed(/1d {2}ttm-squeeze \d+/);
    const [first = ""] = run.output().split("\n");
    expect(first).toContain("SIMULATED DATA");
    expect(first).toContain("l2t up --provider yahoo");
    expect(readdirSync(join(cwd, "data"))).toEqual(["demo"]);
    await run.printed(/5m {2}ttm-squeeze \d+/);
    const ask = async (path: string) => (await fetch(`${url}${path}`)).json() as Promise<Answer>;
    await until("quotes are there", async () => (await ask("api/v1/quotes")).data.length > 0);
    const [signal] = (await ask("api/v1/signals?limit=1")).data;
    const rows = [
      ...["signals?limit=5", "quotes", "news", "ratings", "freshness", "flows", "premarket"],
      ...["scanners/macd/results", `bars/${signal?.["symbol"]}?interval=1d&limit=1`],
    ];
    for (const path of rows) {
      const { data, meta } = await ask(`api/v1/${path}`);
      expect([path, meta.simulated]).toEqual([path, true]);
      if (data.length > 0 && path !== "freshness") {
        expect([path, meta.source]).toEqual([path, expect.stringContaining("demo")]);
      }
    }
    const old = await ask("api/macd_scanner?limit=1");
    expect(old).toMatchObject({ simulated: true });
  }, 60_000);
});
