import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { FakeMemoryReader, processMemory } from "../../../testing/fakes/fake-memory-reader.ts";
import { LocalBus } from "../../adapters/bus/local/local-bus.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { serviceNames } from "../../domain/service-name.ts";
import { type LadderStep, ladderSteps } from "../../ports/memory-actions.ts";
import type { Store } from "../../ports/store.ts";
import { BusMemoryActions } from "./bus-memory-actions.ts";

let folder = "";
let store: Store;
let bus: LocalBus;
const clock = new FakeClock();
const reader = new FakeMemoryReader();
let trimCount = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-actions-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  bus = new LocalBus({ events: store.events, clock, wakePath: join(folder, "bus.wake") });
  trimCount = 0;
  reader.servicesNow = serviceNames.map((name) => processMemory(name, { rssMb: 20 }));
});
afterEach(async () => {
  await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const actions = (isOneProcess = false) =>
  new BusMemoryActions({ bus, clock, reader, trimOwn: () => void trimCount++, isOneProcess });

const told = () =>
  store.events
    .after(0, { topics: ["control"], limit: 99 })
    .flatMap(({ topic, payload }) =>
      topic === "control" ? `${payload.target} ${payload.action}` : [],
    );

async function taken(step: LadderStep, target?: "vpb-scanner" | "market-data-worker") {
  const taking = actions().take(step, target);
  await clock.advance(2_000);
  return await taking;
}

describe("each step of the ladder is one order to all whom it concerns:", () => {
  test.each([
    ["trim", undefined, "all trim"],
    ["shrink-batches", undefined, "all shrink"],
    ["pause-scanners", undefined, "scanners pause"],
    ["restart-scanner", "vpb-scanner", "vpb-scanner restart"],
    ["restart-worker", "market-data-worker", "market-data-worker restart"],
    ["restart-all", undefined, "all restart"],
  ] as const)("%s of %p", async (step, target, order) => {
    await taken(step, target);
    expect(told()).toEqual([order]);
  });

  test("and lasting ones are taken back by another, the others by none", async () => {
    for (const step of ladderSteps) await actions().undo(step);
    expect(told()).toEqual(["all restore", "scanners resume"]);
  });
});

test("what was given back is what new readings of all services show", async () => {
  const taking = actions().take("trim", undefined);
  reader.servicesNow = serviceNames.map((name) => processMemory(name, { rssMb: 15 }));
  await clock.advance(2_000);
  expect(await taking).toBe(30 * 2 ** 20);
  expect(trimCount).toBe(1);
});

test("a service that cannot be read leaves what was given back unknown", async () => {
  const plain = processMemory("vpb-scanner", { rssMb: 1 });
  const hidden = { ...plain, process: { ...plain.process, rssBytes: undefined } };
  reader.servicesNow = [hidden];
  expect(await taken("shrink-batches")).toBeUndefined();
});

test("the own process gives back what it can although the store takes no order", async () => {
  store.close();
  await expect(actions().take("trim", undefined)).rejects.toThrow();
  expect(trimCount).toBe(1);
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
});

test("one process restarts nothing", () => {
  expect(actions(true).steps).toEqual(["trim", "shrink-batches", "pause-scanners"]);
  expect(actions().steps).toEqual(ladderSteps);
});
