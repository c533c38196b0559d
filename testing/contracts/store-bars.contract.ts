import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { BugError } from "../../src/base/assert.ts";
import { allocateBars, barsFrom } from "../../src/domain/bars.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  otherSource,
  rowsOf,
  type StoreHarness,
  source,
  startTsMs,
  thrownBy,
} from "./store-harness.ts";

const key = keyOf("AAA");

export function checkBars(create: () => StoreHarness): void {
  describe("bars", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("what was written reads back the same, after reopening as well", () => {
      const bars = madeBars(0, 700);
      expect(store.bars.write(key, bars, source)).toEqual({ added: 700, changed: 0, unchanged: 0 });
      expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(bars));
      store.close();
      expect(rowsOf(harness.open().bars.read(key))).toEqual(rowsOf(bars));
    });

    test("a missing volume stays missing and is no zero", () => {
      store.bars.write(key, barsFrom("1d", [{ ...madeBar(0), volume: Number.NaN }]), source);
      expect(store.bars.read(key).volume[0]).toBeNaN();
    });

    test("writing the same bars twice changes nothing", () => {
      store.bars.write(key, madeBars(0, 300), source);
      const before = store.bars.checksum();
      const again = store.bars.write(key, madeBars(0, 300), source);
      expect(again).toEqual({ added: 0, changed: 0, unchanged: 300 });
      expect(store.bars.checksum()).toBe(before);
    });

    test("a correction replaces its bar and no other", () => {
      store.bars.write(key, madeBars(0, 600), source);
      const corrected = { ...madeBar(100), close: 1.25 };
      const counts = store.bars.write(key, barsFrom("1d", [corrected]), source);
      expect(counts).toEqual({ added: 0, changed: 1, unchanged: 0 });
      const rows = rowsOf(madeBars(0, 600));
      rows[100] = corrected;
      expect(rowsOf(store.bars.read(key))).toEqual(rows);
    });

    test("no bars are no series", () => {
      const counts = store.bars.write(key, allocateBars("1d", 0), source);
      expect(counts).toEqual({ added: 0, changed: 0, unchanged: 0 });
      expect(store.bars.series()).toEqual([]);
      expect(store.bars.read(key).length).toBe(0);
    });

    test("bars out of order are a bug of the caller and leave no trace", () => {
      const bars = barsFrom("1d", [madeBar(2), madeBar(1)]);
      expect(thrownBy(() => store.bars.write(key, bars, source))).toBeInstanceOf(BugError);
      expect(store.bars.series()).toEqual([]);
    });

    test("raw and split-adjusted bars of a symbol are two series", () => {
      const raw = keyOf("AAA", { adjustment: "raw" });
      store.bars.write(key, madeBars(0, 3, 1), source);
      store.bars.write(raw, madeBars(0, 3, 2), source);
      expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(0, 3, 1)));
      expect(rowsOf(store.bars.read(raw))).toEqual(rowsOf(madeBars(0, 3, 2)));
    });

    test("series come sorted by symbol, interval and adjustment, with their spans", () => {
      const keys = [
        keyOf("B"),
        keyOf("A", { interval: "5m" }),
        keyOf("A", { adjustment: "raw" }),
        keyOf("A"),
      ];
      for (const each of keys) store.bars.write(each, madeBars(0, 2), source);
      // Ids are given in the order of the first writes and stay.
      const expected = [2, 3, 1, 0].map((at) => ({
        ...keys[at],
        id: at + 1,
        source,
        barCount: 2,
        firstTsMs: startTsMs,
        lastTsMs: startTsMs + dayMs,
      }));
      expect(store.bars.series() as unknown).toEqual(expected);
      store.close();
      store = harness.open();
      expect(store.bars.series() as unknown).toEqual(expected);
      expect(store.bars.series({ symbol: "A", adjustment: "split" })).toHaveLength(2);
      expect(store.bars.series({ interval: "5m" })).toHaveLength(1);
      expect(store.bars.series({ symbol: "C" })).toEqual([]);
    });

    test("a source keeps the delay that was told last, and one untold changes none", () => {
      const named = (of = store) => of.bars.series().map((info) => info.source);
      store.bars.write(key, madeBars(0, 5), source);
      expect(named()).toEqual([source]);
      expect("delayMs" in named()[0]!).toBe(false);
      const delayed = { ...source, delayMs: 900_000 };
      const other = harness.open();
      expect(named(other)).toEqual([source]);
      store.bars.write(key, madeBars(0, 5), delayed);
      store.bars.write(key, madeBars(5, 6), source);
      expect(named()).toEqual([delayed]);
      expect(named(other)).toEqual([delayed]);
      const live = { ...source, delayMs: 0 };
      thrownBy(() =>
        store.bars.transaction(() => {
          store.bars.write(key, madeBars(6, 7), live);
          throw new Error("undo");
        }),
      );
      expect(named()).toEqual([delayed]);
      store.bars.write(key, madeBars(6, 7), live);
      expect(named(other)).toEqual([live]);
    });

    test("a series names the source of its newest bars", () => {
      const named = () => store.bars.series()[0]?.source;
      store.bars.write(key, madeBars(10, 20), source);
      store.bars.write(key, madeBars(0, 10), otherSource);
      expect(named()).toEqual(source);
      store.bars.write(key, madeBars(20, 21), otherSource);
      expect(named()).toEqual(otherSource);
      store.bars.append(marketOf(startTsMs + 21 * dayMs, [["AAA", madeBar(21)]]), source);
      expect(named()).toEqual(source);
    });

    test("untilTsMs ends the past and barsMax keeps its newest bars", () => {
      store.bars.write(key, madeBars(0, 600), source);
      store.bars.append(marketOf(startTsMs + 600 * dayMs, [["AAA", madeBar(600)]]), source);
      const read = (range: { untilTsMs?: number; barsMax?: number }) =>
        rowsOf(store.bars.read(key, range));
      expect(read({})).toEqual(rowsOf(madeBars(0, 601)));
      expect(read({ barsMax: 3 })).toEqual(rowsOf(madeBars(598, 601)));
      expect(read({ barsMax: 0 })).toEqual([]);
      const untilTsMs = startTsMs + 300 * dayMs;
      expect(read({ untilTsMs })).toEqual(rowsOf(madeBars(0, 301)));
      expect(read({ untilTsMs: untilTsMs - 1 })).toEqual(rowsOf(madeBars(0, 300)));
      expect(read({ untilTsMs, barsMax: 290 })).toEqual(rowsOf(madeBars(11, 301)));
      expect(read({ untilTsMs: startTsMs - 1 })).toEqual([]);
    });

    test("readEach visits each series once, in the order given, in one buffer", () => {
      const symbols = ["A", "B", "C"];
      for (const [seed, symbol] of symbols.entries()) {
        store.bars.write(keyOf(symbol), madeBars(0, 300 + seed * 300, seed), source);
      }
      const infos = store.bars.series();
      const buffers = new Set<Float64Array>();
      const seen: string[] = [];
      store.bars.readEach([...infos].reverse(), { barsMax: 250 }, (info, bars) => {
        const seed = symbols.indexOf(info.symbol);
        expect(rowsOf(bars)).toEqual(rowsOf(madeBars(50 + seed * 300, 300 + seed * 300, seed)));
        expect(bars.interval).toBe(info.interval);
        seen.push(info.symbol);
        buffers.add(bars.close);
      });
      expect(seen).toEqual(["C", "B", "A"]);
      expect(buffers.size).toBe(1);
    });

    test("readEach gives no bars for a series that holds none by then", () => {
      store.bars.write(key, madeBars(5, 8), source);
      const [info] = store.bars.series();
      const lengths: number[] = [];
      const range = { barsMax: 10, untilTsMs: startTsMs };
      store.bars.readEach([info!, { ...info!, symbol: "GONE" }], range, (_, bars) => {
        lengths.push(bars.length);
      });
      expect(lengths).toEqual([0, 0]);
    });

    test("a throw inside a transaction undoes all of its writes", () => {
      store.bars.write(key, madeBars(0, 5), source);
      const before = store.bars.checksum();
      const failing = () =>
        store.bars.transaction(() => {
          store.bars.write(key, madeBars(0, 50, 3), source);
          store.bars.write(keyOf("NEW"), madeBars(0, 5), otherSource);
          store.bars.append(marketOf(startTsMs, [["LIVE", madeBar(0)]]), source);
          store.metadata.setMetadata("half", "done");
          throw new Error("stop");
        });
      expect(thrownBy(failing)).toEqual(new Error("stop"));
      expect(store.bars.checksum()).toBe(before);
      expect(store.metadata.getMetadata("half")).toBeNull();
      expect(store.bars.series()).toHaveLength(1);
      // What was undone can be done again, with ids and sources that no longer exist.
      store.bars.write(keyOf("NEW"), madeBars(0, 5), otherSource);
      store.bars.append(marketOf(startTsMs, [["LIVE", madeBar(0)]]), source);
      const series = store.bars.series().map(({ symbol, source: of }) => [symbol, of.provider]);
      expect(series).toEqual([
        ["AAA", "csv"],
        ["LIVE", "csv"],
        ["NEW", "vendor"],
      ]);
    });

    test("an inner transaction that fails undoes only itself", () => {
      store.bars.transaction(() => {
        store.bars.write(key, madeBars(0, 5), source);
        const inner = () =>
          store.bars.transaction(() => {
            store.bars.write(key, madeBars(5, 9), source);
            throw new Error("inner");
          });
        expect(thrownBy(inner)).toEqual(new Error("inner"));
      });
      expect(rowsOf(store.bars.read(key))).toEqual(rowsOf(madeBars(0, 5)));
    });

    test("simulated and real bars never share a store", () => {
      store.bars.write(key, madeBars(0, 5), source);
      const simulated = { provider: "demo", feed: "1", isSimulated: true };
      const failure = thrownBy(() => store.bars.write(keyOf("B"), madeBars(0, 5), simulated));
      expect(failure).toMatchObject({ code: "input.invalid" });
      expect(String(failure)).toContain("--data-dir");
      expect(store.bars.series()).toHaveLength(1);
      expect(store.stats().isSimulated).toBe(false);
    });

    test("stats count bars and bytes", () => {
      store.bars.write(key, madeBars(0, 300), source);
      store.bars.append(marketOf(startTsMs + 300 * dayMs, [["AAA", madeBar(300)]]), source);
      const stats = store.stats();
      expect(stats.barCount).toBe(301);
      expect(stats.barBytes).toBeGreaterThan(0);
      expect(stats.bytes).toBeGreaterThan(stats.barBytes);
      expect(stats.rowCounts["series"]).toBe(1);
    });
  });
}
