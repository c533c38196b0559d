import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Bar, barsFrom } from "../../src/domain/bars.ts";
import type { WriteCounts } from "../../src/ports/bar-store.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  anyBar,
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  rowsOf,
  type StoreHarness,
  source,
  startTsMs,
} from "./store-harness.ts";

const symbols = ["A", "B", "C"] as const;

/** Bars of a few symbols over a time line of a few blocks, so that writes meet one another. */
const indexMax = 900;

type Step =
  | { readonly kind: "write"; readonly symbol: string; readonly bars: readonly Bar[] }
  | { readonly kind: "append"; readonly index: number; readonly rows: readonly [string, Bar][] }
  | { readonly kind: "reopen" };

export function checkMerging(create: () => StoreHarness): void {
  describe("merging", () => {
    test("any sequence of writes equals a map from time to bar", () => {
      fc.assert(
        fc.property(fc.array(anyStep(), { maxLength: 12 }), (steps) => {
          const harness = create();
          try {
            const oracle = new Oracle();
            let store = harness.open();
            for (const step of steps) store = run(step, store, oracle, harness);
            oracle.expectSame(store);
          } finally {
            harness.dispose();
          }
        }),
        { seed: 20_230_630, numRuns: 60 },
      );
    });

    test("a live market equals the same bars written at once, in value and checksum", () => {
      const live = create();
      const once = create();
      try {
        const store = live.open();
        const days = 150;
        for (let index = 0; index < days; index++) {
          const rows = symbols.map((symbol, seed) => [symbol, madeBar(index, seed)] as const);
          store.bars.append(marketOf(startTsMs + index * dayMs, rows), source);
        }
        const whole = once.open();
        for (const [seed, symbol] of symbols.entries()) {
          const bars = madeBars(0, days, seed);
          expect(rowsOf(store.bars.read(keyOf(symbol)))).toEqual(rowsOf(bars));
          whole.bars.write(keyOf(symbol), bars, source);
        }
        expect(store.bars.checksum()).toBe(whole.bars.checksum());
        expect(store.bars.series()).toEqual(whole.bars.series());
      } finally {
        live.dispose();
        once.dispose();
      }
    });

    test("an appended bar that is sent again is counted as what it is", () => {
      const harness = create();
      try {
        const store = harness.open();
        const at = startTsMs + 5 * dayMs;
        const append = (...rows: [string, Bar][]) => store.bars.append(marketOf(at, rows), source);
        store.bars.write(keyOf("B"), madeBars(0, 9, 1), source);
        expect(append(["A", madeBar(5, 0)], ["B", madeBar(5, 1)])).toEqual({
          added: 1,
          changed: 0,
          unchanged: 1,
        });
        const corrected = { ...madeBar(5, 0), close: 7 };
        expect(append(["C", madeBar(5, 2)], ["A", corrected])).toEqual({
          added: 1,
          changed: 1,
          unchanged: 0,
        });
        expect(rowsOf(store.bars.read(keyOf("A")))).toEqual([corrected]);
        expect(rowsOf(store.bars.read(keyOf("B")))).toEqual(rowsOf(madeBars(0, 9, 1)));
      } finally {
        harness.dispose();
      }
    });
  });
}

function run(step: Step, store: Store, oracle: Oracle, harness: StoreHarness): Store {
  if (step.kind === "reopen") {
    store.close();
    return harness.open();
  }
  if (step.kind === "write") {
    const counts = store.bars.write(keyOf(step.symbol), barsFrom("1d", step.bars), source);
    expect(counts).toEqual(oracle.put(step.bars.map((bar) => [step.symbol, bar])));
  } else {
    const counts = store.bars.append(marketOf(startTsMs + step.index * dayMs, step.rows), source);
    expect(counts).toEqual(oracle.put(step.rows));
  }
  return store;
}

/** The simplest thing that can be right. */
export class Oracle {
  readonly #series = new Map<string, Map<number, Bar>>();

  put(rows: readonly (readonly [string, Bar])[]): WriteCounts {
    const counts = { added: 0, changed: 0, unchanged: 0 };
    for (const [symbol, bar] of rows) {
      const bars = this.#series.get(symbol) ?? new Map<number, Bar>();
      this.#series.set(symbol, bars);
      const known = bars.get(bar.openTsMs);
      if (known === undefined) counts.added += 1;
      else if (isSame(known, bar)) counts.unchanged += 1;
      else counts.changed += 1;
      bars.set(bar.openTsMs, bar);
    }
    return counts;
  }

