import {
  barTimeText,
  type ResultColumn,
  type ResultRow,
  sourceText,
} from "../../domain/result-table.ts";
import type { ScanStatus } from "../../domain/signal.ts";
import { counted, formatCount, formatSpan } from "./format.ts";
import type { Output } from "./output.ts";
import { cellText, signalText } from "./row-cells.ts";
import { asOfText } from "./scan-document.ts";
import type { ScannerFindings, ScanOutcome } from "./scan-run.ts";
import { simulatedLabel } from "./simulated-label.ts";
import { printTable, type TableColumn } from "./table.ts";
import { wrapText } from "./text.ts";

const statusWords: Readonly<Record<ScanStatus, string>> = {
  signal: "with a signal",
  none: "without",
  "not-warmed-up": "not warmed up",
  stale: "stale",
  "no-data": "lacking data",
};

/** Little pictures of the newest closes, by symbol. */
export type Sparklines = ReadonlyMap<string, string>;

/** What one scanner found, as a table for people. */
export function findingsLines(
  output: Output,
  findings: ScannerFindings,
  scan: { readonly outcome: ScanOutcome; readonly filter: string; readonly sparklines: Sparklines },
): string[] {
  const { paint } = output;
  const { rows, total } = findings;
  const lines = headLines(output, findings, scan.outcome);
  if (rows.length === 0) {
    return [...lines, "", paint.dim(emptyText(findings, scan.filter))];
  }
  const columns = tableColumns(findings, scan);
  const cells = rows.map((row) => columns.map(({ cell }) => cell(output, row)));
  const table = printTable(output, columns, cells);
  lines.push("", ...table.lines);
  const notes: string[] = [];
  if (rows.length < total) {
    notes.push(`showing ${rows.length} of ${formatCount(total)}; --limit 0 shows all`);
  }
  if (table.leftOut.length > 0) notes.push(`no room for ${table.leftOut.join(", ")}`);
  if (notes.length > 0) lines.push("", paint.dim(notes.join(`  ${output.glyphs.dot}  `)));
  return lines;
}

function headLines(output: Output, findings: ScannerFindings, outcome: ScanOutcome): string[] {
  const { paint, glyphs } = output;
  const { definition, run, statusCounts } = findings;
  const { coverage } = outcome;
  const facts = [run.dialectName, coverage.interval, `as of ${asOfText(outcome)}`];
  const title = `${paint.bold(definition.title)}  ${facts.join(` ${glyphs.dot} `)}`;
  const counts = Object.entries(statusCounts)
    .filter(([status, count]) => count > 0 || status === "signal")
    .map(([status, count]) => `${formatCount(count)} ${statusWords[status as ScanStatus]}`);
  const source = coverage.newest === undefined ? [] : [sourceText(coverage.newest.source)];
  const symbols = `${counted(coverage.symbolCount, "symbol")}: ${counts.join(", ")}`;
  const about = [...source, newestText(outcome), symbols].join(` ${glyphs.dot} `);
  const isSimulated = coverage.newest?.source.isSimulated === true;
  const label = isSimulated ? [simulatedLabel(output)] : [];
  return [title, ...label, ...wrapText(about, output.columns).map(paint.dim)];
}

/** How new the data is: against the clock, or against the moment that was asked for. */
function newestText({ coverage, newestBarTsMs, dataAgeMs }: ScanOutcome): string {
  const text = barTimeText(newestBarTsMs, coverage);
  return text === null ? "no bars yet" : `newest bar ${text}, ${formatSpan(dataAgeMs)} old`;
}

/** Why there is nothing to show. */
function emptyText(findings: ScannerFindings, filter: string): string {
  const what = filter === "signals" ? "no signals" : `nothing passes the filter "${filter}"`;
  const short = findings.statusCounts["not-warmed-up"];
  if (short === 0) return what;
  const { dialectName, dialect } = findings.run;
  const needs = `${dialectName} needs ${dialect.warmupBars} bars`;
  return `${what}; ${needs}, and ${counted(short, "symbol")} had fewer`;
}

interface ScanColumn extends TableColumn {
  readonly cell: (output: Output, row: ResultRow) => string;
}

/** Ranks by which columns give way on a narrow screen. */
const ranks = { kept: 9, price: 8, key: 6, since: 4, sparkline: 3 } as const;

function tableColumns(
  findings: ScannerFindings,
  scan: { readonly filter: string; readonly sparklines: Sparklines },
): ScanColumn[] {
  const { words } = findings;
  const symbolOf = (row: ResultRow) => String(row["symbol"]);
  const columns: ScanColumn[] = [
    {
      heading: "Symbol",
      align: "left",
      rank: ranks.kept,
      cell: ({ paint }, row) => paint.bold(symbolOf(row)),
    },
    {
      heading: "Signal",
      align: "left",
      rank: ranks.kept,
      cell: (output, row) => verdictText(output, findings, row),
    },
    ...keyColumns(findings).map(resultColumn),
  ];
  if (findings.rows.some((row) => row["onset_time"] !== null)) {
    columns.push({
      heading: "Since",
      align: "left",
      rank: ranks.since,
      cell: ({ glyphs, paint }, row) => String(row["onset_time"] ?? paint.dim(glyphs.missing)),
    });
  }
  if (scan.sparklines.size > 0) {
    columns.push({
      heading: "Closes",
      align: "left",
      rank: ranks.sparkline,
      cell: ({ paint }, row) => paint.cyan(scan.sparklines.get(symbolOf(row)) ?? ""),
    });
  }
  return words.size === 0 ? columns.filter(({ heading }) => heading !== "Signal") : columns;
}

/** Key columns that say more than the verdict beside them. */
function keyColumns({ definition, rows, words }: ScannerFindings): ResultColumn[] {
  return definition.columns.filter((column) => {
    if (column.isKey !== true) return false;
    if (column.kind !== "text") return true;
    return rows.some((row) => {
      const value = row[column.name] ?? null;
      const word = words.get(String(row["symbol"]));
      return value !== null && value !== word?.signal && value !== word?.direction;
    });
  });
}

function resultColumn(column: ResultColumn): ScanColumn {
  const isText = column.kind === "text" || column.kind === "boolean";
  const isPrice = column.name === "price" || column.name === "price_change_pct";
  return {
    heading: column.label,
    ...(column.unit === "bars" || column.unit === "shares" ? { unit: column.unit } : {}),
    align: isText ? "left" : "right",
    rank: isPrice ? ranks.price : ranks.key,
    cell: (output, row) => cellText(output, column, row[column.name] ?? null),
  };
}

function verdictText(output: Output, findings: ScannerFindings, row: ResultRow): string {
  const word = findings.words.get(String(row["symbol"]));
  const status = row["status"] as ScanStatus;
  if (status === "signal" && word) return signalText(output, word.signal, word.direction);
  return output.paint.dim(status === "none" ? "none" : statusWords[status]);
}
