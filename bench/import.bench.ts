/** The import as a user types it: rate and memory of the whole command on a market of files. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { makeCsv } from "../testing/made-csv.ts";
import { sharedPath } from "../testing/shared.ts";
import type { BenchCase, BenchOptions, Figure } from "./define.ts";
import { type CommandUse, measureCommand } from "./harness/measured-command.ts";
import { numberText } from "./harness/print.ts";

export const importBench: BenchCase = {
  name: "import",
  title: "Import: CSV files into the store, the whole command",
  run,
};

interface Inputs {
  /** All days of a symbol together, gzipped. */
  readonly bySymbol: string;
  /** The same rows, all symbols of a day together, gzipped. */
  readonly byDate: string;
  readonly what: string;
}

interface Measured {
  readonly name: string;
  readonly rowsPerS: number;
  readonly peakMb: number;
  readonly cpuMs: number;
  readonly rows: number;
}

export async function run(options: BenchOptions) {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-import-"));
  try {
    const inputs = prepare(folder, options);
    const rounds = Math.max(1, Math.min(options.rounds, 5));
    const bySymbol = await ours("by symbol", inputs.bySymbol, { folder, rounds });
    const byDate = await ours("by date", inputs.byDate, { folder, rounds: 1 });
    const again = await repeat(inputs.bySymbol, folder);
    const plain = await plainImport(inputs.bySymbol, folder);
    const figures: Figure[] = [
      figure("import.rows-per-second", bySymbol.rowsPerS, "rows/s"),
      // The bound is on processor time: others on the machine do not change it much.
      figure("import.rows-per-cpu-second", rowsPerCpuS(bySymbol), "rows/s", { min: 300_000 }),
      figure("import.peak-memory", bySymbol.peakMb, "MB", { max: 100 }),
      figure("import.by-date-rows-per-second", byDate.rowsPerS, "rows/s"),
      figure("import.by-date-peak-memory", byDate.peakMb, "MB"),
      figure("import.over-plain", bySymbol.rowsPerS / plain.rowsPerS, "x"),
      figure("import.known-file", again.wallMs, "ms"),
    ];
    const rows = [bySymbol, byDate, plain].map(({ name, rowsPerS, peakMb, cpuMs }) => [
      name,
      numberText(rowsPerS),
      numberText(cpuMs),
      numberText(peakMb),
    ]);
    const heads = ["import", "rows/s", "CPU ms", "peak MB"];
    const notes = [
      `${inputs.what}, ${numberText(bySymbol.rows)} rows; gunzip, checks and commits included.`,
      "plain: the file as one text, split into strings, one row of SQLite a bar.",
    ];
    return { tables: [{ title: inputs.what, heads, rows }], figures, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Real daily bars where they are at hand, made ones elsewhere. */
function prepare(folder: string, { seed, symbols, bars }: BenchOptions): Inputs {
  const shared = sharedPath("data", "daily_us_2022_2024.csv.gz");
  const byDate = join(folder, "by-date.csv.gz");
  if (shared !== null) {
    writeFileSync(byDate, gzipSync(sortedByDate(gunzipSync(Bun.mmap(shared)).toString())));
    return { bySymbol: shared, byDate, what: "real daily bars of the US market" };
  }
  const bySymbol = join(folder, "by-symbol.csv.gz");
  const made = { seed, symbols, days: bars };
  writeFileSync(bySymbol, gzipSync(makeCsv(made)));
  writeFileSync(byDate, gzipSync(makeCsv({ ...made, order: "date" })));
  return { bySymbol, byDate, what: `made daily bars, ${symbols} symbols x ${bars}` };
}

function sortedByDate(text: string): string {
  const [header = "", ...rows] = text.trimEnd().split("\n");
  const byDate = new Map<string, string[]>();
  for (const row of rows) {
    const date = row.slice(row.indexOf(",") + 1, row.indexOf(",") + 11);
    const known = byDate.get(date);
    if (known) known.push(row);
    else byDate.set(date, [row]);
  }
  const dates = [...byDate.keys()].sort();
  return [header, ...dates.flatMap((date) => byDate.get(date) ?? [])].join("\n");
}

/** The median rate and the highest memory of some rounds, each into a store of its own. */
async function ours(
  name: string,
  path: string,
  { folder, rounds }: { readonly folder: string; readonly rounds: number },
): Promise<Measured> {
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const data = join(folder, "data");
    rmSync(data, { recursive: true, force: true });
    measured.push(toMeasured(name, await importCommand(path, data)));
  }
  measured.sort((a, b) => a.rowsPerS - b.rowsPerS);
  const median = measured[measured.length >> 1] as Measured;
  return { ...median, peakMb: Math.max(...measured.map(({ peakMb }) => peakMb)) };
}

/** The same file once more into the store of the rounds before. */
async function repeat(path: string, folder: string): Promise<CommandUse> {
  const data = join(folder, "again");
  await importCommand(path, data);
  return importCommand(path, data);
}

async function plainImport(path: string, folder: string): Promise<Measured> {
  const script = fileURLToPath(import.meta.resolve("./import/plain-import.ts"));
  const words = [process.execPath, script, path, join(folder, "plain.db")];
  return toMeasured("plain", await measureCommand(words));
}

function importCommand(path: string, dataDir: string): Promise<CommandUse> {
  const words = ["import", path, "--interval", "1d", "--adjusted", "--json"];
  return measureCommand(["bin/l2t", ...words, "--data-dir", dataDir]);
}

function toMeasured(name: string, { stdout, cpuMs, peakMb }: CommandUse): Measured {
  const report = JSON.parse(stdout) as { rows: number; elapsed_seconds: number };
  return { name, rowsPerS: report.rows / report.elapsed_seconds, peakMb, cpuMs, rows: report.rows };
}

/** Of the whole command: starting it, unpacking, checking and committing. */
function rowsPerCpuS({ rows, cpuMs }: Measured): number {
  return (rows * 1_000) / cpuMs;
}

function figure(id: string, value: number, unit: string, bound?: Figure["bound"]): Figure {
  return bound ? { id, value, unit, bound } : { id, value, unit };
}

if (import.meta.main) {
  const report = await run({ seed: 1, symbols: 5_000, bars: 350, rounds: 3, minutes: 1 });
  for (const { id, value, unit } of report.figures) console.log(id, numberText(value), unit);
  for (const note of report.notes) console.log(note);
}