  expectSame(store: Store): void {
    const infos = store.bars.series();
    expect(infos.map(({ symbol }) => symbol)).toEqual([...this.#series.keys()].sort());
    for (const range of [{ barsMax: 1_000 }, { barsMax: 40, untilTsMs: startTsMs + 500 * dayMs }]) {
      store.bars.readEach(infos, range, (info, bars) => {
        expect(rowsOf(bars)).toEqual(this.#rows(info.symbol, range));
        expect(rowsOf(store.bars.read(info, range))).toEqual(rowsOf(bars));
      });
    }
    for (const info of infos) {
      const rows = this.#rows(info.symbol, { barsMax: 1_000 });
      expect(info.barCount).toBe(rows.length);
      expect(info.firstTsMs).toBe(rows[0]?.openTsMs as number);
      expect(info.lastTsMs).toBe(rows.at(-1)?.openTsMs as number);
    }
    const barCount = [...this.#series.values()].reduce((sum, bars) => sum + bars.size, 0);
    expect(store.stats().barCount).toBe(barCount);
  }

  bar(symbol: string, openTsMs: number): Bar | undefined {
    return this.#series.get(symbol)?.get(openTsMs);
  }

  /** Forgets what a store has dropped; what it kept must be the newest bars, all since `tsMs`. */
  drop(tsMs: number, barCountOf: (symbol: string) => number): void {
    for (const [symbol, bars] of this.#series) {
      const rows = this.#rows(symbol, { barsMax: bars.size });
      const dropped = rows.slice(0, rows.length - barCountOf(symbol));
      for (const { openTsMs } of dropped) {
        expect(openTsMs).toBeLessThan(tsMs);
        bars.delete(openTsMs);
      }
      if (bars.size === 0) this.#series.delete(symbol);
    }
  }

  #rows(symbol: string, range: { readonly barsMax: number; readonly untilTsMs?: number }): Bar[] {
    const rows = [...(this.#series.get(symbol)?.values() ?? [])]
      .filter(({ openTsMs }) => openTsMs <= (range.untilTsMs ?? Number.POSITIVE_INFINITY))
      .sort((a, b) => a.openTsMs - b.openTsMs);
    return rows.slice(Math.max(0, rows.length - range.barsMax));
  }
}

function isSame(a: Bar, b: Bar): boolean {
  return (Object.keys(a) as (keyof Bar)[]).every((name) => Object.is(a[name], b[name]));
}

/** Writes of a stretch of bars, of single bars, of a market's moment; now and then a reopening. */
function anyStep(): fc.Arbitrary<Step> {
  const symbol = fc.constantFrom(...symbols);
  const stretch = fc
    .record({
      from: fc.nat({ max: indexMax }),
      bars: fc.integer({ min: 1, max: 400 }),
      stride: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat({ max: 2 }),
    })
    .map(({ from, bars, stride, seed }) =>
      Array.from({ length: bars }, (_, index) => madeBar(from + index * stride, seed)),
    );
  const few = fc
    .uniqueArray(fc.nat({ max: indexMax }), { minLength: 1, maxLength: 6 })
    .chain((indexes) => {
      const times = [...indexes].sort((a, b) => a - b).map((index) => startTsMs + index * dayMs);
      return fc.tuple(...times.map((openTsMs) => anyBar(openTsMs)));
    });
  const write = fc.record({
    kind: fc.constant("write" as const),
    symbol,
    bars: fc.oneof(stretch, few),
  });
  const append = fc.nat({ max: indexMax }).chain((index) =>
    fc.record({
      kind: fc.constant("append" as const),
      index: fc.constant(index),
      rows: fc
        .uniqueArray(symbol, { minLength: 1, maxLength: 3 })
        .chain((names) =>
          fc.tuple(
            ...names.map((name) =>
              anyBar(startTsMs + index * dayMs).map((bar): [string, Bar] => [name, bar]),
            ),
          ),
        ),
    }),
  );
  const reopen = fc.constant({ kind: "reopen" as const });
  return fc.oneof(
    { weight: 5, arbitrary: write },
    { weight: 5, arbitrary: append },
    { weight: 1, arbitrary: reopen },
  );
}
