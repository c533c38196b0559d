import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thrownBy } from "../../../testing/contracts/store-harness.ts";
import { makeHost, mountsOf, processOf } from "../../../testing/made-up-host.ts";
import { LinuxMemoryReader } from "./linux-memory-reader.ts";
import { announceProcess, findAnnounced } from "./run-file.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "l2t-run-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const facts = { service: "l2t", pid: process.pid, nowTsMs: 1_000 } as const;
const hasProc = existsSync("/proc/self/stat");

test.skipIf(!hasProc)("a process that announced itself is found until it takes that back", () => {
  const withdraw = announceProcess({ dataDir, ...facts });
  const found = findAnnounced(dataDir, "/proc");
  expect(found).toEqual([{ service: "l2t", pid: process.pid, sinceTsMs: 1_000 }]);
  withdraw();
  expect(findAnnounced(dataDir, "/proc")).toEqual([]);
  expect(readdirSync(join(dataDir, "run"))).toEqual([]);
});

test("a later process with the same id is another one", () => {
  const host = makeHost(processOf(41, { rssKb: 1, startTicks: 7 }));
  const proc = join(host.root, "proc");
  const write = (startTicks: number | null) => {
    announceProcess({ dataDir, ...facts })();
    const content = { service: "l2t", pid: 41, sinceTsMs: 5, startTicks };
    writeFileSync(join(dataDir, "run", "l2t.json"), JSON.stringify(content));
  };
  write(8);
  expect(findAnnounced(dataDir, proc)).toEqual([]);
  write(7);
  expect(findAnnounced(dataDir, proc)).toEqual([{ service: "l2t", pid: 41, sinceTsMs: 5 }]);
  write(null);
  expect(findAnnounced(dataDir, proc)).toHaveLength(1);
  host.dispose();
});

test.each(["", "null", "[]", "{", '{"service":"other","pid":1,"sinceTsMs":1,"startTicks":1}'])(
  "the run file %p names nobody",
  (content) => {
    announceProcess({ dataDir, ...facts })();
    writeFileSync(join(dataDir, "run", "l2t.json"), content);
    expect(findAnnounced(dataDir, "/proc")).toEqual([]);
  },
);

test("a data directory that cannot be written is told by its name", () => {
  const file = join(dataDir, "file");
  writeFileSync(file, "");
  const failure = thrownBy(() => announceProcess({ ...facts, dataDir: file }));
  expect(failure).toMatchObject({ code: "store.unavailable" });
  expect(String(failure)).toContain(file);
});

test("units of systemd are found where nothing is announced, in the order of the services", () => {
  const procs = (service: string) =>
    `sys/fs/cgroup/learn2trade.slice/${service}.service/cgroup.procs`;
  const host = makeHost({
    ...mountsOf(2),
    ...processOf(50, { rssKb: 1 }),
    ...processOf(41, { rssKb: 1 }),
    [procs("macd-scanner")]: "50\n",
    [procs("api-server")]: "41\n51\n",
    [procs("vpb-scanner")]: "",
  });
  const reader = new LinuxMemoryReader({ running: { dataDir }, root: host.root });
  const found = reader.services({ isPrecise: false }).map(({ service, pid }) => [service, pid]);
  expect(found).toEqual([
    ["api-server", 41],
    ["macd-scanner", 50],
  ]);
  host.dispose();
});
