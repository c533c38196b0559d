import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf, madeBars, source } from "../../../../testing/contracts/store-harness.ts";
import { memoryOutput } from "../../../../testing/memory-output.ts";
import { openSqliteStore } from "../../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../../base/failure.ts";
import { limitTables } from "../../../config/memory-limits.ts";
import { readSettings } from "../../../config/settings.ts";
import {
  type ProcessRole,
  processRoles,
  type ServiceName,
  serviceNames,
} from "../../../domain/service-name.ts";
import type {
  FolderFacts,
  Listener,
  LockFacts,
  MachineFacts,
  UnitFacts,
} from "../../../ports/host.ts";
import type { ServiceMemory } from "../../../ports/memory-reader.ts";
import type { Store } from "../../../ports/store.ts";
import type { Program } from "../program.ts";
import { examine } from "./examine.ts";
import type { DoctorOptions } from "./patient.ts";

const mb = 2 ** 20;
const nowTsMs = Date.UTC(2026, 0, 5, 15);
const machine: MachineFacts = {
  runtime: "Bun 1.4.5",
  system: "linux x64",
  cpuModel: "Made up",
  cpuCount: 2,
  hasAvx2: false,
  memoryBytes: 1e9,
  memoryFreeBytes: 5e8,
  memoryLimitBytes: null,
  usedBytes: 5e7,
  openFilesMax: 1_024,
  isClockSynchronized: null,
};
const folder: FolderFacts = {
  exists: true,
  isWritable: true,
  isWritableByAll: false,
  isForeign: false,
  freeBytes: 1e11,
};

interface Facts {
  readonly machine?: Partial<MachineFacts>;
  readonly folder?: Partial<FolderFacts>;
  readonly listener?: Listener;
  readonly isPortFree?: boolean;
  readonly storeFailure?: Failure;
  readonly store?: Store;
  readonly running?: readonly ProcessRole[];
  readonly locks?: readonly LockFacts[];
  readonly units?: readonly UnitFacts[];
  readonly boxMb?: number;
  readonly swapMb?: number;
  readonly nowTsMs?: number;
  readonly options?: Partial<DoctorOptions>;
}

/** Process ids of services that are said to run. */
const pidOf = (service: ProcessRole) => 100 + processRoles.indexOf(service);

async function look(facts: Facts) {
  const running = (facts.running ?? []).map((service) => ({ service, pid: pidOf(service) }));
  const { boxMb = 961, swapMb = 0 } = facts;
  const program = {
    host: {
      machine: () => ({ ...machine, ...facts.machine }),
      folder: () => ({ ...folder, ...facts.folder }),
      canListen: async () => facts.isPortFree ?? true,
      listener: () => facts.listener ?? null,
      locks: () => facts.locks ?? [],
      units: () => facts.units ?? [],
    },
    hasStore: () => facts.storeFailure !== undefined || facts.store !== undefined,
    openStore: async () => {
      if (facts.store === undefined) throw facts.storeFailure;
      return changed(facts.store, { close: () => undefined });
    },
    openMemory: async () => ({
      box: () => ({ totalBytes: boxMb * mb, swapTotalBytes: swapMb * mb }),
      services: () => running as unknown as readonly ServiceMemory[],
      largest: () => [],
    }),
  };
  return await examine(
    {
      ...{ version: "1.2.3", commands: [], environment: {} },
      ...{ out: memoryOutput(), err: memoryOutput(), signal: new AbortController().signal },
      settings: readSettings({}, {}),
      clock: { nowMs: () => facts.nowTsMs ?? nowTsMs, sleep: async () => undefined },
      program: program as unknown as Program,
    },
    {
      ...{ isFull: false, isDeep: false, symbols: undefined, limits: limitTables.tight },
      ...facts.options,
    },
  );
}

