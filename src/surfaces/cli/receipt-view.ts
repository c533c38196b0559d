import { barTimeText, type ResultColumn, sourceText, utcText } from "../../domain/result-table.ts";
import type { CellValue, SignalRecord } from "../../domain/signal.ts";
import type { ScannerDefinition } from "../../scanners/define.ts";
import { findScanner } from "../../scanners/registry.ts";
import type { Explanation } from "../../services/scan/explain.ts";
import { formatCount, formatSpan } from "./format.ts";
import type { Output } from "./output.ts";
import { cellText, signalText } from "./row-cells.ts";
import { unwrapped } from "./scan-choice.ts";
import { simulatedLabel } from "./simulated-label.ts";
import { definitionLines, padEnd, printable, textWidth, wrapText } from "./text.ts";

const verdictTexts: Readonly<Record<Explanation["verdict"], string>> = {
  confirmed: "computed again from the stored bars: the same answer",
  "bars-changed": "the stored bars are not the same as then: they were corrected since",
  differs: "the same bars give another answer now: this is a bug, please report it",
  "bars-missing": "the store does not hold the bars any more",
};

const widthMax = 100;

/** A signal with everything needed to check it, section by section. */
export function receiptLines(output: Output, explanation: Explanation): string[] {
  const { paint, glyphs } = output;
  const { record } = explanation;
  const definition = unwrapped(findScanner(record.scanner));
  const facts = [definition.title, record.dialect, record.interval].join(` ${glyphs.dot} `);
  const word = signalText(output, record.signal, record.direction);
  const label = record.source.isSimulated ? [simulatedLabel(output)] : [];
  return [
    ...label,
    `${paint.bold(record.symbol)}  ${word}  ${facts}`,
    ...wrapText(printable(record.why), widthOf(output)),
    "",
    ...verdictLines(output, explanation),
    ...section(output, "When", whenEntries(record)),
    ...numberLines(output, definition, explanation),
    ...section(output, "Definition", definitionEntries(record, definition)),
    ...section(output, "Bars", barEntries(record)),
    ...section(output, "Id", [["signal", record.id]]),
  ];
}

function verdictLines(output: Output, { verdict, recomputed, record }: Explanation): string[] {
  const { paint, glyphs } = output;
  const isGood = verdict === "confirmed";
  const mark = isGood ? paint.green(glyphs.done) : paint.yellow(glyphs.warning);
  const lines = [`${mark} ${paint.bold(verdict)}  ${verdictTexts[verdict]}`];
  if (isGood || recomputed === null) return lines;
  const now = recomputed.signal === record.signal ? "still" : "now";
  return [...lines, `  ${now} ${recomputed.signal}: ${printable(recomputed.why)}`];
}

function whenEntries(record: SignalRecord): [string, string][] {
  const { barState, dataAgeMs, detectedTsMs } = record;
  return [
    ["began at", barTimeText(record.onsetTsMs, record) ?? "an unknown bar"],
    ["seen at", `${barTimeText(record.barTsMs, record)} (${barState} bar)`],
    ["found", `${utcText(detectedTsMs)} UTC, the bar then ${formatSpan(dataAgeMs)} old`],
  ];
}

/** Each cell with what it means; beside it the new value where that is another one. */
function numberLines(
  output: Output,
  definition: ScannerDefinition,
  { record, recomputed }: Explanation,
): string[] {
  const { paint } = output;
  const cells = definition.columns.map((column) => {
    const then = cellText(output, column, record.values[column.name] ?? null);
    const now = changedText(output, column, record, recomputed?.values[column.name]);
    return { label: column.label, value: then + now, help: column.help };
  });
  const labelWidth = Math.max(...cells.map(({ label }) => label.length));
  const valueWidth = Math.max(...cells.map(({ value }) => textWidth(value)));
  const left = labelWidth + valueWidth + 6;
  return [
    "",
    paint.bold("Numbers"),
    ...cells.flatMap(({ label, value, help }) => {
      const [first = "", ...rest] = wrapText(help, Math.max(20, widthOf(output) - left));
      const head = `  ${padEnd(label, labelWidth)}  ${padEnd(value, valueWidth)}  `;
      return [head + paint.dim(first), ...rest.map((line) => " ".repeat(left) + paint.dim(line))];
    }),
  ];
}

function changedText(
  output: Output,
  column: ResultColumn,
  record: SignalRecord,
  now: CellValue | undefined,
): string {
  if (now === undefined || now === (record.values[column.name] ?? null)) return "";
  return ` -> ${cellText(output, column, now)}`;
}

function definitionEntries(
  record: SignalRecord,
  definition: ScannerDefinition,
): [string, string][] {
  const dialect = definition.dialects[record.dialect];
  const params = Object.entries(JSON.parse(record.params) as Record<string, number>);
  const entries: [string, string][] = [["signal", definition.signals[record.signal] ?? ""]];
  if (dialect !== undefined) {
    entries.push([record.dialect, `${dialect.title}; ${dialect.source}`]);
  }
  entries.push(["with", params.map(([name, value]) => `${name} ${value}`).join(", ")]);
  return entries;
}

function barEntries(record: SignalRecord): [string, string][] {
  const prices = record.adjustment === "split" ? "adjusted for splits" : "as printed, unadjusted";
  const until = barTimeText(record.barTsMs, record);
  return [
    ["read", `${formatCount(record.barCount)} bars of ${record.interval} up to ${until}`],
    ["prices", prices],
    ["source", printable(sourceText(record.source))],
    ["hash", record.inputsHash],
  ];
}

function section(output: Output, title: string, entries: readonly [string, string][]): string[] {
  const lines = definitionLines(entries, { width: widthOf(output) });
  return ["", output.paint.bold(title), ...lines];
}

function widthOf(output: Output): number {
  return Math.min(output.columns, widthMax);
}

export function receiptDocument({ record, recomputed, verdict }: Explanation) {
  return {
    verdict,
    signal: {
      id: record.id,
      scanner: record.scanner,
      dialect: record.dialect,
      params: JSON.parse(record.params) as unknown,
      symbol: record.symbol,
      interval: record.interval,
      adjustment: record.adjustment,
      source: sourceText(record.source),
      simulated: record.source.isSimulated,
      signal: record.signal,
      direction: record.direction,
      onset_time: barTimeText(record.onsetTsMs, record),
      bar_time: barTimeText(record.barTsMs, record),
      bar_state: record.barState,
      data_age_seconds: Math.round(record.dataAgeMs / 1_000),
      detected_at: new Date(record.detectedTsMs).toISOString(),
      bar_count: record.barCount,
      inputs_hash: record.inputsHash,
      why: record.why,
      values: record.values,
    },
    recomputed:
      recomputed === null
        ? null
        : {
            status: recomputed.status,
            signal: recomputed.signal,
            direction: recomputed.direction,
            why: recomputed.why,
            values: recomputed.values,
          },
  };
}
