/** The way of a user through the program, on bars that are made here. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCsv } from "../../testing/made-csv.ts";
import { runL2t, runShell } from "../../testing/run-l2t.ts";
import { receiptColumns } from "../domain/result-table.ts";
import { scanners } from "../scanners/registry.ts";

let cwd = "";
const run = (...line: string[]) => runL2t(line, { cwd });
const json = (...line: string[]) => JSON.parse(run(...line, "--json").stdout);

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t journey "));
  writeFileSync(join(cwd, "bars.csv"), makeCsv({ seed: 7, symbols: 60, days: 320, oddEvery: 900 }));
  const imported = run("import", "bars.csv", "--interval", "1d");
  expect(imported.status).toBe(0);
  expect(imported.stdout).toContain("bars added");
  expect(run("scan").status).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("import", () => {
  test("of the same file again changes nothing", () => {
    const again = json("import", "bars.csv");
    expect(again).toMatchObject({ bars_added: 0, bars_changed: 0 });
    expect(again.files[0].status).toBe("already-imported");
  });

  test("keeps the rows that it refuses, with the reason, and says where", () => {
    const first = json("import", "bars.csv", "--data-dir", "other");
    expect(first.rows_rejected).toBeGreaterThan(0);
    const lines = readFileSync(join(cwd, first.files[0].reject_file), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(first.rows_rejected + 1);
  });

  test("reads a pipe", () => {
    const piped = runShell("cat bars.csv | l2t import - --data-dir piped --json", { cwd });
    expect(JSON.parse(piped.stdout).bars_added).toBeGreaterThan(19_000);
  });
});

describe("scan", () => {
  test("prints a table with a heading, its source and how new it is", () => {
    const { stdout, status } = run("scan", "ttm-squeeze", "--limit", "5");
    expect(status).toBe(0);
    expect(stdout).toContain("TTM Squeeze  thinkorswim · 1d · as of ");
    expect(stdout).toContain("csv:bars.csv");
    expect(stdout).toMatch(/newest bar \d{4}-\d\d-\d\d, .* old/);
    expect(stdout).toMatch(/^Symbol +Signal +Last 10 bars +Momentum/m);
    expect(stdout).toContain("showing 5 of ");
  });

  test("--json is one document whose rows have the columns of the table", () => {
    const document = json("scan", "vpb", "--filter", "all", "--limit", "0");
    const { count, total, data } = document;
    expect(document).toMatchObject({
      scanner: "vpb",
      interval: "1d",
      dialect: "standard",
      source: "csv:bars.csv",
      simulated: false,
      filter: "all",
    });
    expect(document.as_of).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect([count, total]).toEqual([data.length, data.length]);
    const columns = scanners.find(({ scanner }) => scanner === "vpb")?.columns ?? [];
    const names = ["symbol", ...[...columns, ...receiptColumns].map(({ name }) => name)];
    for (const row of data) {
      expect(Object.keys(row).sort()).toEqual([...names].sort());
      expect([true, false, null]).toContain(row.buy_signal);
    }
  });

  test("of all scanners names the scanner in each row, and limits each of them", () => {
    const { data, scanner } = json("scan", "all", "--filter", "all", "--limit", "3");
    expect(scanner).toBe("all");
    expect(Object.keys(data[0])[0]).toBe("scanner");
    const found = data.map((row: { scanner: string }) => row.scanner);
    expect(found).toEqual(scanners.flatMap((definition) => Array(3).fill(definition.scanner)));
  });

  test("--csv has a header and as many lines as --json has rows", () => {
    const { count } = json("scan", "--limit", "0");
    const lines = run("scan", "--limit", "0", "--csv").stdout.trimEnd().split("\n");
    expect(lines[0]).toStartWith("scanner,symbol,");
    expect(lines.length).toBe(count + 1);
  });

  test("as of a day sees no later bar", () => {
    const { data, as_of: asOf } = json("scan", "--as-of", "2022-12-30", "--filter", "all");
    expect(asOf).toBe("2022-12-30");
    for (const row of data) expect(row.bar_time <= "2022-12-30").toBe(true);
  });

  test("of some symbols leaves the counts of the market as they are", () => {
    const counts = () => json("stats").rows.signals;
    const before = counts();
    const [symbol] = json("scan", "--filter", "all", "--limit", "1").data.map(
      (row: { symbol: string }) => row.symbol,
    );
    const { symbols } = json("scan", "--symbols", symbol, "--filter", "all");
    expect(symbols).toBe(1);
    expect(counts()).toBe(before);
  });

  test("answers although the database cannot be written, and says that nothing is saved", () => {
    // A second process holds the write lock; root may write anywhere, so modes prove nothing.
    const line = `
      "$BUN" -e 'const { Database } = require("bun:sqlite");
        const db = new Database("data/market_cache.db"); db.run("BEGIN IMMEDIATE");
        console.log("held"); setTimeout(() => {}, 60000);' > held & holder=$!
      until grep -q held held; do sleep 0.05; done
      l2t scan macd --json; code=$?; kill $holder; exit $code`;
    const { status, stdout, stderr } = runShell(line, { cwd, env: { BUN: process.execPath } });
    expect(stderr).toContain("nothing is saved, the answer stands");
    expect(JSON.parse(stdout)).toMatchObject({ scanner: "macd", signals_added: null });
    expect(status).toBe(0);
    // The store waits five seconds for the other process.
  }, 30_000);
});

describe("explain", () => {
  test("computes a signal of the ledger again and confirms it", () => {
    const [signal] = json("signals", "--limit", "1").data;
    const receipt = json("explain", signal.id);
    expect(receipt.verdict).toBe("confirmed");
    expect(receipt.signal).toMatchObject({ id: signal.id, why: signal.why });
    const { stdout } = run("explain", signal.id);
    for (const part of ["confirmed", "Numbers", "Definition", "Bars", signal.why]) {
      expect(stdout).toContain(part);
    }
  });

  test("of a symbol tells what every scanner says, and its signals", () => {
    const [signal] = json("signals", "--limit", "1").data;
    const about = json("explain", signal.symbol);
    expect(Object.keys(about.scanners)).toEqual(scanners.map(({ scanner }) => scanner));
    expect(about.signals.map(({ id }: { id: string }) => id)).toContain(signal.id);
    expect(run("explain", signal.symbol).stdout).toContain(signal.id);
  });
});

describe("chart", () => {
  test("draws in the terminal, as SVG and as PNG", () => {
    const [{ symbol }] = json("signals", "--limit", "1").data;
    const { stdout } = run("chart", symbol);
    expect(stdout).toContain(symbol);
    expect(stdout.split("\n").length).toBeGreaterThan(20);
    expect(run("chart", symbol, "--format", "svg").stdout).toStartWith("<svg ");
    expect(run("chart", symbol, "--out", "chart.png").status).toBe(0);
    expect([...readFileSync(join(cwd, "chart.png")).subarray(0, 4)]).toEqual([137, 80, 78, 71]);
  });
});

describe("export", () => {
  test("of bars reads back to a store with the same checksum", () => {
    expect(run("export", "--out", "out.csv.gz").status).toBe(0);
    expect(run("import", "out.csv.gz", "--data-dir", "copy").status).toBe(0);
    const checksum = (...line: string[]) =>
      /checksum ([0-9a-f]{64})/.exec(JSON.stringify(json("doctor", "--full", ...line)))?.[1];
    expect(checksum("--data-dir", "copy")).toBe(checksum() as string);
    expect(run("export", "--data-dir", "copy").stdout).toBe(run("export").stdout);
  });

  test("of signals lists the ledger", () => {
    const lines = run("export", "signals").stdout.trimEnd().split("\n");
    expect(lines.length).toBe(json("stats").signals + 1);
  });
});

test("stats count what was imported", () => {
  const stats = json("stats");
  expect(stats).toMatchObject({ symbols: 60, simulated: false });
  expect(stats.series).toMatchObject([{ interval: "1d", series: 60, bars: stats.bars }]);
  expect(run("stats").stdout).toContain("bytes each");
});