/** The store with some of its methods replaced; the others go on to it. */
function changed(store: Store, other: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(name in other ? other : target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function check(facts: Facts) {
  const { checks } = await look(facts);
  return new Map(checks.map((found) => [found.name, found]));
}

const held = (service: ServiceName): LockFacts => ({ service, pid: pidOf(service), isHeld: true });
const unitsOf = (other: Partial<UnitFacts> = {}): readonly UnitFacts[] =>
  serviceNames.map((service) => {
    const { memoryMaxBytes, memoryHighBytes } = limitTables.tight[service];
    return { service, memoryMaxBytes, memoryHighBytes, memorySwapMaxBytes: 0, ...other };
  });

describe("the doctor", () => {
  test("finds nothing wrong with a healthy machine, and tells about its market", async () => {
    const checks = await check({});
    expect([...checks.values()].filter(({ state }) => state !== "ok")).toEqual([]);
    expect(checks.get("processor")?.finding).toBe("2 cores, Made up, without AVX2");
    expect(checks.get("market")?.finding).toBe(
      "2026-01-05 in New York: regular, postmarket in 6 h",
    );
  });

  test.each([
    ["memory", { machine: { memoryFreeBytes: 5e7 } }, "warn"],
    ["runtime", { machine: { runtime: "Node 24.1.0" } }, "warn"],
    ["open files", { machine: { openFilesMax: 64 } }, "warn"],
    ["data folder", { folder: { isWritable: false } }, "fail"],
    ["data folder", { folder: { isWritableByAll: true } }, "warn"],
    ["data folder", { folder: { isForeign: true } }, "warn"],
    ["disk", { folder: { freeBytes: 1e6 } }, "warn"],
    ["port", { isPortFree: false }, "warn"],
    ["port", { isPortFree: false, listener: { pid: 9, command: "nginx" } }, "warn"],
    ["clock", { nowTsMs: 0 }, "fail"],
    ["clock", { machine: { isClockSynchronized: false } }, "warn"],
    ["store", { storeFailure: new Failure("store.invalid", "damaged") }, "fail"],
    ["locks", { locks: [{ ...held("vpb-scanner"), isHeld: false }] }, "warn"],
    ["budget", { options: { symbols: 900_000 } }, "fail"],
    ["budget", { boxMb: 512 }, "warn"],
    ["budget", { boxMb: 512, units: unitsOf() }, "fail"],
    ["budget", { machine: { memoryLimitBytes: 512 * mb } }, "warn"],
    ["swap", { swapMb: 512, units: unitsOf({ memorySwapMaxBytes: undefined }) }, "warn"],
    ["units", { units: unitsOf().slice(1) }, "warn"],
    ["units", { units: unitsOf({ memoryMaxBytes: undefined }) }, "fail"],
  ] as const)("says %s is not in order, and the way out: %j", async (name, facts, state) => {
    const found = (await check(facts)).get(name);
    expect(found?.state).toBe(state);
    expect(found?.wayOut).toBeTruthy();
  });

  test("accepts its own server at the port, and units with the limits of the table", async () => {
    const listener = { pid: pidOf("api-server"), command: "l2t service api-server" };
    const facts = { running: ["api-server"], units: unitsOf(), swapMb: 512 } as const;
    const checks = await check({ ...facts, isPortFree: false, listener });
    expect(checks.get("port")?.finding).toEndWith("is served by our api-server (process 100)");
    for (const name of ["units", "swap", "budget", "locks"]) {
      expect(checks.get(name)?.state).toBe("ok");
    }
  });

  test("counts with the limits of installed units where they differ from the table", async () => {
    const { budget } = await look({ units: unitsOf({ memoryMaxBytes: 50 * mb }) });
    expect(budget?.maxBytes).toBe(300 * mb);
    const { finding } = (await check({ units: unitsOf({ memoryMaxBytes: 99 * mb }) })).get(
      "units",
    ) as { finding: string };
    expect(finding).toContain("with limits of their own");
  });
});

describe("of a store the doctor says", () => {
  let path: string;
  let store: Store;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "l2t-doctor-"));
    store = openSqliteStore({ path: join(path, "market_cache.db"), tables: [] });
    store.bars.write(keyOf("AAA"), madeBars(0, 300), source);
  });
  afterEach(() => {
    store.close();
    rmSync(path, { recursive: true, force: true });
  });

  test("that all is well, what delivers its bars and how it grows", async () => {
    const checks = await check({ store });
    for (const name of ["database", "store", "data", "providers", "services", "disk"]) {
      expect([name, checks.get(name)?.state]).toEqual([name, "ok"]);
    }
    expect(checks.get("providers")?.finding).toContain(`${source.provider}: no login needed`);
    expect(checks.get("disk")?.finding).toMatch(/grows by .* a session at most: enough for/);
  });

  test("that a disk which fills within a month is too small", async () => {
    const { state } = (await check({ store, folder: { freeBytes: 200 } })).get("disk") as {
      state: string;
    };
    expect(state).toBe("warn");
  });

  test("which damage is in its file", async () => {
    const damaged = changed(store, { findDamage: () => ["page 3 is torn"] });
    const found = (await check({ store: damaged })).get("database");
    expect(found).toMatchObject({ state: "fail", finding: "damaged: page 3 is torn" });
  });

  test("that a version which can damage it is too old", async () => {
    const stats = store.stats();
    const stateWith = async (engine: string) =>
      (await check({ store: changed(store, { stats: () => ({ ...stats, engine }) }) })).get(
        "database",
      )?.state;
    expect(await stateWith("SQLite 3.51.2")).toBe("warn");
    expect(await stateWith("SQLite 3.51.3")).toBe("ok");
    expect(await stateWith("SQLite 3.52.0")).toBe("ok");
  });

  test("that the clock was set back when the newest event is ahead of it", async () => {
    store.events.append("quotes.changed", { marketTsMs: 1, symbolCount: 1 }, nowTsMs + 3_600_000);
    const found = (await check({ store })).get("data");
    expect(found?.finding).toBe("the newest event is 1 h ahead of the clock");
  });

  test.each([
    ["running", "ready", 5_000, "ok"],
    ["running", "ready", 60_000, "fail"],
    ["running", "degraded", 5_000, "warn"],
    ["gone", "ready", 5_000, "warn"],
    ["gone", "stopped", 5_000, "ok"],
  ] as const)(
    "of a %s service that was %s %d ms ago: %4$s",
    async (where, state, ageMs, judged) => {
      const service = "macd-scanner";
      const tsMs = nowTsMs - ageMs;
      store.services.recordStart(service, { pid: pidOf(service), tsMs });
      store.services.recordHeartbeat(service, { tsMs, state, text: "scans", doneRatio: null });
      const checks = await check({ store, running: where === "running" ? [service] : [] });
      expect((checks.get(service) ?? checks.get("services"))?.state).toBe(judged);
    },
  );

  test("finds services that one process runs together", async () => {
    const pid = pidOf("l2t");
    for (const service of serviceNames) {
      store.services.recordStart(service, { pid, tsMs: nowTsMs });
    }
    const checks = await check({ store, running: ["l2t"] });
    expect(checks.get("services")).toMatchObject({
      state: "ok",
      finding: "1 process of ours: l2t",
    });
    expect(checks.get("macd-scanner")).toBeUndefined();
  });
});
