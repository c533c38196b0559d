import { afterEach, beforeEach, expect, test } from "bun:test";
import { Readable } from "node:stream";
import { ImportHarness } from "../../../testing/import-harness.ts";
import { MadeFile } from "../../../testing/import-inputs.ts";
import { describeShared, sharedPath } from "../../../testing/shared.ts";
import { findInput } from "../../adapters/files/find-input.ts";
import type { Interval } from "../../domain/interval.ts";
import type { FileReport } from "./report.ts";

/** Figures are those of ../shared/data/MANIFEST.md, which others have counted. */
describeShared("real files", () => {
  let harness: ImportHarness;
  beforeEach(() => {
    harness = new ImportHarness();
  });
  afterEach(() => harness.dispose());

  async function realFile(name: string) {
    const path = sharedPath("data", name);
    if (path === null) throw new Error(`../shared/data/${name} is missing`);
    return findInput(path, { stdin: Readable.from([]) });
  }

  async function importReal(name: string, interval: Interval): Promise<FileReport> {
    const report = await harness.import(await realFile(name), { interval });
    return report.files[0] as FileReport;
  }

  function countOf(file: FileReport, flag: string): number {
    return file.flags.find((found) => found.flag === flag)?.count ?? 0;
  }

  test("daily bars of the whole market are all taken, with what is odd about them", async () => {
    const file = await importReal("daily_us_2022_2024.csv.gz", "1d");
    expect(file).toMatchObject({ rowCount: 1_867_582, barsAdded: 1_867_582, symbolCount: 5_419 });
    expect(countOf(file, "blank-volume")).toBe(85_208);
    // 67 rows with high below open or close, 18 with low above.
    expect(countOf(file, "outside-range")).toBe(85);
    const symbols = new Set(harness.store.bars.series().map(({ symbol }) => symbol));
    for (const symbol of ["NA", "NAN", "TRUE"]) expect(symbols.has(symbol)).toBe(true);
    expect(new Date(file.firstTsMs).toISOString()).toStartWith("2022-10-03");
    expect(new Date(file.lastTsMs).toISOString()).toStartWith("2024-03-01");
  });

  test("minute bars with premarket are taken, sparse as they are", async () => {
    const file = await importReal("intraday_1min_extended_lean.csv.gz", "1m");
    expect(file).toMatchObject({ rowCount: 18_582, barsAdded: 18_582, symbolCount: 7 });
    expect(file.rowsFlagged).toBe(0);
  });

  test("raw daily bars of ten names are taken", async () => {
    const file = await importReal("daily_lean_raw_2019_2021.csv.gz", "1d");
    expect(file).toMatchObject({ rowCount: 5_801, barsAdded: 5_801, symbolCount: 11 });
  });

  test("a wrong interval is refused, with the right one", async () => {
    const cases: [string, Interval, string][] = [
      ["intraday_5min_2026.csv.gz", "1m", "use --interval 5m"],
      ["intraday_5min_2026.csv.gz", "1d", "use --interval 5m"],
      ["intraday_1min_2018.csv.gz", "5m", "use --interval 1m"],
      ["intraday_1min_extended_lean.csv.gz", "1d", "use --interval 1m"],
      ["daily_lean_raw_2019_2021.csv.gz", "1h", "use --interval 1d"],
      ["daily_adjusted_2025_2026.csv.gz", "1w", "use --interval 1d"],
    ];
    for (const [name, interval, advice] of cases) {
      const failure = await harness.failure(await realFile(name), { interval });
      expect([name, failure.message]).toEqual([name, expect.stringContaining(advice)]);
    }
    expect(harness.store.bars.series()).toEqual([]);
  });

  test("option data is no bars of stocks", async () => {
    for (const name of ["option_daily_lean_no_greeks.csv.gz", "option_chains_cboe.csv.gz"]) {
      const failure = await harness.failure(await realFile(name));
      expect(failure.message).toContain("says that these are options");
    }
  });

  test("raw text of real defects ends as each should", async () => {
    const samples = await Bun.file(sharedPath("data", "quirks_samples.csv") as string).text();
    const rowsOf = (kind: string) =>
      samples
        .split("\n")
        .filter((line) => line.startsWith(`${kind},`))
        .map((line) => /^[^,]*,[^,]*,"(.*)"$/.exec(line)?.[1]?.replaceAll('""', '"') ?? "");
    const lines = (rows: readonly string[], header: string) =>
      new MadeFile("quirks.csv", [header, ...rows].join("\n"));
    const daily = "symbol,date,open,high,low,close,volume";

    const odd = await harness.import(lines(rowsOf("open_or_close_outside_high_low"), daily));
    expect(odd.totals).toMatchObject({ barsAdded: 10, rowsRejected: 0, rowsFlagged: 10 });

    const zero = rowsOf("nonpositive_price").map((row) => row.split(",").slice(0, 7).join(","));
    const failure = await harness.failure(lines(zero, daily));
    expect(failure.message).toContain("none of which can be used; line 2: open");

    const nasdaq = "Date,Close/Last,Volume,Open,High,Low";
    const raw = [...rowsOf("raw_line_format"), ...rowsOf("volume_N/A")]
      .filter((row) => row.startsWith("AERT"))
      .map((row) => row.slice("AERT: ".length));
    const aert = new MadeFile("AERT.csv", [nasdaq, ...raw].join("\n"));
    const downloaded = await harness.import(aert);
    expect(downloaded.totals).toMatchObject({ barsAdded: 4, rowsRejected: 0 });
    expect(countOf(downloaded.files[0] as FileReport, "blank-volume")).toBe(3);

    const crawls = rowsOf("conflicting_recrawl").flatMap((row) =>
      row.split("  ||  ").map((crawl) => crawl.slice("20160901: ".length)),
    );
    const recrawled = await harness.import(lines(crawls, `${daily},adj_close`));
    expect(recrawled.totals).toMatchObject({ barsAdded: 8, rowsSuperseded: 8 });
    expect(countOf(recrawled.files[0] as FileReport, "conflict")).toBe(8);
    const cqp = harness.store.bars.read({ symbol: "CQP", interval: "1d", adjustment: "split" });
    expect(cqp.volume[0]).toBe(369_400);

    const twice = lines(rowsOf("duplicate_rows"), daily.replace("date", "time"));
    const repeated = await harness.import(twice, { interval: "1m" });
    expect(repeated.totals).toMatchObject({ barsAdded: 3, barsUnchanged: 3, rowsSuperseded: 0 });
    // The second copy starts over: one step back in time.
    expect(repeated.files[0]?.flags.map(({ flag, count }) => [flag, count])).toEqual([
      ["out-of-order", 1],
    ]);
  });
});
