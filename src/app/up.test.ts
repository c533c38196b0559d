/** The program that runs: the demo market, real data, and how it ends. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCsv } from "../../testing/made-csv.ts";
import { type L2tProcess, runL2t, startL2t } from "../../testing/run-l2t.ts";

let cwd = "";
const running: L2tProcess[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-up-"));
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill("SIGKILL");
    await ended();
  }
  rmSync(cwd, { recursive: true, force: true });
});

async function up(...options: string[]): Promise<L2tProcess & { url: string }> {
  const run = startL2t(["up", "--port", "0", ...options], { cwd });
  running.push(run);
  const [url] = await run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
  return { ...run, url };
}

async function answer(url: string) {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.json() as Promise<Record<string, unknown>>;
}

async function stop(run: L2tProcess, signal: "SIGTERM" | "SIGINT"): Promise<number | null> {
  const startedMs = performance.now();
  run.child.kill(signal);
  const code = await run.ended();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  return code;
}

const demo = ["--demo", "--symbols", "40", "--speed", "3000"];

describe("the demo market", () => {
  test("serves signals on page and API within seconds, marked as simulated", async () => {
    const run = await up(...demo);
    await run.printed(/1d {2}ttm-squeeze \d+/);
    const { data, simulated } = await answer(`${run.url}api/ttm_squeeze_scanner?limit=0`);
    expect((data as unknown[]).length).toBe(40);
    expect(simulated).toBe(true);
    const page = await (await fetch(run.url, { headers: { Accept: "text/html" } })).text();
    expect(page.toLowerCase()).toContain("simulated");
    expect(run.output()).toContain("SIMULATED DATA");
  }, 30_000);

  test("lives: new bars are scanned, and its clock runs in every process", async () => {
    const run = await up(...demo);
    await run.printed(/5m {2}ttm-squeeze/);
    const stats = () =>
      JSON.parse(runL2t(["stats", "--json", "--data-dir", "data/demo"], { cwd }).stdout);
    const before = stats();
    await Bun.sleep(1_500);
    expect(stats().bars).toBeGreaterThan(before.bars);
    const scan = runL2t(["scan", "macd", "--interval", "5m", "--json", "--data-dir", "data/demo"], {
      cwd,
    });
    const { simulated, data_age_seconds: ageSeconds } = JSON.parse(scan.stdout);
    expect(simulated).toBe(true);
    expect(ageSeconds).toBeLessThanOrEqual(300);
  }, 30_000);

  test.each(["SIGTERM", "SIGINT"] as const)(
    "ends with 0 on %s and frees the port",
    async (name) => {
      const run = await up(...demo);
      await run.printed(/1d {2}ttm-squeeze/);
      expect(await stop(run, name)).toBe(0);
      expect(fetch(run.url)).rejects.toThrow();
      expect(existsSync(join(cwd, "data/demo/up.lock"))).toBe(false);
    },
    30_000,
  );

  test("ends in an orderly way while it is still being filled", async () => {
    const run = await up("--demo", "--symbols", "20000");
    expect(await stop(run, "SIGTERM")).toBe(0);
    // What was filled is kept, and the next start goes on with it.
    const again = await up("--demo");
    expect(await stop(again, "SIGTERM")).toBe(0);
  }, 30_000);

  test("goes on where it was left", async () => {
    const first = await up(...demo);
    await first.printed(/5m {2}ttm-squeeze/);
    await Bun.sleep(500);
    await stop(first, "SIGTERM");
    const clock = () => runL2t(["doctor", "--data-dir", "data/demo"], { cwd }).stdout;
    const [, left = ""] = /newest bar (\S+),/.exec(clock()) ?? [];
    const second = await up("--demo", "--speed", "3000");
    await second.printed(/5m {2}ttm-squeeze/);
    await Bun.sleep(1_000);
    expect(second.output()).not.toContain("made up");
    await stop(second, "SIGTERM");
    const [, newest = ""] = /newest bar (\S+),/.exec(clock()) ?? [];
    expect(left).not.toBe("");
    expect(newest > left).toBe(true);
  }, 60_000);

  test("never mixes with real bars, and what is exported of it says what it is", async () => {
    const run = await up(...demo);
    await run.printed(/5m {2}ttm-squeeze/);
    await stop(run, "SIGTERM");
    writeFileSync(join(cwd, "a.csv"), makeCsv({ seed: 1, symbols: 2, days: 30 }));
    const refused = runL2t(["import", "a.csv", "--data-dir", "data/demo"], { cwd });
    expect(refused.status).toBe(64);
    expect(refused.stderr).toContain("never mixes");
    const line = ["export", "--interval", "1d", "--json", "--data-dir", "data/demo"];
    const exported = runL2t(line, { cwd });
    expect(exported.stderr).toContain("simulated data");
    expect(JSON.parse(exported.stdout).simulated).toBe(true);
  }, 30_000);

  test("never shares a folder with another seed, or with a second program", async () => {
    const first = await up(...demo);
    const second = startL2t(["up", "--demo", "--port", "0"], { cwd });
    running.push(second);
    expect(await second.ended()).toBe(71);
    expect(second.output()).toContain(`another l2t (process ${first.child.pid}, since 20`);
    const third = await up("--demo", "--seed", "5", "--symbols", "3");
    expect(third.output()).toContain("demo-5");
  }, 30_000);
});

describe("real data", () => {
  test("is served as such, and scanned again when an import brings more", async () => {
    writeFileSync(join(cwd, "a.csv"), makeCsv({ seed: 1, symbols: 10, days: 300 }));
    writeFileSync(join(cwd, "b.csv"), makeCsv({ seed: 2, symbols: 25, days: 300 }));
    expect(runL2t(["import", "a.csv"], { cwd }).status).toBe(0);
    const run = await up();
    await run.printed(/1d {2}ttm-squeeze/);
    const count = async () => {
      const { data, simulated } = await answer(`${run.url}api/macd_scanner?limit=0`);
      expect(simulated).toBe(false);
      return (data as unknown[]).length;
    };
    expect(await count()).toBe(10);
    expect(runL2t(["import", "b.csv"], { cwd }).status).toBe(0);
    const deadlineMs = performance.now() + 15_000;
    while ((await count()) < 25 && performance.now() < deadlineMs) await Bun.sleep(200);
    expect(await count()).toBe(25);
    expect(await stop(run, "SIGTERM")).toBe(0);
  }, 60_000);
});
