import { afterEach, beforeEach, expect, test } from "bun:test";
import { ImportHarness } from "../../../testing/import-harness.ts";
import { MadeFile } from "../../../testing/import-inputs.ts";
import { makeCsv } from "../../../testing/made-csv.ts";

const header = "symbol,date,open,high,low,close,volume\n";

let harness: ImportHarness;
beforeEach(() => {
  harness = new ImportHarness();
});
afterEach(() => harness.dispose());

test("files of a folder without a symbol column take it from their names", async () => {
  const text = 'Date,Close/Last,Volume,Open,High,Low\n03/01/2024,$2.45,"4,306",$2.48,$2.48,$2.38\n';
  const files = ["AERT.csv", "brk-b.us.csv.gz"].map((name) => new MadeFile(name, text));
  const report = await harness.import(files);
  expect(report.totals.barsAdded).toBe(2);
  expect(harness.store.bars.series().map(({ symbol }) => symbol)).toEqual(["AERT", "BRK-B"]);
  expect(report.files[0]?.notes).toEqual([
    'no symbol column: the symbol "AERT" is taken from the file name',
  ]);
});

test("many small files share batches and keep counts of their own", async () => {
  const files = Array.from({ length: 150 }, (_, day) => {
    const date = new Date(Date.UTC(2023, 0, 2 + day)).toISOString().slice(0, 10);
    const rows = Array.from({ length: 80 }, (_, s) => `S${s},${date},1,2,1,${1 + s / 100},${day}`);
    return new MadeFile(`${date}.csv`, `${header}${rows.join("\n")}\n`);
  });
  const report = await harness.import(files);
  expect(report.files.map(({ barsAdded }) => barsAdded)).toEqual(Array(150).fill(80));
  expect(report.files.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  expect(harness.store.imports.imports(200).length).toBe(150);
  expect(harness.store.bars.series({ symbol: "S7" })[0]?.barCount).toBe(150);
});

test("a file that fails leaves the others alone and is listed", async () => {
  const good = `${header}A,2023-06-30,1,1,1,1,1\n`;
  const report = await harness.import([
    new MadeFile("1.csv", good),
    new MadeFile("2.csv", "no header here\n"),
    new MadeFile("3.csv", good.replace("A,", "B,")),
  ]);
  expect(report.files.map(({ name }) => name)).toEqual(["1.csv", "3.csv"]);
  expect(report.failures.map(({ label, failure }) => [label, failure.code])).toEqual([
    ["2.csv", "input.invalid"],
  ]);
  expect(harness.store.bars.series().length).toBe(2);
});

test("progress counts bytes, rows and files", async () => {
  const text = makeCsv({ seed: 4, symbols: 4, days: 50 });
  const files = ["a.csv", "b.csv"].map((name) => new MadeFile(name, text, { chunkBytes: 2_000 }));
  const seen: [number, number, number][] = [];
  await harness.import(
    files,
    {},
    {
      onProgress: ({ fileNumber, storedBytesRead, rowCount, storedBytesTotal, fileCount }) => {
        expect([storedBytesTotal, fileCount]).toEqual([2 * text.length, 2]);
        seen.push([fileNumber, storedBytesRead, rowCount]);
      },
    },
  );
  expect(seen.at(-1)).toEqual([2, 2 * text.length, 400]);
  for (const [at, [, bytes, rows]] of seen.entries()) {
    const [, bytesBefore, rowsBefore] = seen[at - 1] ?? [0, 0, 0];
    expect(bytes >= bytesBefore && rows >= rowsBefore).toBe(true);
  }
});
