import { afterEach, beforeEach, expect, test } from "bun:test";
import { ImportHarness } from "../../../testing/import-harness.ts";
import { MadeFile } from "../../../testing/import-inputs.ts";
import { makeCsv } from "../../../testing/made-csv.ts";
import { randomSource } from "../../../testing/prices.ts";
import type { FileReport } from "./report.ts";

let harness: ImportHarness;
beforeEach(() => {
  harness = new ImportHarness();
});
afterEach(() => harness.dispose());

/** Everything of a report that an interruption must not change. */
function essence(file: FileReport | undefined) {
  if (!file) throw new Error("there is no report");
  const { status, rowsSkipped, flags, barsChanged, rowsSuperseded, ...same } = file;
  return {
    ...same,
    // An interruption ends a batch early, and a repeat in the next batch changes a stored bar.
    replaced: barsChanged + rowsSuperseded,
    flags: flags.map(({ flag, count }) => ({ flag, count })),
  };
}

test("an abort keeps the rows that were read and says how to go on", async () => {
  const stop = new AbortController();
  const text = makeCsv({ seed: 1, symbols: 10, days: 100 });
  const file = new MadeFile("bars.csv", text, { chunkBytes: 4_096 });
  file.onChunk = (bytes) => {
    if (bytes > text.length / 2) stop.abort();
  };
  const failure = await harness.failure(file, {}, { signal: stop.signal });
  expect(failure.code).toBe("run.interrupted");
  expect(failure.message).toMatch(
    /^stopped in "bars.csv"; \d+ rows are kept so far, run it again to go on$/,
  );
  const [progress] = harness.store.imports.imports(1);
  expect(progress?.isComplete).toBe(false);
  const stored = harness.store.bars.series().reduce((sum, { barCount }) => sum + barCount, 0);
  expect(stored).toBe(progress?.rowsDone as number);
  expect(stored).toBeGreaterThan(400);
  expect(harness.store.events.after(0, { topics: ["bars.changed"], limit: 9 })).toHaveLength(1);
});

test("an import that is aborted at once has stored nothing", async () => {
  const failure = await harness.failure(
    makeCsv({ seed: 1, symbols: 2, days: 9 }),
    {},
    {
      signal: AbortSignal.abort(),
    },
  );
  expect(failure.code).toBe("run.interrupted");
  expect(harness.store.bars.series()).toEqual([]);
});

test("interrupted again and again, an import ends as if it had run through", async () => {
  const random = randomSource(11);
  for (const order of ["symbol", "date", "shuffled"] as const) {
    const text = makeCsv({ seed: 7, symbols: 12, days: 80, order, oddEvery: 11 });
    const through = new ImportHarness();
    const whole = await through.import(text, { batchRows: 64 });
    const checksum = through.store.bars.checksum();
    through.dispose();

    const other = new ImportHarness();
    for (let attempt = 0; attempt < 6; attempt++) {
      const stop = new AbortController();
      const stopAt = random() * text.length;
      const file = new MadeFile("bars.csv", text, { chunkBytes: 512 });
      file.onChunk = (bytes) => {
        if (bytes > stopAt) stop.abort();
      };
      await other.failure(file, { batchRows: 64 }, { signal: stop.signal });
    }
    const resumed = await other.import(text, { batchRows: 64 });
    const same = other.store.bars.checksum() === checksum;
    other.dispose();
    expect([order, same]).toEqual([order, true]);
    const [file] = resumed.files;
    expect(file?.status).toBe("resumed");
    expect(file?.rowsSkipped).toBeGreaterThan(0);
    expect(file?.rejectedRows).toEqual(whole.files[0]?.rejectedRows as never);
    expect(essence(file)).toEqual(essence(whole.files[0]));
  }
});

test("the reject file of a resumed import holds all rejected rows", async () => {
  const text = makeCsv({ seed: 8, symbols: 8, days: 60, oddEvery: 6 });
  await harness.import(text, { isForced: true });
  const all = harness.rejects.rows;
  const other = new ImportHarness();
  const stop = new AbortController();
  const file = new MadeFile("bars.csv", text, { chunkBytes: 512 });
  file.onChunk = (bytes) => {
    if (bytes > text.length / 2) stop.abort();
  };
  await other.failure(file, {}, { signal: stop.signal });
  other.rejects.rows = [];
  await other.import(text);
  expect(other.rejects.rows).toEqual(all);
  other.dispose();
});

test("other options are another import, and take nothing over", async () => {
  const text = makeCsv({ seed: 9, symbols: 2, days: 30 });
  await harness.import(text);
  const raw = await harness.import(text, { adjustment: "raw" });
  expect(raw.files[0]).toMatchObject({ status: "imported", barsAdded: 60 });
});

test("progress that does not agree with the file is refused, and force reads it anew", async () => {
  const text = makeCsv({ seed: 10, symbols: 2, days: 30 });
  await harness.import(text);
  const [progress] = harness.store.imports.imports(1);
  if (!progress) throw new Error("there is no progress");
  harness.store.imports.setImportProgress({ ...progress, rowsDone: 7, isComplete: false });
  const failure = await harness.failure(text);
  expect(failure.message).toBe(
    '"bars.csv" has changed since its import was interrupted; import it with --force',
  );
  const forced = await harness.import(text, { isForced: true });
  expect(forced.files[0]).toMatchObject({ status: "imported", barsUnchanged: 60 });
});
