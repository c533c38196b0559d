import { barTimeText } from "../../domain/result-table.ts";
import type { FileReport, ImportReport } from "../../services/import/report.ts";
import { counted, formatCount, formatDuration } from "./format.ts";
import type { Output } from "./output.ts";
import { definitionLines, printable } from "./text.ts";

/** Lines of a folder's report show its first files; all of them are in the JSON document. */
const filesShownMax = 10;
const wordWidth = 12;

/** What became of the rows, for people. */
export function importLines(output: Output, report: ImportReport): string[] {
  const { paint, glyphs } = output;
  const { totals, files } = report;
  const lines = files.slice(0, filesShownMax).flatMap((file) => fileLines(output, file, report));
  if (files.length > filesShownMax) {
    lines.push(paint.dim(`... and ${counted(files.length - filesShownMax, "more file")}`), "");
  }
  const speed = `${formatCount(report.rowsPerSecond)} rows/s`;
  const took = paint.dim(`in ${formatDuration(report.elapsedMs)} (${speed})`);
  const bars = `${counted(totals.barsAdded, "bar")} added`;
  lines.push(
    `${paint.bold(paint.green(glyphs.done))} ${paint.bold(bars)}${changes(report)} ${took}`,
  );
  if (report.isAdjustmentAssumed && totals.barsAdded > 0) {
    lines.push(paint.dim("  taken as adjusted for splits; --raw says otherwise"));
  }
  return lines;
}

function changes({ totals }: ImportReport): string {
  const parts: string[] = [];
  if (totals.barsChanged > 0) parts.push(`${formatCount(totals.barsChanged)} changed`);
  if (totals.barsUnchanged > 0) parts.push(`${formatCount(totals.barsUnchanged)} known before`);
  if (totals.rowsRejected > 0) parts.push(`${formatCount(totals.rowsRejected)} rejected`);
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}

function fileLines(output: Output, file: FileReport, report: ImportReport): string[] {
  const { paint } = output;
  const lines = [`${paint.bold(printable(file.label))}  ${paint.dim(report.interval)}`];
  const entries: [string, string][] = [["rows", rowsText(file)]];
  const from = barTimeText(file.firstTsMs, report);
  const until = barTimeText(file.lastTsMs, report);
  if (file.symbolCount !== null) {
    const span = from === null ? "" : `, ${from} to ${until}`;
    entries.push(["holds", `${counted(file.symbolCount, "symbol")}${span}`]);
  }
  for (const { flag, count, lineNumbers } of file.flags) {
    const example = `such as line ${lineNumbers[0]}`;
    entries.push(["kept", `${counted(count, "row")} flagged ${flag}, ${example}`]);
  }
  for (const { reason, count } of file.rejects) {
    const example = file.rejectedRows.find((row) => row.reason === reason);
    const where = example ? `, such as line ${example.lineNumber}: ${example.message}` : "";
    entries.push(["rejected", printable(`${counted(count, "row")} ${reason}${where}`)]);
  }
  if (file.rejectPath !== null) entries.push(["", `all of them in ${file.rejectPath}`]);
  for (const note of file.notes) entries.push(["note", printable(note)]);
  const width = Number.isFinite(output.columns) ? output.columns : 100;
  const colors = { rejected: paint.yellow, kept: paint.dim, note: paint.dim } as const;
  const rows = definitionLines(
    entries.map(([word, text]) => [word.padEnd(wordWidth), text] as const),
    { width },
  );
  for (const row of rows) {
    const word = row.trimStart().split(" ")[0] as keyof typeof colors;
    lines.push(colors[word]?.(row) ?? row);
  }
  return [...lines, ""];
}

function rowsText(file: FileReport): string {
  const rows = counted(file.rowCount, "row");
  if (file.status === "already-imported") return `${rows}, imported before: nothing to do`;
  if (file.status === "resumed") return `${rows}, of which an earlier run had stored some`;
  if (file.status === "cut-short") return `${rows}, then the file breaks off`;
  return rows;
}

/** The report as one document: counts as they are, moments as text. */
export function importDocument(report: ImportReport): Record<string, unknown> {
  return {
    interval: report.interval,
    adjustment: report.adjustment,
    adjustment_assumed: report.isAdjustmentAssumed,
    rows: report.totals.rowCount,
    bars_added: report.totals.barsAdded,
    bars_changed: report.totals.barsChanged,
    bars_unchanged: report.totals.barsUnchanged,
    rows_superseded: report.totals.rowsSuperseded,
    rows_rejected: report.totals.rowsRejected,
    rows_flagged: report.totals.rowsFlagged,
    elapsed_seconds: report.elapsedMs / 1_000,
    rows_per_second: Math.round(report.rowsPerSecond),
    files: report.files.map((file) => fileDocument(file, report)),
    failures: report.failures.map(({ label, failure }) => ({
      file: label,
      code: failure.code,
      message: failure.message,
    })),
  };
}

function fileDocument(file: FileReport, report: ImportReport): Record<string, unknown> {
  return {
    file: file.label,
    status: file.status,
    rows: file.rowCount,
    bars_added: file.barsAdded,
    bars_changed: file.barsChanged,
    bars_unchanged: file.barsUnchanged,
    rows_superseded: file.rowsSuperseded,
    rows_rejected: file.rowsRejected,
    rows_flagged: file.rowsFlagged,
    symbols: file.symbolCount,
    first: barTimeText(file.firstTsMs, report),
    last: barTimeText(file.lastTsMs, report),
    rejects: Object.fromEntries(file.rejects.map(({ reason, count }) => [reason, count])),
    reject_file: file.rejectPath,
    flags: Object.fromEntries(file.flags.map(({ flag, count }) => [flag, count])),
    notes: file.notes,
  };
}
