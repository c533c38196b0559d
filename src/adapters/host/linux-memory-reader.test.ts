import { afterEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import {
  type HostFiles,
  type MadeUpHost,
  makeHost,
  mountsOf,
  processOf,
  smallBox,
} from "../../../testing/made-up-host.ts";
import type { ServiceMemory } from "../../ports/memory-reader.ts";
import { LinuxMemoryReader } from "./linux-memory-reader.ts";

const hosts: MadeUpHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.dispose();
});

function readerOn(files: HostFiles, running: readonly [string, number][] = []) {
  const host = makeHost(files);
  hosts.push(host);
  const fixed = running.map(([service, pid]) => ({
    service: service as ServiceMemory["service"],
    pid,
    sinceTsMs: undefined,
  }));
  return { host, reader: new LinuxMemoryReader({ running: fixed, root: host.root }) };
}

const slice = "sys/fs/cgroup/learn2trade.slice";
const unit = `${slice}/api-server.service`;
const versionTwo: HostFiles = {
  ...smallBox,
  ...mountsOf(2),
  ...processOf(41, {
    rssKb: 50_000,
    anonKb: 20_000,
    pssKb: 30_000,
    cgroup: "0::/learn2trade.slice/api-server.service\n",
  }),
  [`${unit}/cgroup.procs`]: "41\n",
  [`${unit}/memory.current`]: "41943040\n",
  [`${unit}/memory.high`]: "62914560\n",
  [`${unit}/memory.max`]: "max\n",
  [`${unit}/memory.swap.current`]: "0\n",
  [`${unit}/memory.stat`]:
    "anon 20971520\nfile 18874368\nkernel 1048576\nfile_mapped 4096\n" +
    "inactive_file 8388608\nactive_file 4194304\n",
  [`${unit}/memory.events`]: "low 0\nhigh 7\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n",
  [`${unit}/memory.pressure`]:
    "some avg10=2.00 avg60=1.00 avg300=0.00 total=9\n" +
    "full avg10=0.10 avg60=0.00 avg300=0.00 total=1\n",
  [`${slice}/memory.max`]: "734003200\n",
  [`${slice}/memory.high`]: "max\n",
  [`${slice}/memory.events`]: "low 0\nhigh 18009\nmax 3\noom 2\noom_kill 2\noom_group_kill 0\n",
};

describe("the machine", () => {
  test("is read from meminfo and pressure", () => {
    const { reader } = readerOn(smallBox);
    expect(reader.box()).toEqual({
      totalBytes: 984_064 * 1_024,
      freeBytes: 512_000 * 1_024,
      availableBytes: 765_952 * 1_024,
      swapTotalBytes: 524_288 * 1_024,
      swapFreeBytes: 524_000 * 1_024,
      pressure: {
        some: { avg10Pct: 1.5, avg60Pct: 0.75, avg300Pct: 0.1 },
        full: { avg10Pct: 0.5, avg60Pct: 0.25, avg300Pct: 0.05 },
      },
    });
  });

  test("without /proc is unknown and not empty", () => {
    const { reader } = readerOn({}, [["l2t", 41]]);
    const { pressure, ...numbers } = reader.box();
    expect(pressure).toBeUndefined();
    for (const value of Object.values(numbers)) expect(value).toBeUndefined();
    expect(reader.services({ isPrecise: true })).toEqual([]);
    expect(reader.largest(5)).toEqual([]);
  });
});

