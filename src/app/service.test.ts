/** Services as processes of their own, started as systemd, a user and a supervisor start them. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type L2tProcess, runL2t, startL2t } from "../../testing/run-l2t.ts";
import { isRunning } from "../../testing/supervised-toys.ts";
import { findHolders } from "../adapters/host/lock-holder.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import type { BusPayloads } from "../domain/bus-event.ts";
import { serviceNames } from "../domain/service-name.ts";
import { scanners } from "../scanners/registry.ts";

let cwd = "";
const running: L2tProcess[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-service-"));
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill("SIGKILL");
    await ended();
  }
  rmSync(cwd, { recursive: true, force: true });
});

function start(...line: string[]): L2tProcess {
  const run = startL2t(line, { cwd });
  running.push(run);
  return run;
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`it did not come: ${what}`);
    await Bun.sleep(20);
  }
}

function records(dataDir: string) {
  const path = join(cwd, dataDir, "market_cache.db");
  // For writing: a reader refuses a file that is being made at that moment.
  const store = openSqliteStore({ path, tables: scanners });
  try {
    return store.services.services();
  } finally {
    store.close();
  }
}

const isReady = (dataDir: string, name: string) => () =>
  existsSync(join(cwd, dataDir, "market_cache.db")) &&
  records(dataDir).some(({ service, state }) => service === name && state === "ready");

describe("a service", () => {
  test.each(["vpb-scanner", "market-data-worker", "discord-bot", "api-server"])(
    "%s starts on an empty folder and ends within five seconds with 0",
    async (name) => {
      const run = start("service", name, "--port", "0");
      await until(isReady("data", name), `${name} is ready`);
      const startedMs = performance.now();
      run.child.kill("SIGTERM");
      expect(await run.ended()).toBe(0);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      expect(readdirSync(join(cwd, "data")).filter((file) => file.includes(".lock"))).toEqual([]);
      expect(records("data")[0]).toMatchObject({ state: "stopped", text: "asked to stop" });
    },
    30_000,
  );

  test("runs once on a data directory, however many start at once", async () => {
    const runs = Array.from({ length: 4 }, () => start("service", "vpb-scanner"));
    await until(isReady("data", "vpb-scanner"), "one is ready");
    const over = () => runs.filter(({ child }) => child.exitCode !== null);
    await until(() => over().length === 3, "three have ended");
    const [holder] = findHolders(join(cwd, "data"), "/proc");
    for (const run of over()) {
      expect(run.child.exitCode).toBe(71);
      expect(run.output()).toMatch(/another l2t \(process \d+, since 20.* UTC\) runs the vpb-sc/);
      expect(run.output()).toContain(`process ${holder?.pid}`);
    }
    const all = start("up", "--demo", "--data-dir", "x", "--port", "0");
    await all.printed(/http:/);
    const other = start("service", "macd-scanner", "--demo", "--data-dir", "x");
    expect(await other.ended()).toBe(71);
    expect(other.output()).toContain(`process ${all.child.pid}`);
  }, 60_000);

  test("whose port is taken says so, in its record too, and ends with 71", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const run = start("service", "api-server", "--port", String(port));
    expect(await run.ended()).toBe(71);
    expect(run.output()).toContain(`cannot listen on "127.0.0.1" port "${port}"`);
    expect(records("data")[0]).toMatchObject({ service: "api-server", state: "failed" });
    expect(records("data")[0]?.text).toContain(`port "${port}"`);
    server.close();
  }, 30_000);

  test("that is no scanner has no --once, and none has another name", () => {
    expect(runL2t(["service", "discord-bot", "--once"], { cwd }).status).toBe(64);
    const { stderr, status } = runL2t(["service", "vbp-scanner"], { cwd });
    expect([status, stderr]).toEqual([64, expect.stringContaining('did you mean "vpb-scanner"?')]);
  });

  test("reads the demo market's settings from the environment", async () => {
    const env = { L2T_DEMO: "1", L2T_DEMO_SYMBOLS: "12", L2T_DEMO_SEED: "7" };
    const run = startL2t(["service", "market-data-worker"], { cwd, env });
    running.push(run);
    await until(isReady("data/demo-7", "market-data-worker"), "the worker is ready");
    const count = () =>
      JSON.parse(runL2t(["stats", "--json", "--data-dir", "data/demo-7"], { cwd }).stdout).symbols;
    await until(() => count() === 12, "12 symbols");
  }, 30_000);

  test("on a schedule judges what is there, alone or with workers, and ends with 0", () => {
    const import_ = "import bars.csv";
    const make = join(import.meta.dir, "../../testing/made-csv.ts");
    const line = `import { makeCsv } from "${make}";
      await Bun.write("bars.csv", makeCsv({ seed: 3, symbols: 30, days: 300 }));`;
    Bun.spawnSync([process.execPath, "-e", line], { cwd });
    expect(runL2t(import_.split(" "), { cwd }).status).toBe(0);
    const once = ["service", "vpb-scanner", "--once"];
    const first = runL2t(once, { cwd });
    expect([first.status, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toMatch(/^scanned 1d, 1w bars: [1-9]\d* new signals/);
    const again = runL2t([...once, "--workers", "3"], { cwd });
    expect([again.status, again.stderr]).toEqual([0, ""]);
    expect(again.stdout).toContain("bars: 0 new signals");
  }, 60_000);
});

describe("l2t up --processes", () => {
  const line = ["up", "--processes", "--demo", "--symbols", "20", "--speed", "600", "--port", "0"];
  const demoDir = "data/demo";
  const holders = () => findHolders(join(cwd, demoDir), "/proc");
  const pidOf = (name: string) => holders().find(({ service }) => service === name)?.pid ?? 0;

  function order(payload: BusPayloads["control"]): void {
    const path = join(cwd, demoDir, "market_cache.db");
    const store = openSqliteStore({ path, tables: scanners });
    store.events.append("control", payload, Date.now());
    store.close();
  }

  test("serves, brings back what is killed, and ends in order with 0", async () => {
    const run = start(...line);
    const [url] = await run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
    await run.printed(/macd-scanner +ready/);
    const rows = async () => {
      const answer = await fetch(`${url}api/macd_scanner?limit=0`);
      return ((await answer.json()) as { data: unknown[] }).data.length;
    };
    await until(async () => (await rows()) === 20, "rows of all symbols");
    expect(new Set(holders().map(({ pid }) => pid)).size).toBe(7);
    for (const name of ["macd-scanner", "market-data-worker", "api-server"]) {
      const before = pidOf(name);
      process.kill(before, "SIGKILL");
      await run.printed(new RegExp(`${name} +ended by SIGKILL; started again in 1 s`));
      await until(() => ![0, before].includes(pidOf(name)), `${name} is back`);
    }
    // What the memory guard asks for reaches the processes that it is meant for.
    for (const action of ["trim", "restart"] as const) {
      order({ target: "vpb-scanner", action, reason: "a test" });
      await run.printed(new RegExp(`vpb-scanner +vpb-scanner: ${action}, a test`));
    }
    await run.printed(/vpb-scanner +ended to be started anew; started again in 1 s/);
    const second = start(...line);
    expect(await second.ended()).toBe(71);
    expect(second.output()).toContain(`another l2t (process ${run.child.pid}, since `);
    const pids = holders().map(({ pid }) => pid);
    const startedMs = performance.now();
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(readdirSync(join(cwd, demoDir)).filter((file) => file.includes(".lock"))).toEqual([]);
    expect(pids.filter(isRunning)).toEqual([]);
  }, 90_000);

  test("leaves no process behind when it is killed", async () => {
    const run = start(...line);
    await run.printed(/macd-scanner +ready/);
    const pids = holders().map(({ pid }) => pid);
    expect(pids).toHaveLength(serviceNames.length + 1);
    run.child.kill("SIGKILL");
    await until(() => !pids.some(isRunning), "all are gone");
  }, 30_000);
});
