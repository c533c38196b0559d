import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { allocateBars, type Bar, type Bars, barsFrom } from "../../../domain/bars.ts";
import { allocateTailRows, blockBarsMax, Codec, type TailRows } from "./codec.ts";

setDefaultTimeout(60_000);

const seed = 20_230_630;
const codec = new Codec();
const columnNames = ["openTsMs", "open", "high", "low", "close", "volume"] as const;
const out = allocateBars("1d", blockBarsMax);

describe("codec", () => {
  test("any doubles read back bit for bit", () => {
    const anyRow = fc.tuple(anyDouble(), anyDouble(), anyDouble(), anyDouble(), anyDouble());
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 60 }),
        anyTimes(60),
        (rows, times) => {
          const bars = barsOf(rows.length, (i) => ({
            openTsMs: times[i] as number,
            open: rows[i]![0],
            high: rows[i]![1],
            low: rows[i]![2],
            close: rows[i]![3],
            volume: rows[i]![4],
          }));
          expect(differenceAfter(bars)).toBeNull();
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test("prices of one kind read back bit for bit, in blocks of any length", () => {
    fc.assert(
      fc.property(
        anyKind(),
        fc.integer({ min: 1, max: blockBarsMax }),
        fc.nat(),
        (kind, count, n) => {
          const price = (i: number) => kind(1 + ((i * 7_919 + n) % 90_001));
          const bars = barsOf(count, (i) => ({
            openTsMs: i * 60_000,
            open: price(i),
            high: price(i + 1),
            low: price(i + 2),
            close: price(i + 3),
            volume: i % 4 === 0 ? Number.NaN : i * n,
          }));
          expect(differenceAfter(bars)).toBeNull();
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test("the numbers at the edge of each way of writing read back bit for bit", () => {
    const edges = [
      0,
      -0,
      5e-324,
      -5e-324,
      2 ** -1022,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** 50,
      2 ** 50 + 1,
      -(2 ** 50),
      2 ** 53,
      2 ** 53 + 2,
      0.1,
      0.07,
      1e-12,
      1e-13,
      123456.7891,
      0.0001,
      700_000.01,
      4_294_967_296,
      16_777_217,
      Math.fround(0.1),
      3.4e38,
      255,
      256,
      65_535,
      65_536,
      16_777_216,
    ];
    for (const first of edges) {
      for (const second of edges) {
        const bars = barsOf(2, (i) => {
          const value = i === 0 ? first : second;
          return { openTsMs: i, open: value, high: value, low: value, close: value, volume: value };
        });
        expect(differenceAfter(bars), `${first} then ${second}`).toBeNull();
      }
    }
  });

  test("times of any spacing read back bit for bit", () => {
    for (const times of [[-1, 0, 1], [0.5, 0.75], [-(2 ** 52), 2 ** 52], [1, 2 ** 53], [5]]) {
      const bars = barsOf(times.length, (i) => ({ ...plain(i), openTsMs: times[i] as number }));
      expect(differenceAfter(bars), String(times)).toBeNull();
    }
  });

  test("part of a series is encoded alone", () => {
    const bars = barsOf(600, plain);
    const blob = codec.encodeBlock(bars, { from: 300, to: 556 });
    codec.decodeBlock(blob, out);
    expect(out.length).toBe(256);
    expect(out.openTsMs[0]).toBe(300 * 60_000);
    expect(out.close[255]).toBe(bars.close[555] as number);
  });

  test("a steady market of cents takes less than six bytes a bar", () => {
    const bars = barsOf(blockBarsMax, plain);
    const blob = codec.encodeBlock(bars, { from: 0, to: blockBarsMax });
    expect(blob.length).toBeLessThan(6 * blockBarsMax);
  });

  test("the moments of a market read back bit for bit", () => {
    const anyRow = fc.tuple(anyDouble(), anyDouble(), anyDouble(), anyDouble(), anyDouble());
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 40 }), (values) => {
        const rows = tailOf(values);
        const back = codec.decodeTail(codec.unpackTail(codec.encodeTail(rows)));
        for (const name of tailColumns) {
          const same = values.every((_, i) => Object.is(back[name][i], rows[name][i]));
          expect(same, name).toBe(true);
        }
        expect(back.length).toBe(values.length);
      }),
      { seed, numRuns: 200 },
    );
  });
});

const tailColumns = ["seriesId", "sourceId", "open", "high", "low", "close", "volume"] as const;

function tailOf(values: readonly (readonly number[])[]): TailRows {
  const rows = allocateTailRows(values.length);
  for (const [i, [open, high, low, close, volume]] of values.entries()) {
    rows.seriesId[i] = 3 * i + 1;
    rows.sourceId[i] = 1 + (i % 3);
    rows.open[i] = open as number;
    rows.high[i] = high as number;
    rows.low[i] = low as number;
    rows.close[i] = close as number;
    rows.volume[i] = volume as number;
  }
  rows.length = values.length;
  return rows;
}

function plain(i: number): Bar {
  const close = (10_000 + ((i * 31) % 97)) / 100;
  return {
    openTsMs: i * 60_000,
    open: close - 0.05,
    high: close + 0.11,
    low: close - 0.2,
    close,
    volume: 1_000 + i,
  };
}

function barsOf(count: number, bar: (index: number) => Bar): Bars {
  return barsFrom(
    "1d",
    Array.from({ length: count }, (_, index) => bar(index)),
  );
}

function differenceAfter(bars: Bars): string | null {
  codec.decodeBlock(codec.encodeBlock(bars, { from: 0, to: bars.length }), out);
  if (out.length !== bars.length) return `${out.length} bars`;
  for (const name of columnNames) {
    for (let i = 0; i < bars.length; i++) {
      if (!Object.is(out[name][i], bars[name][i])) return `${name}[${i}] is ${out[name][i]}`;
    }
  }
  return null;
}

/** Doubles of every kind, the ordinary ones more often than others. */
function anyDouble(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 1e7 }).map((cents) => cents / 100),
    fc.integer({ min: 0, max: 1e9 }).map((part) => part / 10_000),
    fc.float(),
    fc.double(),
    fc.constantFrom(0, -0, 5e-324, Number.NaN, 2 ** 53, -1.5),
  );
}

/** Ways in which a whole column of prices is made. */
function anyKind(): fc.Arbitrary<(part: number) => number> {
  return fc.constantFrom(
    (part: number) => part,
    (part: number) => part / 100,
    (part: number) => part / 10_000,
    (part: number) => part / 1_000_000,
    (part: number) => part / 1e12,
    (part: number) => (part % 40 === 0 ? part / 10_000 : part / 100),
    (part: number) => Math.fround(part / 100),
    (part: number) => part / 7,
    (part: number) => part * 1e9 + 0.25,
    (part: number) => -part / 100,
    (part: number) => part * 2 ** 40,
  );
}

function anyTimes(count: number): fc.Arbitrary<number[]> {
  return fc
    .uniqueArray(fc.maxSafeInteger(), { minLength: count, maxLength: count })
    .map((times) => [...times].sort((a, b) => a - b));
}