describe("a service in a control group of version 2", () => {
  test("has its own figures, and those of the slice that survive restarts", () => {
    const { reader } = readerOn(versionTwo, [["api-server", 41]]);
    const [service] = reader.services({ isPrecise: true });
    expect(service?.process).toEqual({
      pid: 41,
      name: "bun",
      rssBytes: 50_000 * 1_024,
      anonBytes: 20_000 * 1_024,
      fileBytes: 30_000 * 1_024,
      swapBytes: 0,
      pssBytes: 30_000 * 1_024,
      privateBytes: 20_008 * 1_024,
    });
    expect(service?.cgroup).toMatchObject({
      version: 2,
      path: "/learn2trade.slice/api-server.service",
      isOwn: true,
      currentBytes: 40 * 2 ** 20,
      highBytes: 60 * 2 ** 20,
      anonBytes: 20 * 2 ** 20,
      fileBytes: 18 * 2 ** 20,
      fileCacheBytes: 12 * 2 ** 20,
      swapBytes: 0,
      events: { high: 7, max: 0, oomKill: 0 },
      parentEvents: { high: 18_009, max: 3, oomKill: 2 },
    });
    expect(service?.cgroup?.pressure?.some?.avg10Pct).toBe(2);
  });

  test("is bound by the lowest limit above it", () => {
    const { reader } = readerOn(versionTwo, [["api-server", 41]]);
    expect(reader.services({ isPrecise: false })[0]?.cgroup?.maxBytes).toBe(700 * 2 ** 20);
  });

  test("has no limit where the files say max", () => {
    const { host, reader } = readerOn(versionTwo, [["api-server", 41]]);
    host.write({ [`${slice}/memory.max`]: "max\n", [`${unit}/memory.high`]: "max\n" });
    const cgroup = reader.services({ isPrecise: false })[0]?.cgroup;
    expect(cgroup).toMatchObject({ maxBytes: Infinity, highBytes: Infinity });
  });

  test("shows what is missing as unknown", () => {
    const { host, reader } = readerOn(versionTwo, [["api-server", 41]]);
    for (const file of ["stat", "high", "swap.current", "events", "pressure"]) {
      host.write({ [`${unit}/memory.${file}`]: null });
    }
    host.write({ [`${slice}/memory.high`]: null, "proc/41/smaps_rollup": null });
    const [service] = reader.services({ isPrecise: true });
    expect(service?.process.pssBytes).toBeUndefined();
    expect(service?.process.privateBytes).toBeUndefined();
    expect(service?.cgroup?.highBytes).toBeUndefined();
    expect(service?.cgroup?.anonBytes).toBeUndefined();
    expect(service?.cgroup?.swapBytes).toBeUndefined();
    expect(service?.cgroup?.pressure).toBeUndefined();
    expect(service?.cgroup?.events).toEqual({
      high: undefined,
      max: undefined,
      oomKill: undefined,
    });
    expect(service?.cgroup?.currentBytes).toBe(40 * 2 ** 20);
  });

  test("shares its group when others are in it, unless it is the service's unit", () => {
    const { host, reader } = readerOn(versionTwo, [
      ["api-server", 41],
      ["vpb-scanner", 41],
    ]);
    host.write({ [`${unit}/cgroup.procs`]: "41\n42\n" });
    const own = reader.services({ isPrecise: false }).map(({ cgroup }) => cgroup?.isOwn);
    expect(own).toEqual([true, false]);
  });

  test("has no group of its own at the root, which counts nothing", () => {
    const { host, reader } = readerOn(versionTwo, [["l2t", 41]]);
    host.write({ "proc/41/cgroup": "0::/\n" });
    expect(reader.services({ isPrecise: false })[0]?.cgroup).toBeUndefined();
  });

  test("is found below the mount of a container that shows only its own group", () => {
    const { host, reader } = readerOn(versionTwo, [["api-server", 41]]);
    host.write({
      "proc/self/mountinfo":
        "29 23 0:26 /docker/c1 /sys/fs/cgroup ro shared:4 - cgroup2 cgroup2 rw\n",
      "proc/41/cgroup": "0::/docker/c1/learn2trade.slice/api-server.service\n",
    });
    expect(reader.services({ isPrecise: false })[0]?.cgroup?.currentBytes).toBe(40 * 2 ** 20);
  });
});

