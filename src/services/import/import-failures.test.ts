import { afterEach, beforeEach, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ImportHarness } from "../../../testing/import-harness.ts";
import { MadeFile } from "../../../testing/import-inputs.ts";
import { makeCsv } from "../../../testing/made-csv.ts";
import { Failure } from "../../base/failure.ts";
import type { Interval } from "../../domain/interval.ts";
import type { InputFile } from "../../ports/input-file.ts";
import { lineBytesMax } from "./line-buffer.ts";

const header = "symbol,date,open,high,low,close,volume\n";
const row = "A,2023-06-30,1,1,1,1,1\n";

let harness: ImportHarness;
beforeEach(() => {
  harness = new ImportHarness();
});
afterEach(() => harness.dispose());

/** The sentence a user sees; nothing is stored and nothing is left behind. */
async function refusal(content: string | Uint8Array, interval: Interval = "1d"): Promise<string> {
  const failure = await harness.failure(new MadeFile("bars.csv", content), { interval });
  expect(failure.code).toBe("input.invalid");
  expect(failure.message).not.toContain("\n");
  expect(harness.store.bars.series()).toEqual([]);
  expect(harness.store.imports.imports(10)).toEqual([]);
  expect(harness.rejects.rows).toEqual([]);
  return failure.message;
}

test("files that hold no bars are refused in one sentence each", async () => {
  const cases: [string, string | Uint8Array, string][] = [
    ["empty", "", '"bars.csv" is empty'],
    ["blank lines", "\n\r\n  \n", '"bars.csv" is empty'],
    ["byte order mark", "\ufeff", '"bars.csv" is empty'],
    ["binary", Uint8Array.of(7, 0, 255, 10, 3), '"bars.csv" is binary, not text'],
    ["binary without lines", new Uint8Array(200_000).fill(1), '"bars.csv" is binary, not text'],
    ["UTF-16", Buffer.from(`\ufeff${header}${row}`, "utf16le"), "convert it to UTF-8"],
    ["packed twice", gzipSync(row), '"bars.csv" is compressed twice; unpack it once'],
    ["header only", header, '"bars.csv" has a header, but no row below it'],
    ["rows only", row, '"bars.csv": the first line is not a header: it reads "A,2023-06-30,1,1,1'],
    [
      "no close",
      "symbol,date,open,high,low,volume\nA,2023-06-30,1,1,1,1\n",
      '"bars.csv": the header has no column close; it reads "symbol,date,open,high,low,volume"',
    ],
    ["old Mac", `${header}${row}`.replaceAll("\n", "\r"), "carriage returns only"],
    ["NaN prices", `${header}A,2023-06-30,NaN,NaN,NaN,NaN,1\n`, "line 2: open is missing"],
    [
      "all rows bad",
      `${header}${"A,2023-06-30,1,1,2,1,1\n".repeat(3)}`,
      '"bars.csv" holds 3 rows, none of which can be used; line 2: high 1 is below low 2',
    ],
  ];
  for (const [name, content, message] of cases) {
    const refused = await refusal(content);
    expect([name, refused]).toEqual([name, expect.stringContaining(message)]);
  }
});

test("rows that do not fit the interval are refused before anything is written", async () => {
  const minutes = ["30", "31", "32", "33"].map((m) => `A,2023-06-30 09:${m}:00,1,1,1,1,1\n`);
  const text = header + minutes.join("");
  expect(await refusal(text, "1d")).toBe(
    '"bars.csv": the rows are 1 minute apart, which does not fit --interval 1d; use --interval 1m',
  );
  expect(await refusal(text, "5m")).toContain("use --interval 1m");
  expect(await refusal(makeCsv({ seed: 1, symbols: 2, days: 9 }), "1m")).toContain(
    "use --interval 1d",
  );
  expect(await refusal(makeCsv({ seed: 1, symbols: 60, days: 9, order: "date" }), "1w")).toContain(
    "use --interval 1d",
  );
});

test("dates with the day in front of the month are refused, not misread", async () => {
  const dates = ["11/12/2023", "12/12/2023", "13/12/2023", "14/12/2023"];
  const rowsOf = (all: readonly string[]) => all.map((date) => `A,${date},1,1,1,1,1\n`).join("");
  expect(await refusal(header + rowsOf(dates))).toBe(
    '"bars.csv": line 4: "13/12/2023" puts the day before the month; write dates like 2023-06-30',
  );
  const typo = await harness.import(header + rowsOf(["12/29/2023", ...dates.slice(1, 3)]));
  expect(typo.totals).toMatchObject({ barsAdded: 2, rowsRejected: 1 });
});

