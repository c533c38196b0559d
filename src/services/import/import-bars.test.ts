import { afterEach, beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { ImportHarness } from "../../../testing/import-harness.ts";
import { MadeFile } from "../../../testing/import-inputs.ts";
import { makeCsv } from "../../../testing/made-csv.ts";
import { barAt } from "../../domain/bars.ts";
import type { FileReport, ImportReport } from "./report.ts";

const header = "symbol,date,open,high,low,close,volume\n";

let harness: ImportHarness;
beforeEach(() => {
  harness = new ImportHarness();
});
afterEach(() => harness.dispose());

function fileOf(report: ImportReport): FileReport {
  expect(report.files.length).toBe(1);
  return report.files[0] as FileReport;
}

function countsOf(file: FileReport) {
  const { barsAdded, barsChanged, barsUnchanged, rowsSuperseded, rowsRejected } = file;
  expect(barsAdded + barsChanged + barsUnchanged + rowsSuperseded + rowsRejected).toBe(
    file.rowCount,
  );
  return { barsAdded, barsChanged, barsUnchanged, rowsSuperseded, rowsRejected };
}

function closes(symbol: string): number[] {
  const bars = harness.store.bars.read({ symbol, interval: "1d", adjustment: "split" });
  return Array.from({ length: bars.length }, (_, i) => barAt(bars, i).close);
}

test("bars of a file are in the store with their source", async () => {
  const report = await harness.import(
    `${header}AAPL,2023-06-29,1,2,1,2,10\nAAPL,2023-06-30,2,3,2,3,\nBRK.B,2023-06-30,3,3,3,3,0\n`,
  );
  const file = fileOf(report);
  expect(file).toMatchObject({ status: "imported", rowCount: 3, barsAdded: 3, symbolCount: 2 });
  expect(new Date(file.lastTsMs).toISOString()).toBe("2023-06-30T04:00:00.000Z");
  expect(closes("AAPL")).toEqual([2, 3]);
  const [series] = harness.store.bars.series({ symbol: "BRK.B" });
  expect(series).toMatchObject({
    barCount: 1,
    source: { provider: "csv", feed: "bars.csv", isSimulated: false },
  });
  expect(file.flags.map(({ flag, count }) => [flag, count])).toEqual([
    ["blank-volume", 1],
    ["zero-volume", 1],
  ]);
});

test("an adjustment that was not given is assumed to be split, and that is reported", async () => {
  const text = `${header}A,2023-06-30,1,1,1,1,1\n`;
  const assumed = await harness.import(text, {}, { options: { interval: "1d" } });
  expect(assumed).toMatchObject({ adjustment: "split", isAdjustmentAssumed: true });
  const raw = await harness.import(text, { adjustment: "raw" });
  expect(raw).toMatchObject({ adjustment: "raw", isAdjustmentAssumed: false });
  expect(harness.store.bars.series().map((series) => series.adjustment)).toEqual(["raw", "split"]);
});

test("a second import of the same file says that there is nothing to do", async () => {
  const text = makeCsv({ seed: 1, symbols: 5, days: 40, oddEvery: 30 });
  const first = fileOf(await harness.import(text));
  const checksum = harness.store.bars.checksum();
  const second = fileOf(await harness.import(text));
  expect(second).toMatchObject({
    status: "already-imported",
    barsAdded: 0,
    barsUnchanged: first.rowCount - first.rowsRejected,
    rowsRejected: first.rowsRejected,
    rowsFlagged: first.rowsFlagged,
  });
  expect(harness.store.bars.checksum()).toBe(checksum);
});

test("a forced import reads the file again and changes nothing", async () => {
  const text = makeCsv({ seed: 2, symbols: 5, days: 40 });
  await harness.import(text);
  const checksum = harness.store.bars.checksum();
  const again = fileOf(await harness.import(text, { isForced: true }));
  expect(again).toMatchObject({ status: "imported", barsAdded: 0, barsChanged: 0 });
  expect(again.barsUnchanged).toBe(200);
  expect(harness.store.bars.checksum()).toBe(checksum);
});

test("a corrected file changes what differs", async () => {
  await harness.import(`${header}A,2023-06-29,1,1,1,1,1\nA,2023-06-30,1,1,1,1,1\n`);
  const corrected = `${header}A,2023-06-29,1,1,1,1,1\nA,2023-06-30,1,2,1,2,1\n`;
  const report = fileOf(await harness.import(corrected));
  expect(countsOf(report)).toMatchObject({ barsAdded: 0, barsChanged: 1, barsUnchanged: 1 });
  expect(closes("A")).toEqual([1, 2]);
});

test("bad rows are set aside with line, reason and text, and cost nothing else", async () => {
  const bad = "A,2023-06-30,1,1,2,1,1";
  const report = fileOf(
    await harness.import(`${header}A,2023-06-29,1,1,1,1,1\n${bad}\n\nB,2023-06-30,1,1,1,1,1\n`),
  );
  expect(countsOf(report)).toMatchObject({ barsAdded: 2, rowsRejected: 1 });
  expect(report.rejects).toEqual([{ reason: "high-below-low", count: 1 }]);
  const [row] = report.rejectedRows;
  expect(row).toEqual({
    lineNumber: 3,
    reason: "high-below-low",
    message: "high 1 is below low 2",
  });
  expect(report.rejectPath).toBe("rejects/bars.csv");
  expect(harness.rejects.rows).toEqual([{ fileName: "bars.csv", text: bad, ...row! }]);
});

test("a report shows a few rejected rows, the reject file has all", async () => {
  const text = `${header}${"A,never,1,1,1,1,1\n".repeat(500)}A,2023-06-30,1,1,1,1,1\n`;
  const report = fileOf(await harness.import(text));
  expect(report.rejectedRows.length).toBe(10);
  expect(harness.rejects.rows.length).toBe(500);
  expect(report.rejects).toEqual([{ reason: "bad-time", count: 500 }]);
});

test("of two rows for one time the later wins, and a different value is flagged", async () => {
  const rows = ["A,2023-06-29,1,1,1,1,1", "A,2023-06-30,1,1,1,1,1", "A,2023-06-29,1,1,1,1,1"];
  const report = fileOf(
    await harness.import(`${header}${rows.join("\n")}\nA,2023-06-30,1,2,1,2,1`),
  );
  expect(countsOf(report)).toEqual({
    barsAdded: 2,
    barsChanged: 0,
    barsUnchanged: 1,
    rowsSuperseded: 1,
    rowsRejected: 0,
  });
  expect(report.flags.find(({ flag }) => flag === "conflict")).toEqual({
    flag: "conflict",
    count: 1,
    lineNumbers: [5],
  });
  expect(closes("A")).toEqual([1, 2]);
});

test("a conflict is found as well when its rows are in different batches", async () => {
  const days = ["2023-06-26", "2023-06-27", "2023-06-28", "2023-06-29", "2023-06-30"];
  const rows = days.map((day) => `A,${day},1,1,1,1,1`);
  const again = days.map((day, i) => `A,${day},1,2,1,${i === 3 ? 2 : 1},1`);
  const text = `${header}${[...rows, ...again].join("\n")}\n`;
  const report = fileOf(await harness.import(text, { batchRows: 3 }));
  const conflicts = report.flags.find(({ flag }) => flag === "conflict");
  expect(conflicts).toMatchObject({ count: 5, lineNumbers: [7, 8, 9, 10, 11] });
  expect(closes("A")).toEqual([1, 1, 1, 2, 1]);
  countsOf(report);
});

test("odd rows of the real market are kept, flagged and counted with their lines", async () => {
  const report = fileOf(
    await harness.import(
      [
        "symbol,date,open,high,low,close,volume",
        "ADM,2023-06-05,72.19,72.17,71.24,71.27,1907055",
        "ADM,2023-06-06,71.5,72,71,71.9,N/A",
        "ADM,2023-06-19,71.5,72,71,71.9,5",
        "ADM,2023-06-18,71.5,72,71,71.9,0",
        "ADM,2023-06-20,71.5,72,71,71.9,7",
      ].join("\r\n"),
    ),
  );
  expect(report.barsAdded).toBe(5);
  expect(report.rowsFlagged).toBe(6);
  expect(report.flags).toEqual([
    { flag: "outside-range", count: 1, lineNumbers: [2] },
    { flag: "blank-volume", count: 1, lineNumbers: [3] },
    { flag: "zero-volume", count: 1, lineNumbers: [5] },
    { flag: "closed-day", count: 2, lineNumbers: [4, 5] },
    { flag: "out-of-order", count: 1, lineNumbers: [5] },
  ]);
});

test("the order of rows, the size of batches and of chunks do not change the result", async () => {
  const made = { seed: 3, symbols: 70, days: 60 };
  await harness.import(makeCsv(made));
  const checksum = harness.store.bars.checksum();
  for (const order of ["symbol", "date", "shuffled"] as const) {
    for (const batchRows of [500, 3_000, 100_000]) {
      const other = new ImportHarness();
      const file = new MadeFile("bars.csv", makeCsv({ ...made, order }), { chunkBytes: 777 });
      const report = fileOf(await other.import(file, { batchRows }));
      expect([order, batchRows, report.barsAdded]).toEqual([order, batchRows, 4_200]);
      const same = other.store.bars.checksum() === checksum;
      other.dispose();
      expect([order, batchRows, same]).toEqual([order, batchRows, true]);
    }
  }
});

test("scattered rows that are older than the store are merged in larger batches", async () => {
  const made = { seed: 12, symbols: 80, days: 50, order: "date" } as const;
  const [header, ...rows] = makeCsv(made).trimEnd().split("\n");
  const newest = [header, ...rows.slice(-80)].join("\n");
  await harness.import(new MadeFile("newest.csv", newest));
  let commits = 0;
  const imports = {
    importProgress: (key: string) => harness.store.imports.importProgress(key),
    imports: (limit: number) => harness.store.imports.imports(limit),
    setImportProgress(...given: Parameters<typeof harness.store.imports.setImportProgress>) {
      commits++;
      harness.store.imports.setImportProgress(...given);
    },
  };
  const { bars, events } = harness.store;
  const store = { bars, events, imports };
  const file = new MadeFile("all.csv", [header, ...rows].join("\n"));
  const report = fileOf(await harness.import(file, { batchRows: 100 }, { store }));
  expect(countsOf(report)).toMatchObject({ barsAdded: 3_920, barsUnchanged: 80 });
  expect(commits).toBe(1);
  const other = new ImportHarness();
  await other.import(makeCsv({ ...made, order: "symbol" }));
  const checksum = other.store.bars.checksum();
  other.dispose();
  expect(harness.store.bars.checksum()).toBe(checksum);
});

test("every row is counted exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1_000 }),
      fc.constantFrom("symbol", "date", "shuffled"),
      fc.integer({ min: 1, max: 300 }),
      async (seed, order, batchRows) => {
        const text = makeCsv({ seed, symbols: 6, days: 20, order, oddEvery: 9 });
        const report = fileOf(await harness.import(text, { batchRows, isForced: true }));
        expect(report.rowCount).toBe(text.split("\n").filter(Boolean).length - 1);
        countsOf(report);
      },
    ),
    { numRuns: 30 },
  );
});

