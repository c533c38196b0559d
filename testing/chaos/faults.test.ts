/** What goes wrong on servers, on purpose: a clear sentence, or it goes on, and nothing is lost. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { type L2tProcess, runL2t, startL2t } from "../run-l2t.ts";
import { verifyLedger } from "./verify-ledger.ts";

const launcher = resolve(import.meta.dir, "../../bin/l2t");
const demo = ["--demo", "--symbols", "20", "--speed", "900"];
const waitMsMax = 60_000;
const endMsMax = 8_000;

let cwd = "";
let running: L2tProcess[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-faults-"));
  running = [];
});
afterEach(async () => {
  for (const { child, ended } of running) {
    // Asked first: a shell in between could not pass on what cannot be caught.
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), endMsMax);
    await ended();
    clearTimeout(timer);
  }
  rmSync(cwd, { recursive: true, force: true });
});

function start(...line: string[]): L2tProcess {
  const run = startL2t(line, { cwd });
  running.push(run);
  return run;
}

async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + waitMsMax;
  while (!(await isTrue())) {
    const printed = running.map((run) => run.output()).join("\n");
    if (performance.now() > endMs) throw new Error(`${what}: not yet; printed:\n${printed}`);
    await Bun.sleep(100);
  }
}

const pathOf = (dataDir: string) => join(dataDir, "market_cache.db");

describe("two starts at once", () => {
  test("of one service: one works, the other names it and ends", async () => {
    const pair = [1, 2].map(() => start("service", "macd-scanner", "--data-dir", "data"));
    const first = await Promise.race(pair.map(async (run) => ({ run, code: await run.ended() })));
    const other = pair.find((run) => run !== first.run) as L2tProcess;
    expect(first.code).toBeGreaterThan(0);
    expect(first.run.output()).toContain(`process ${other.child.pid}`);
    expect(other.child.exitCode).toBeNull();
    other.child.kill("SIGTERM");
    expect(await other.ended()).toBe(0);
    expect(readdirSync(join(cwd, "data")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  }, 60_000);
});

describe("a port that is taken", () => {
  test("is named with the way out", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const run = start("service", "api-server", "--port", String(port));
    expect(await run.ended()).toBeGreaterThan(0);
    expect(run.output()).toContain(String(port));
    expect(run.output()).toContain("--port");
    await new Promise((done) => server.close(done));
  }, 60_000);
});

describe("a database file", () => {
  test("that is none is refused by every service with its path", () => {
    const dataDir = join(cwd, "data");
    spawnSync("mkdir", ["-p", dataDir]);
    writeFileSync(pathOf(dataDir), "this is no database, and long enough to be seen as none");
    for (const name of ["market-data-worker", "vpb-scanner", "api-server"]) {
      const { status, stderr } = runL2t(["service", name, "--port", "0"], { cwd });
      expect([name, status]).toEqual([name, 74]);
      expect(stderr).toContain("market_cache.db");
      expect(stderr).toContain("damaged or no database");
    }
  }, 60_000);

  test("that was cut is told by the doctor, with exit code 1", async () => {
    const run = start("up", ...demo, "--port", "0", "--no-open");
    const dataDir = join(cwd, "data", "demo");
    await until("the market lives", () => {
      return existsSync(pathOf(dataDir)) && run.output().includes("ttm-squeeze");
    });
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(0);
    truncateSync(pathOf(dataDir), 400_000);
    const { status, stdout } = runL2t(["doctor", "--data-dir", dataDir], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(/damaged|no database/);
  }, 90_000);
});

/** Whether this user may mount a file system of its own: as root, or in a namespace. */
const canMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0 &&
  existsSync("/proc/self/root");
if (!canMount) console.warn("SKIPPED for want of mounts: a full disk, a read-only disk");

/** Runs l2t with a small disk of its own at `disk`; it is seen from here below `root`. */
function startOnDisk(sizeMb: number, line: readonly string[], before = ""): L2tProcess {
  const disk = join(cwd, "disk");
  spawnSync("mkdir", ["-p", disk]);
  // What is on it is copied out at the end: nobody else can open a database there.
  const script = `mount -t tmpfs -o size=${sizeMb}m none "$0" && cd "$0" && ${before} {
    "$@" & pid=$!; trap 'kill -TERM $pid' TERM; wait $pid; wait $pid; code=$?
    cp -r data "$0/../copied"; exit $code; }`;
  const words = ["unshare", "-rm", "sh", "-c", script, disk, launcher];
  const run = startL2t(line, { cwd, program: words });
  running.push(run);
  return run;
}

describe.skipIf(!canMount)("a disk", () => {
  test("that is full is told, and the market goes on afterwards", async () => {
    const run = startOnDisk(64, ["up", ...demo, "--port", "0", "--no-open"]);
    const [url] = await run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
    const begun = await marketTime(url);
    await until("the market lives", async () => (await marketTime(url)) > begun);
    const ballast = join("/proc", String(run.child.pid), "root", cwd, "disk", "ballast");
    spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=64k"]);
    await until("it says so", () => /disk of .* is full/.test(run.output()));
    expect(run.child.exitCode).toBeNull();
    const stoodAt = await marketTime(url);
    rmSync(ballast);
    await until("the market goes on", async () => (await marketTime(url)) > stoodAt);
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(0);
    expectWholeLedger(join(cwd, "copied", "demo"));
  }, 180_000);

  test("that may not be written is named by the service that wants to", async () => {
    const before = `"${launcher}" import bars.csv >/dev/null && mount -o remount,ro . &&`;
    const csv = "symbol,date,open,high,low,close,volume\\nA,2023-01-03,1,2,1,2,5\\n";
    const line = ["service", "vpb-scanner"];
    const run = startOnDisk(32, line, `printf '${csv}' > bars.csv && ${before}`);
    expect([await run.ended(), run.output()]).toEqual([
      74,
      expect.stringContaining("cannot be written (EROFS)"),
    ]);
    expect(run.output()).toMatch(/cannot be (opened or )?written/);
  }, 60_000);
});

/** When the newest bar of 5 minutes opened, as the API tells; "" before there is any. */
async function marketTime(url: string): Promise<string> {
  const rows = await read(`${url}api/ttm_squeeze_scanner?limit=1`);
  const bars = await read(`${url}api/v1/bars/${rows[0]?.["symbol"]}?interval=5m&limit=1`);
  return String(bars[0]?.["time"] ?? "");
}

async function read(url: string): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(url);
  return response.ok ? ((await response.json()) as { data: Record<string, unknown>[] }).data : [];
}

/** As far as events go back, every signal is there once. */
function expectWholeLedger(dataDir: string): void {
  const store = openSqliteStore({ path: pathOf(dataDir), tables: scanners, readOnly: true });
  try {
    for (const definition of scanners.filter(({ screen }) => screen !== undefined)) {
      const untilId = store.events.offset(`${definition.scanner}-scanner`) ?? 0;
      const found = verifyLedger(store, { definition, afterId: 0, untilId });
      const { missing, twice, untrue } = found;
      expect({ missing, twice, untrue }).toEqual({ missing: [], twice: [], untrue: [] });
      expect(found.momentCount).toBeGreaterThan(0);
    }
  } finally {
    store.close();
  }
}
