import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCgroup, processMemory } from "../../../testing/fakes/fake-memory-reader.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";
import { KillCounter } from "./kill-counter.ts";

let folder = "";
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-kills-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const reading = (sliceKills: number) => {
  const cgroup = ownCgroup("vpb-scanner", { currentMb: 20, sliceKills });
  return [processMemory("vpb-scanner", { rssMb: 20, cgroup })];
};
const countsOf = (counter: KillCounter, sliceKills: number) =>
  counter.count(reading(sliceKills)).map(({ count, totalCount }) => [count, totalCount]);

test("kills while no guard ran are told by the next one, once", () => {
  const first = new KillCounter(store.metadata);
  first.recall();
  expect(countsOf(first, 3)).toEqual([]);
  const second = new KillCounter(store.metadata);
  second.recall();
  expect(countsOf(second, 5)).toEqual([[2, 5]]);
  expect(countsOf(second, 5)).toEqual([]);
  const third = new KillCounter(store.metadata);
  third.recall();
  expect(countsOf(third, 5)).toEqual([]);
});

test("after a start of the machine the slice counts from nothing", () => {
  const before = new KillCounter(store.metadata);
  countsOf(before, 7);
  const after = new KillCounter(store.metadata);
  after.recall();
  expect(countsOf(after, 1)).toEqual([[1, 1]]);
});

test("a store that takes nothing does not keep it from counting", () => {
  const full = {
    getMetadata: () => null,
    setMetadata: () => {
      throw new Failure("store.unavailable", "the disk is full");
    },
  };
  const counter = new KillCounter(full);
  countsOf(counter, 1);
  expect(countsOf(counter, 2)).toEqual([[1, 2]]);
});
