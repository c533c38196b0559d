import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Bar, barsFrom } from "../../src/domain/bars.ts";
import type { MomentBars } from "../../src/ports/bar-store.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  rowsOf,
  type StoreHarness,
  source,
  startTsMs,
  thrownBy,
} from "./store-harness.ts";
import { Oracle } from "./store-merge.contract.ts";

const symbols = ["A", "B", "C", "D", "E"] as const;
const tsMsOf = (index: number) => startTsMs + index * dayMs;

/** Enough moments of a few symbols that any store has something to tidy. */
const manyMoments = 120;

export function checkLive(create: () => StoreHarness): void {
  describe("a live market", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    const appendAt = (index: number, rows: readonly (readonly [string, Bar])[]) =>
      store.bars.append(marketOf(tsMsOf(index), rows), source);
    const all = (index: number) =>
      symbols.map((symbol, seed): [string, Bar] => [symbol, madeBar(index, seed)]);
    const appendAll = (index: number) => appendAt(index, all(index));
    const moment = (of: Store, index: number) => momentRows(of, tsMsOf(index));

    test("a moment reads back as it was appended, in order of the ids, in other processes", () => {
      const reader = harness.open({ readOnly: true });
      expect(reader.bars.readMoment("1d", "split", tsMsOf(0))).toBeNull();
      appendAt(0, [
        ["B", madeBar(0, 1)],
        ["A", madeBar(0, 0)],
      ]);
      appendAll(1);
      expect(moment(reader, 1)?.toSorted()).toEqual(all(1));
      const bars = reader.bars.readMoment("1d", "split", tsMsOf(1)) as MomentBars;
      const ids = [...bars.seriesId.subarray(0, bars.length)];
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      expect(bars).toMatchObject({ interval: "1d", adjustment: "split", openTsMs: tsMsOf(1) });
      expect(reader.bars.readMoment("1d", "raw", tsMsOf(1))).toBeNull();
      expect(reader.bars.readMoment("1h", "split", tsMsOf(1))).toBeNull();
    });

    test("a moment shows its corrections, or is told by its series alone", () => {
      appendAll(0);
      const late = { ...madeBar(0, 2), close: 7 };
      appendAt(0, [["C", late]]);
      expect(moment(store, 0)?.find(([symbol]) => symbol === "C")).toEqual(["C", late]);
      const written = { ...madeBar(0, 3), close: 8 };
      store.bars.write(keyOf("D"), barsFrom("1d", [written]), source);
      const expectShown = () => {
        const shown = moment(store, 0);
        const row = shown?.find(([symbol]) => symbol === "D");
        if (shown !== null) expect(row).toEqual(["D", written]);
      };
      expectShown();
      appendAt(0, [["C", madeBar(0, 2)]]);
      expectShown();
      expect(rowsOf(store.bars.read(keyOf("D")))).toEqual([written]);
    });

    test("bars that history brought before are part of their moment", () => {
      store.bars.write(keyOf("B"), madeBars(0, 9, 1), source);
      expect(appendAll(5)).toEqual({ added: 4, changed: 0, unchanged: 1 });
      expect(moment(store, 5)?.toSorted()).toEqual(all(5));
      expect(store.stats().barCount).toBe(13);
    });

    test("tidying ends, changes no bar, and leaves the newest moments readable", () => {
      for (let index = 0; index < manyMoments; index++) appendAll(index);
      const before = store.bars.checksum();
      const infos = store.bars.series();
      let slices = 0;
      while (store.bars.tidy({ seriesMax: 2 })) {
        slices += 1;
        expect(slices).toBeLessThan(1_000);
        expect(store.bars.checksum()).toBe(before);
        expect(store.bars.series()).toEqual(infos);
      }
      expect(slices).toBeGreaterThan(1);
      expect(store.bars.tidy({ seriesMax: 2 })).toBe(false);
      for (let index = manyMoments - 3; index < manyMoments; index++) {
        expect(moment(store, index)).toEqual(all(index));
      }
      expect(store.bars.readMoment("1d", "split", tsMsOf(0))).toBeNull();
    });

    test("a slice that is undone moves nothing and is done again", () => {
      for (let index = 0; index < manyMoments; index++) appendAll(index);
      const before = store.bars.checksum();
      const undo = () =>
        store.bars.transaction(() => {
          store.bars.tidy({ seriesMax: 3 });
          throw new Error("stop");
        });
      expect(thrownBy(undo)).toEqual(new Error("stop"));
      expect(store.bars.checksum()).toBe(before);
      while (store.bars.tidy({ seriesMax: 3 })) expect(thrownBy(undo)).toEqual(new Error("stop"));
      expect(store.bars.checksum()).toBe(before);
    });

    test("dropBefore keeps every bar since the moment and forgets old blocks, in slices", () => {
      for (const [seed, symbol] of symbols.entries()) {
        store.bars.write(keyOf(symbol), madeBars(0, 800, seed), source);
      }
      store.bars.write(keyOf("A", { interval: "1h" }), madeBars(0, 800), source);
      appendAll(800);
      let slices = 1;
      while (store.bars.dropBefore("1d", tsMsOf(700), { seriesMax: 2 })) slices += 1;
      expect(slices).toBeGreaterThan(2);
      for (const [seed, symbol] of symbols.entries()) {
        const rows = rowsOf(store.bars.read(keyOf(symbol)));
        expect(rows.length).toBeLessThan(500);
        expect(rows).toEqual(rowsOf(madeBars(801 - rows.length, 801, seed)));
        const [info] = store.bars.series(keyOf(symbol));
        const firstTsMs = tsMsOf(801 - rows.length);
        expect(info).toMatchObject({ barCount: rows.length, firstTsMs, lastTsMs: tsMsOf(800) });
      }
      expect(store.bars.read(keyOf("A", { interval: "1h" })).length).toBe(800);
      expect(store.bars.dropBefore("1d", tsMsOf(700), { seriesMax: 2 })).toBe(false);
    });

    test("a series whose bars were all dropped is gone, and comes back with its id", () => {
      store.bars.write(keyOf("A"), madeBars(0, 5), source);
      const [before] = store.bars.series();
      appendAt(5, [["B", madeBar(5, 1)]]);
      while (store.bars.dropBefore("1d", tsMsOf(9), { seriesMax: 9 }));
      expect(store.bars.series()).toEqual([]);
      expect(store.stats().barCount).toBe(0);
      appendAll(3);
      expect(store.bars.series({ symbol: "A" })).toMatchObject([{ id: before?.id, barCount: 1 }]);
      expect(rowsOf(store.bars.read(keyOf("A")))).toEqual([madeBar(3, 0)]);
    });

    test("any sequence of live steps equals a map, seen from another connection", () => {
      fc.assert(
        fc.property(fc.array(anyStep(), { maxLength: 14 }), (steps) => {
          const own = create();
          try {
            const run = new LiveRun([own.open(), own.open()]);
            for (const [at, step] of steps.entries()) run.take(step, at % 2);
          } finally {
            own.dispose();
          }
        }),
        { seed: 20_260_105, numRuns: 60 },
      );
    });
  });
}

