import { describe, expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { Failure } from "../../base/failure.ts";
import { readSettings } from "../../config/settings.ts";
import type { FolderFacts, MachineFacts } from "../../ports/host.ts";
import { runChecks } from "./doctor-checks.ts";
import type { Program } from "./program.ts";

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
};
const folder: FolderFacts = { exists: true, isWritable: true, freeBytes: 1e11 };

async function check(facts: {
  readonly machine?: Partial<MachineFacts>;
  readonly folder?: Partial<FolderFacts>;
  readonly isPortFree?: boolean;
  readonly storeFailure?: Failure;
  readonly nowTsMs?: number;
}) {
  const { storeFailure, nowTsMs = Date.UTC(2026, 0, 5, 15) } = facts;
  const program = {
    host: {
      machine: () => ({ ...machine, ...facts.machine }),
      folder: () => ({ ...folder, ...facts.folder }),
      canListen: async () => facts.isPortFree ?? true,
    },
    hasStore: () => storeFailure !== undefined,
    openStore: async () => {
      throw storeFailure;
    },
  };
  const checks = await runChecks(
    {
      ...{ version: "1.2.3", commands: [], environment: {} },
      ...{ out: memoryOutput(), err: memoryOutput(), signal: new AbortController().signal },
      settings: readSettings({}, {}),
      clock: { nowMs: () => nowTsMs, sleep: async () => undefined },
      program: program as unknown as Program,
    },
    { isFull: false },
  );
  return new Map(checks.map((found) => [found.name, found]));
}

describe("the doctor", () => {
  test("finds nothing wrong with a healthy machine, and tells about its market", async () => {
    const checks = await check({});
    expect([...checks.values()].every(({ state }) => state === "ok")).toBe(true);
    expect(checks.get("processor")?.finding).toBe("2 cores, Made up, without AVX2");
    expect(checks.get("market")?.finding).toBe(
      "2026-01-05 in New York: regular, postmarket in 6 h",
    );
  });

  test.each([
    ["memory", { machine: { memoryFreeBytes: 5e7 } }, "warn"],
    ["runtime", { machine: { runtime: "Node 24.1.0" } }, "warn"],
    ["data folder", { folder: { isWritable: false } }, "fail"],
    ["data folder", { folder: { freeBytes: 1e6 } }, "warn"],
    ["port", { isPortFree: false }, "warn"],
    ["clock", { nowTsMs: 0 }, "fail"],
    ["store", { storeFailure: new Failure("store.invalid", "damaged") }, "fail"],
  ] as const)("says %s is not in order, and the way out: %j", async (name, facts, state) => {
    const found = (await check(facts)).get(name);
    expect(found?.state).toBe(state);
    expect(found?.wayOut).toBeTruthy();
  });
});