describe("a service in a control group of version 1", () => {
  const group = "sys/fs/cgroup/memory/app";
  const versionOne: HostFiles = {
    ...mountsOf(1),
    ...processOf(41, { rssKb: 50_000, cgroup: "4:cpu:/\n3:memory:/app\n0::/\n" }),
    [`${group}/cgroup.procs`]: "41\n",
    [`${group}/memory.usage_in_bytes`]: "41943040\n",
    [`${group}/memory.failcnt`]: "5\n",
    [`${group}/memory.oom_control`]: "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
    [`${group}/memory.stat`]:
      "cache 1\nrss 1\nhierarchical_memory_limit 104857600\ntotal_cache 18874368\n" +
      "total_rss 20971520\ntotal_inactive_file 8388608\ntotal_active_file 4194304\n",
  };

  test("has its figures, and no limit that only slows down", () => {
    const { reader } = readerOn(versionOne, [["l2t", 41]]);
    expect(reader.services({ isPrecise: false })[0]?.cgroup).toEqual({
      version: 1,
      path: "/app",
      isOwn: true,
      currentBytes: 40 * 2 ** 20,
      highBytes: Infinity,
      maxBytes: 100 * 2 ** 20,
      anonBytes: 20 * 2 ** 20,
      fileBytes: 18 * 2 ** 20,
      fileCacheBytes: 12 * 2 ** 20,
      swapBytes: undefined,
      events: { high: undefined, max: 5, oomKill: 1 },
      parentEvents: undefined,
      pressure: undefined,
    });
  });

  test("has no limit where the number is the largest there is", () => {
    const { host, reader } = readerOn(versionOne, [["l2t", 41]]);
    const stat = "hierarchical_memory_limit 9223372036854771712\ntotal_rss 1\n";
    host.write({ [`${group}/memory.stat`]: stat });
    expect(reader.services({ isPrecise: false })[0]?.cgroup?.maxBytes).toBe(Infinity);
  });
});

describe("processes", () => {
  test("come with the largest first, and those without memory not at all", () => {
    const { reader } = readerOn({
      ...processOf(1, { name: "init", rssKb: 10 }),
      ...processOf(2, { name: "bun", rssKb: 300 }),
      ...processOf(3, { name: "sshd", rssKb: 20 }),
      "proc/4/status": "Name:\tkthreadd\n",
      "proc/not-a-pid/status": "Name:\tx\nVmRSS:\t 900 kB\n",
    });
    const names = reader.largest(2).map(({ pid, command }) => [pid, command]);
    expect(names).toEqual([
      [2, "bun service --all"],
      [3, "sshd service --all"],
    ]);
    expect(reader.largest(9)).toHaveLength(3);
  });

  test("of a plain reading have no share of common pages", () => {
    const { reader } = readerOn(versionTwo, [["api-server", 41]]);
    expect(reader.services({ isPrecise: false })[0]?.process.pssBytes).toBeUndefined();
  });

  test("that are gone are left out", () => {
    const { reader } = readerOn(versionTwo, [
      ["api-server", 41],
      ["vpb-scanner", 99],
    ]);
    expect(reader.services({ isPrecise: false }).map(({ pid }) => pid)).toEqual([41]);
  });
});

test.skipIf(!existsSync("/proc/self/status"))("this machine and this process can be read", () => {
  const running = [{ service: "l2t", pid: process.pid, sinceTsMs: undefined }] as const;
  const reader = new LinuxMemoryReader({ running });
  const box = reader.box();
  expect(box.totalBytes).toBeGreaterThan(64 * 2 ** 20);
  expect(box.availableBytes).toBeLessThan(box.totalBytes as number);
  const [own] = reader.services({ isPrecise: true });
  const rss = own?.process.rssBytes as number;
  expect(rss).toBeGreaterThan(10 * 2 ** 20);
  // Both are of the same moment but for what the reading itself allocates.
  expect(Math.abs(rss - process.memoryUsage.rss())).toBeLessThan(8 * 2 ** 20);
  expect(own?.process.pssBytes).toBeLessThanOrEqual(rss * 1.05);
  const sum = (own?.process.anonBytes as number) + (own?.process.fileBytes as number);
  expect(sum).toBeLessThanOrEqual(rss);
  const [first] = reader.largest(1);
  expect(first?.rssBytes).toBeGreaterThan(0);
  expect(first?.command ?? "").not.toContain("\0");
});