interface LiveStep {
  readonly kind: "append" | "late" | "write" | "tidy" | "drop";
  /** How many moments, bars or slices. */
  readonly count: number;
  /** How far back from the newest moment it begins. */
  readonly back: number;
  readonly seed: number;
  readonly symbols: readonly string[];
}

function anyStep(): fc.Arbitrary<LiveStep> {
  return fc.record({
    kind: fc.oneof(
      { weight: 5, arbitrary: fc.constant("append" as const) },
      { weight: 3, arbitrary: fc.constantFrom("late" as const, "write" as const) },
      { weight: 4, arbitrary: fc.constant("tidy" as const) },
      { weight: 1, arbitrary: fc.constant("drop" as const) },
    ),
    count: fc.integer({ min: 1, max: 60 }),
    back: fc.integer({ min: 1, max: 100 }),
    seed: fc.nat({ max: 3 }),
    symbols: fc.uniqueArray(fc.constantFrom(...symbols), { minLength: 1 }),
  });
}

/** Two connections and the map that both have to equal after every step. */
class LiveRun {
  readonly #stores: readonly [Store, Store];
  readonly #oracle = new Oracle();
  #next = 100;

  constructor(stores: readonly [Store, Store]) {
    this.#stores = stores;
  }

  take(step: LiveStep, by: number): void {
    const store = this.#stores[by] as Store;
    const from = Math.max(0, this.#next - step.back);
    if (step.kind === "append") {
      for (let done = 0; done < step.count; done++) this.#append(store, this.#next++, step);
    } else if (step.kind === "late") {
      this.#append(store, from, step);
    } else if (step.kind === "write") {
      this.#write(store, from, step);
    } else if (step.kind === "tidy") {
      for (let done = 0; done < step.count; done++) store.bars.tidy({ seriesMax: 1 + step.seed });
    } else {
      this.#drop(store, tsMsOf(from), 1 + step.seed);
    }
    this.#oracle.expectSame(this.#stores[1 - by] as Store);
    this.#expectMoments(this.#stores[1 - by] as Store);
  }

  #append(store: Store, index: number, step: LiveStep): void {
    const rows = step.symbols.map((symbol) => [symbol, madeBar(index, step.seed)] as const);
    const counts = store.bars.append(marketOf(tsMsOf(index), rows), source);
    expect(counts).toEqual(this.#oracle.put(rows));
  }

  #write(store: Store, from: number, { count, seed, symbols: [symbol] }: LiveStep): void {
    const bars = madeBars(from, from + count, seed);
    const counts = store.bars.write(keyOf(symbol as string), bars, source);
    expect(counts).toEqual(this.#oracle.put(rowsOf(bars).map((bar) => [symbol as string, bar])));
  }

  #drop(store: Store, tsMs: number, seriesMax: number): void {
    while (store.bars.dropBefore("1d", tsMs, { seriesMax }));
    this.#oracle.drop(tsMs, (symbol) => store.bars.read(keyOf(symbol)).length);
  }

  /** What a moment shows are the bars of its series as they are now. */
  #expectMoments(store: Store): void {
    for (let index = Math.max(0, this.#next - 100); index < this.#next; index++) {
      for (const [symbol, bar] of momentRows(store, tsMsOf(index)) ?? []) {
        expect(bar).toEqual(this.#oracle.bar(symbol, bar.openTsMs) as Bar);
      }
    }
  }
}

/** Rows of a moment with their symbols, in order of the ids; null when the store has none. */
function momentRows(store: Store, openTsMs: number): [string, Bar][] | null {
  const moment = store.bars.readMoment("1d", "split", openTsMs);
  if (moment === null) return null;
  const symbolOf = new Map(store.bars.series().map(({ id, symbol }) => [id, symbol]));
  return Array.from({ length: moment.length }, (_, at) => {
    const of = (column: Float64Array) => column[at] as number;
    const bar = {
      openTsMs,
      open: of(moment.open),
      high: of(moment.high),
      low: of(moment.low),
      close: of(moment.close),
      volume: of(moment.volume),
    };
    return [String(symbolOf.get(of(moment.seriesId))), bar];
  });
}
