import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { startChild } from "../child.ts";
import { openFiles } from "../open-files.ts";
import {
  batchBars,
  dayMs,
  expectMoments,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  type StoreHarness,
  source,
  startTsMs,
  storedBatches,
} from "./store-harness.ts";

/** How many batches the writer has told of when it is killed. */
const killsAfterBatches = [1, 2, 5, 11, 23];

/** Lines of a market that tidies: a hundred moments first, then mostly slices of one series. */
const killsAfterSlices = [108, 3, 5, 2, 9, 17, 1, 40, 6];

const openings = 50;

export function checkProcesses(create: () => StoreHarness): void {
  describe("processes", () => {
    let harness: StoreHarness;
    beforeEach(() => {
      harness = create();
    });
    afterEach(() => harness.dispose());

    test("a reader beside a writer sees whole transactions", () => {
      const writer = harness.open();
      const reader = harness.open({ readOnly: true });
      const counts = () => ["A", "B"].map((symbol) => reader.bars.read(keyOf(symbol)).length);
      expect(counts()).toEqual([0, 0]);
      writer.bars.transaction(() => {
        writer.bars.write(keyOf("A"), madeBars(0, 5), source);
        expect(counts()).toEqual([0, 0]);
        writer.bars.write(keyOf("B"), madeBars(0, 5), source);
        expect(counts()).toEqual([0, 0]);
      });
      expect(counts()).toEqual([5, 5]);
    });

    test("what one connection appends and folds, the other reads", () => {
      const writer = harness.open();
      const reader = harness.open({ readOnly: true });
      for (let index = 0; index < 200; index++) {
        writer.bars.append(marketOf(startTsMs + index * dayMs, [["A", madeBar(index)]]), source);
        expect(reader.bars.read(keyOf("A")).length).toBe(index + 1);
      }
      expect(reader.bars.checksum()).toBe(writer.bars.checksum());
    });

    test("readEach shows one moment, whatever is written meanwhile", () => {
      const writer = harness.open();
      const reader = harness.open({ readOnly: true });
      for (const symbol of ["A", "B"]) writer.bars.write(keyOf(symbol), madeBars(0, 5), source);
      const lengths: number[] = [];
      reader.bars.readEach(reader.bars.series(), { barsMax: 10 }, (_, bars) => {
        lengths.push(bars.length);
        writer.bars.write(keyOf("B"), madeBars(5, 9), source);
      });
      expect(lengths).toEqual([5, 5]);
    });

    test("two writers take turns", () => {
      const writers = [harness.open(), harness.open()];
      for (let index = 0; index < 20; index++) {
        const writer = writers[index % 2]!;
        writer.bars.append(marketOf(startTsMs + index * dayMs, [["A", madeBar(index)]]), source);
      }
      for (const writer of writers) expect(writer.bars.read(keyOf("A")).length).toBe(20);
    });

    test("a killed writer leaves whole batches, at least those it told of", async () => {
      for (const batches of killsAfterBatches) {
        const told = await runUntil(harness.writerCommand, batches);
        const store = harness.open();
        const stored = storedBatches(store);
        expect(stored.told).toBeGreaterThanOrEqual(told);
        expect(new Set(stored.counts)).toEqual(new Set([stored.told * batchBars]));
        store.close();
      }
    });

    test("a market that is killed while it is tidied keeps each bar once", async () => {
      const command = [...harness.writerCommand, "tidy"];
      for (const slices of killsAfterSlices) {
        const told = await runUntil(command, slices);
        const store = harness.open();
        expectMoments(store, told);
        store.close();
      }
    });

    test("opening and closing leaves no file open", () => {
      const once = () => {
        const store = harness.open();
        store.bars.write(keyOf("A"), madeBars(0, 5), source);
        store.bars.series();
        store.bars.read(keyOf("A"));
        store.stats();
        store.close();
        store.close();
      };
      once();
      const before = openFiles();
      for (let opening = 0; opening < openings; opening++) once();
      expect(openFiles()).toBeLessThanOrEqual(before);
    });
  });
}

/** Runs the writer until it has told of so many batches, kills it, and returns the last it told. */
async function runUntil(command: readonly string[], batches: number): Promise<number> {
  const child = startChild(command);
  let told = 0;
  let toldHere = 0;
  for await (const line of child.lines) {
    told = Number(line);
    toldHere += 1;
    if (toldHere >= batches) child.kill("SIGKILL");
  }
  expect((await child.ended).signal).toBe("SIGKILL");
  return told;
}
