import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  rowsOf,
  source,
  startTsMs,
  thrownBy,
} from "../../../../testing/contracts/store-harness.ts";
import type { Store } from "../../../ports/store.ts";
import { openSqliteStore } from "./store.ts";
import { foldedFrom, momentsKept, tidiedFrom } from "./tail.ts";

setDefaultTimeout(60_000);

const key = keyOf("AAA");

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-layout-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = (table: string) => store.stats().rowCounts[table] as number;
const append = (index: number) =>
  store.bars.append(marketOf(startTsMs + index * dayMs, [["AAA", madeBar(index)]]), source);

describe("blocks", () => {
  test("stay few when a series grows bar by bar at either end and in its middle", () => {
    store.bars.transaction(() => {
      for (let step = 0; step < 300; step++) {
        store.bars.write(key, madeBars(900 + step, 901 + step), source);
        store.bars.write(key, madeBars(899 - step, 900 - step), source);
      }
      for (let index = 599; index >= 300; index--) {
        store.bars.write(key, madeBars(index, index + 1), source);
        store.bars.write(key, madeBars(600 - index, 601 - index), source);
      }
    });
    expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(1, 1_200)));
    // 1,199 bars fill five blocks; a few that are not full may stand between full ones.
    expect(count("bar_blocks")).toBeLessThanOrEqual(10);
  });

  test("that nothing changed in are not rewritten", () => {
    store.bars.write(key, madeBars(0, 768), source);
    const before = store.stats().bytes;
    store.bars.transaction(() => {
      for (let round = 0; round < 20; round++) store.bars.write(key, madeBars(0, 768), source);
    });
    expect(store.stats().bytes).toBe(before);
  });

  test("are counted in bytes as they lie on disk", () => {
    store.bars.write(key, madeBars(0, 600), source);
    store.bars.write(key, madeBars(300, 310, 7), source);
    store.bars.write(key, madeBars(600, 700), source);
    store.close();
    store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
    const { barBytes, bytes, barCount } = store.stats();
    expect(barCount).toBe(700);
    expect(barBytes).toBeGreaterThan(700);
    expect(barBytes).toBeLessThan(bytes);
  });
});

describe("the tail", () => {
  test("is folded by appends only when nobody has tidied for long", () => {
    let most = 0;
    for (let index = 0; index < 3 * foldedFrom.momentsMax; index++) {
      append(index);
      most = Math.max(most, count("bar_tail"));
    }
    // One append folds the series, the next one clears up.
    expect(most).toBe(foldedFrom.momentsMax + 1);
    expect(count("bar_blocks")).toBe(2);
    expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(0, 3 * foldedFrom.momentsMax)));
  });

  test("keeps its newest moments when it is tidied, and only grown tails are", () => {
    for (let index = 0; index < tidiedFrom.momentsMax; index++) append(index);
    expect(store.bars.tidy({ seriesMax: 9 })).toBe(false);
    expect(count("bar_tail")).toBe(tidiedFrom.momentsMax);
    append(tidiedFrom.momentsMax);
    while (store.bars.tidy({ seriesMax: 9 }));
    expect(count("bar_tail")).toBe(momentsKept);
    expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(0, tidiedFrom.momentsMax + 1)));
  });

  test("is left alone by history that ends before it", () => {
    append(50);
    store.bars.write(key, madeBars(0, 50), source);
    expect(count("bar_tail")).toBe(1);
    expect(count("bar_blocks")).toBe(1);
    expect(store.stats().barCount).toBe(51);
    expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(0, 51)));
  });

  test("that was read inside an undone transaction is read anew", () => {
    append(0);
    const failing = () =>
      store.bars.transaction(() => {
        append(1);
        expect(store.bars.read(key).length).toBe(2);
        throw new Error("stop");
      });
    expect(thrownBy(failing)).toEqual(new Error("stop"));
    expect(store.bars.read(key).length).toBe(1);
  });
});
