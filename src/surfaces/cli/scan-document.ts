import { isDateKeyed } from "../../domain/interval.ts";
import { formatLocalDate } from "../../domain/local-date.ts";
import { type ResultRow, receiptColumns, sourceText } from "../../domain/result-table.ts";
import { csvLine } from "./csv.ts";
import { writeDocument } from "./json.ts";
import type { Output } from "./output.ts";
import type { ScanOutcome } from "./scan-run.ts";

/** Facts about a scan that stand before its rows. */
export interface ScanFacts {
  /** Id of the scanner, or "all". */
  readonly scanner: string;
  readonly filter: string;
  readonly nowTsMs: number;
}

/** Lines that are written at once. */
const linesPerWrite = 500;

/** One JSON document; rows use the column names of the tables. */
export function writeScanJson(output: Output, outcome: ScanOutcome, facts: ScanFacts) {
  const { coverage, findings } = outcome;
  const rows = allRows(outcome, facts);
  const { newest, interval } = coverage;
  const { dataAgeMs } = outcome;
  const head = {
    scanner: facts.scanner,
    as_of: asOfText(outcome),
    interval,
    dialect: dialectOf(outcome),
    source: newest === undefined ? null : sourceText(newest.source),
    simulated: newest?.source.isSimulated ?? false,
    filter: facts.filter,
    symbols: coverage.symbolCount,
    count: rows.length,
    total: findings.reduce((sum, { total }) => sum + total, 0),
    data_age_seconds: Number.isNaN(dataAgeMs) ? null : Math.round(dataAgeMs / 1_000),
    signals_added: outcome.signalsAdded,
    generated_at: new Date(facts.nowTsMs).toISOString(),
  };
  return writeDocument(output, head, rows);
}

/** A header line, then a line a row; a column that a scanner does not have is empty. */
export async function writeScanCsv(output: Output, outcome: ScanOutcome, facts: ScanFacts) {
  const names = new Set<string>(facts.scanner === "all" ? ["scanner", "symbol"] : ["symbol"]);
  for (const { definition } of outcome.findings) {
    for (const { name } of definition.columns) names.add(name);
  }
  for (const { name } of receiptColumns) names.add(name);
  const rows = allRows(outcome, facts);
  await output.write(csvLine([...names]));
  for (let from = 0; from < rows.length; from += linesPerWrite) {
    const part = rows.slice(from, from + linesPerWrite);
    await output.write(part.map((row) => csvLine([...names].map((name) => row[name]))).join(""));
  }
}

function allRows({ findings }: ScanOutcome, { scanner }: ScanFacts): readonly ResultRow[] {
  if (scanner !== "all") return findings.flatMap(({ rows }) => rows);
  return findings.flatMap(({ definition, rows }) =>
    rows.map((row) => ({ scanner: definition.scanner, ...row })),
  );
}

/** The name that all runs share, or "default" where each scanner goes by its own default. */
function dialectOf({ findings }: ScanOutcome): string | null {
  const names = new Set(findings.map(({ run }) => run.dialectName));
  const [first = null] = names;
  return names.size <= 1 ? first : "default";
}

/** "2023-06-30" for dated bars, a UTC time for intraday ones: the moment that was judged. */
export function asOfText({ coverage }: ScanOutcome): string {
  const { moment, interval } = coverage;
  if (isDateKeyed(interval)) return formatLocalDate(moment.asOfDate);
  return `${new Date(moment.asOfTsMs).toISOString().slice(0, 19)}Z`;
}