test("an unknown timezone is refused before anything is read", async () => {
  const failure = await harness.failure(`${header}A,2023-06-30,1,1,1,1,1\n`, { timezone: "Mars" });
  expect(failure.code).toBe("usage.invalid");
  expect(failure.message).toContain('"Mars"');
});

test("bare times are New York unless a timezone is given", async () => {
  const text = `${header.replace("date", "time")}A,2023-06-30 09:31:00,1,1,1,1,1\n`;
  await harness.import(text, { interval: "1m" });
  await harness.import(text.replace("A,", "B,"), { interval: "1m", timezone: "UTC" });
  const opens = harness.store.bars
    .series()
    .map(({ firstTsMs }) => new Date(firstTsMs).toISOString());
  expect(opens).toEqual(["2023-06-30T13:31:00.000Z", "2023-06-30T09:31:00.000Z"]);
});

test("others are told once that bars changed, and not of a file read before", async () => {
  const told = () => harness.store.events.after(0, { topics: ["bars.changed"], limit: 9 });
  const csv = `${header}AAPL,2023-06-29,1,2,1,2,10\n`;
  await harness.import(csv);
  expect(told().map(({ payload }) => payload)).toEqual([
    { interval: "1d", symbols: null, reason: "import" },
  ]);
  await harness.import(csv);
  expect(told()).toHaveLength(1);
});
