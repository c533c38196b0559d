import { expect, test } from "bun:test";
import fc from "fast-check";
import { BarBatch } from "./bar-batch.ts";
import { KeptRows } from "./kept-rows.ts";
import { Moments } from "./moments.ts";

interface Row {
  readonly symbolIndex: number;
  readonly tsMs: number;
  readonly close: number;
}

function batchOf(rows: readonly Row[]): BarBatch {
  const batch = new BarBatch(Math.max(rows.length, 1));
  for (const [at, row] of rows.entries()) {
    batch.symbolIndex[at] = row.symbolIndex;
    batch.openTsMs[at] = row.tsMs;
    batch.close[at] = row.close;
    batch.volume[at] = Number.NaN;
    batch.lineNumber[at] = at + 2;
  }
  batch.length = rows.length;
  return batch;
}

const anyRows = fc.array(
  fc.record({
    symbolIndex: fc.nat(4),
    tsMs: fc.nat(6),
    close: fc.nat(2),
  }),
  { maxLength: 60 },
);

test("each symbol and time is kept once, with its last row, oldest first", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const batch = batchOf(rows);
      const kept = new KeptRows(batch);
      const conflicts: number[] = [];
      const span = { from: 0, to: rows.length, symbolCount: 5 };
      const repeats = kept.select(span, (line) => conflicts.push(line));

      const expected = new Map<string, Row>();
      let duplicates = 0;
      const expectedConflicts: number[] = [];
      for (const [at, row] of rows.entries()) {
        const name = `${row.symbolIndex} ${row.tsMs}`;
        const known = expected.get(name);
        if (known?.close === row.close) duplicates++;
        else if (known) expectedConflicts.push(at + 2);
        expected.set(name, row);
      }
      const seen: Row[] = [];
      for (let symbolIndex = 0; symbolIndex < 5; symbolIndex++) {
        const numbers = [...kept.rowsOf(symbolIndex)];
        expect(kept.countOf(symbolIndex)).toBe(numbers.length);
        seen.push(...numbers.map((number) => rows[number] as Row));
      }
      const byName = (a: Row, b: Row) => a.symbolIndex - b.symbolIndex || a.tsMs - b.tsMs;
      expect(seen).toEqual([...expected.values()].sort(byName));
      expect(repeats).toEqual({ duplicates, superseded: expectedConflicts.length });
      expect(conflicts.sort((a, b) => a - b)).toEqual(expectedConflicts);
    }),
  );
});

test("a span leaves the rows around it alone", () => {
  const rows = [0, 1, 2, 3, 4].map((tsMs) => ({ symbolIndex: 0, tsMs, close: 1 }));
  const kept = new KeptRows(batchOf(rows));
  kept.select({ from: 1, to: 3, symbolCount: 1 }, () => {});
  expect([...kept.rowsOf(0)]).toEqual([1, 2]);
});

test("moments come oldest first, each with its rows by symbol", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const batch = batchOf(rows);
      const kept = new KeptRows(batch);
      kept.select({ from: 0, to: rows.length, symbolCount: 5 }, () => {});
      const moments = new Moments(batch);
      const seen: [number, number[]][] = [];
      moments.visitEach(kept, (tsMs, numbers) => {
        seen.push([tsMs, [...numbers].map((number) => rows[number]?.symbolIndex as number)]);
      });
      const times = [...new Set(rows.map(({ tsMs }) => tsMs))].sort((a, b) => a - b);
      const symbolsAt = (tsMs: number) =>
        [...new Set(rows.filter((row) => row.tsMs === tsMs).map((row) => row.symbolIndex))].sort();
      expect(seen).toEqual(times.map((tsMs) => [tsMs, symbolsAt(tsMs)]));
      expect(moments.count(kept)).toBe(times.length);
    }),
  );
});
