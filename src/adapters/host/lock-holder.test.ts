import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thrownBy } from "../../../testing/contracts/store-harness.ts";
import { makeHost, mountsOf, processOf } from "../../../testing/made-up-host.ts";
import { processRoles } from "../../domain/service-name.ts";
import { lockFolder } from "./instance-lock.ts";
import { LinuxMemoryReader } from "./linux-memory-reader.ts";
import { findHolders, holderText, isAlive, lockNameOf } from "./lock-holder.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "l2t-lock-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const hasProc = existsSync("/proc/self/stat");

test.skipIf(!hasProc)("a process that holds a lock is found until it lets go", () => {
  const fromTsMs = Date.now() - 1_000;
  const lock = lockFolder(dataDir, lockNameOf("l2t"));
  const [holder] = findHolders(dataDir, "/proc");
  expect(holder).toMatchObject({ service: "l2t", pid: process.pid });
  expect(holder?.sinceTsMs).toBeGreaterThan(fromTsMs);
  expect(holder?.sinceTsMs).toBeLessThan(Date.now() + 1_000);
  expect(String(thrownBy(() => lockFolder(dataDir, lockNameOf("l2t"))))).toContain(dataDir);
  lock.release();
  expect(findHolders(dataDir, "/proc")).toEqual([]);
});

test("a later process with the same id holds nothing", () => {
  const host = makeHost(processOf(41, { rssKb: 1, startTicks: 7 }));
  const proc = join(host.root, "proc");
  writeFileSync(join(dataDir, "vpb-scanner.lock"), "41 8\n");
  expect(findHolders(dataDir, proc)).toEqual([]);
  writeFileSync(join(dataDir, "vpb-scanner.lock"), "41 7\n");
  expect(findHolders(dataDir, proc)).toMatchObject([{ service: "vpb-scanner", pid: 41 }]);
  host.dispose();
});

test("one process that holds all locks is found once, as what it is", () => {
  const host = makeHost(processOf(41, { rssKb: 1, startTicks: 7 }));
  for (const role of processRoles) writeFileSync(join(dataDir, lockNameOf(role)), "41 7\n");
  const found = findHolders(dataDir, join(host.root, "proc"));
  expect(found.map(({ service }) => service)).toEqual(["l2t"]);
  host.dispose();
});

test("a lock of the time before the machine was started anew names nobody", () => {
  const path = "proc/sys/kernel/random/boot_id";
  const host = makeHost({ ...processOf(41, { rssKb: 1, startTicks: 7 }), [path]: "b2\n" });
  const proc = join(host.root, "proc");
  writeFileSync(join(dataDir, "up.lock"), "41 7 b1\n");
  expect(findHolders(dataDir, proc)).toEqual([]);
  writeFileSync(join(dataDir, "up.lock"), "41 7 b2\n");
  expect(findHolders(dataDir, proc)).toHaveLength(1);
  host.dispose();
});

test.each(["", "\n", "x", "-3 5", "0", "1e3", "99999999"])(
  "the lock file %p names nobody",
  (text) => {
    writeFileSync(join(dataDir, lockNameOf("l2t")), text);
    expect(findHolders(dataDir, "/proc")).toEqual([]);
  },
);

test.skipIf(!hasProc)("a lock file tells the process from later ones", () => {
  expect(holderText(process.pid)).toMatch(/^\d+ \d+ [\da-f-]{36}\n$/);
});

test("units of systemd are found where nobody holds a lock, in the order of the services", () => {
  const procs = (service: string) =>
    `sys/fs/cgroup/learn2trade.slice/${service}.service/cgroup.procs`;
  const host = makeHost({
    ...mountsOf(2),
    ...processOf(50, { rssKb: 1 }),
    ...processOf(41, { rssKb: 1 }),
    ...processOf(42, { rssKb: 1, startTicks: 9 }),
    [procs("macd-scanner")]: "50\n",
    [procs("api-server")]: "41\n51\n",
    [procs("vpb-scanner")]: "",
  });
  writeFileSync(join(dataDir, "api-server.lock"), "42 9\n");
  const reader = new LinuxMemoryReader({ running: { dataDir }, root: host.root });
  const found = reader.services({ isPrecise: false }).map(({ service, pid }) => [service, pid]);
  expect(found).toEqual([
    ["api-server", 42],
    ["macd-scanner", 50],
  ]);
  host.dispose();
});

test("a process that is hidden from /proc, as under systemd, holds its lock all the same", () => {
  const empty = join(dataDir, "proc");
  expect(isAlive({ pid: process.pid, startTicks: "7", bootId: "" }, empty)).toBe(true);
  expect(isAlive({ pid: 2 ** 30, startTicks: "7", bootId: "" }, empty)).toBe(false);
});