test("a misfit is found within the first batch of a large file", async () => {
  const text = makeCsv({ seed: 5, symbols: 50, days: 100 });
  const file = new MadeFile("bars.csv", text, { chunkBytes: 1_000 });
  let given = 0;
  file.onChunk = (bytes) => {
    given = bytes;
  };
  await harness.failure(file, { interval: "1h", batchRows: 200 });
  expect(given).toBeLessThan(text.length / 10);
});

/** A line of two gigabytes, made as it is read. */
class EndlessLine implements InputFile {
  readonly label = "endless.csv";
  readonly name = "endless.csv";
  readonly storedBytes = 2_000_000_000;
  readonly #start: string;
  givenBytes = 0;

  constructor(start: string) {
    this.#start = start;
  }

  fingerprint(): Promise<string> {
    return Promise.resolve("endless");
  }

  async *read() {
    yield { bytes: new TextEncoder().encode(this.#start), storedBytesRead: 0 };
    const bytes = new Uint8Array(65_536).fill(65);
    for (; this.givenBytes < this.storedBytes; this.givenBytes += bytes.length) {
      yield { bytes, storedBytesRead: this.givenBytes };
    }
  }
}

test("a line of two gigabytes is refused without reading it", async () => {
  for (const [start, line] of [
    ["", 1],
    [header, 2],
  ] as const) {
    const file = new EndlessLine(start);
    const failure = await harness.failure(file);
    expect(failure.message).toBe(
      `"endless.csv": line ${line} is longer than 65536 bytes, which no row of bars is`,
    );
    expect(file.givenBytes).toBeLessThan(1_000_000);
  }
});

test("rows before a line that is too long are kept and reported", async () => {
  const report = await harness.import(`${header}${row}${"x".repeat(lineBytesMax + 1)}\n${row}`);
  expect(report.files[0]).toMatchObject({ status: "cut-short", barsAdded: 1, rowCount: 1 });
  expect(report.failures[0]?.failure.message).toBe(
    '"bars.csv": line 3 is longer than 65536 bytes, which no row of bars is; ' +
      "1 row is kept from before",
  );
  expect(harness.store.bars.series().length).toBe(1);
  expect(harness.store.imports.imports(1)[0]?.isComplete).toBe(false);
});

test("a line just as long as allowed is an ordinary bad row", async () => {
  const report = await harness.import(`${header}${row}${"x".repeat(lineBytesMax)}\n`);
  expect(report.totals).toMatchObject({ barsAdded: 1, rowsRejected: 1 });
});

test("a pipe needs a symbol column", async () => {
  const text = "date,open,high,low,close\n2023-06-30,1,1,1,1\n";
  const failure = await harness.failure(new MadeFile("stdin", text, { isPipe: true }));
  expect(failure.message).toContain("no symbol column, which data from a pipe needs");
  const named = await harness.failure(new MadeFile("my_prices.csv", text));
  expect(named.message).toContain("its name is no symbol");
});

test("a pipe is read each time, since nothing tells it from the one before", async () => {
  for (const expected of [{ barsAdded: 1 }, { barsUnchanged: 1 }]) {
    const report = await harness.import(new MadeFile("stdin", header + row, { isPipe: true }));
    expect(report.files[0]).toMatchObject({ status: "imported", ...expected });
  }
});

async function endsWell(content: Uint8Array, interval: Interval): Promise<void> {
  const file = new MadeFile("fuzz.csv", content, { chunkBytes: 97 });
  try {
    await harness.import(file, { interval, batchRows: 50, isForced: true });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.message.length).toBeLessThan(600);
  }
}

test("random bytes end in a failure or a report, never in anything else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.boolean(),
      fc.constantFrom<Interval>("1d", "1m", "1w", "4h"),
      async (bytes, hasHeader, interval) => {
        const start = hasHeader ? new TextEncoder().encode(header) : new Uint8Array(0);
        await endsWell(Uint8Array.from([...start, ...bytes]), interval);
      },
    ),
    { numRuns: 400 },
  );
});

test("a good file with random bytes overwritten ends in a failure or a report", async () => {
  const good = new TextEncoder().encode(makeCsv({ seed: 6, symbols: 3, days: 20, oddEvery: 7 }));
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(damage, async (places) => {
      const bytes = good.slice();
      for (const [at, byte] of places) bytes[at] = byte;
      await endsWell(bytes, "1d");
    }),
    { numRuns: 150 },
  );
});
