import { type ResultColumn, receiptColumns } from "../../src/domain/result-table.ts";
import type { Dialect, ScannerDefinition } from "../../src/scanners/define.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { filterNames } from "../../src/services/scan/select-rows.ts";
import { code, madeFrom, markdownTable } from "./markdown.ts";

/** docs/reference/scanners.md. */
export function scannersPage(): string {
  const list = scanners.map(({ scanner, title, summary }) => [
    `[${scanner}](#${scanner})`,
    title,
    summary,
  ]);
  return [
    madeFrom("src/scanners"),
    "# Scanners\n\n",
    markdownTable(["Id", "Name", "What it looks for"], list),
    ...scanners.map(scannerSection),
    "\n## Columns of every result\n\n",
    "They follow the scanner's own columns in JSON, CSV, the API and the tables.\n\n",
    columnTable(receiptColumns),
  ].join("");
}

function scannerSection(definition: ScannerDefinition): string {
  const { scanner, title, summary, table, signals, params, dialects, columns } = definition;
  return [
    `\n## ${scanner}\n\n`,
    `${title}. ${summary} Newest results: table ${code(table)}.\n\n`,
    markdownTable(
      ["Signal", "Meaning"],
      Object.entries(signals).map(([name, help]) => [code(name), help]),
    ),
    "\n",
    markdownTable(["Dialect", "Definition", "Source", "Reads", "Needs"], dialectRows(dialects)),
    "\n",
    markdownTable(
      ["Parameter", "Default", "Range", "Meaning"],
      Object.entries(params).map(([name, spec]) => [
        code(name),
        String(spec.default),
        `${spec.min} to ${spec.max}`,
        spec.help,
      ]),
    ),
    `\nFilters: ${filterNames(definition).map(code).join(", ")}.\n\n`,
    columnTable(columns),
  ].join("");
}

/** The first one is the default. */
function dialectRows(dialects: ScannerDefinition["dialects"]): string[][] {
  return Object.entries(dialects).map(([name, dialect], index) => [
    index === 0 ? `${code(name)} (default)` : code(name),
    dialect.title,
    dialect.source,
    historyText(dialect),
    `${dialect.warmupBars} bars`,
  ]);
}

function historyText({ history, acceptsStaleBars }: Dialect<unknown>): string {
  const stale = acceptsStaleBars ? ", old bars too" : "";
  if (history.kind === "bars") return `the last ${history.bars} bars${stale}`;
  if (history.kind === "calendar-months") {
    return `the last ${history.months} calendar months${stale}`;
  }
  return `${history.sessions} sessions, ${history.barsMin} bars at least${stale}`;
}

function columnTable(columns: readonly ResultColumn[]): string {
  const rows = columns.map(({ name, kind, unit = "", help }) => [code(name), kind, unit, help]);
  return markdownTable(["Column", "Kind", "Unit", "Meaning"], rows);
}
