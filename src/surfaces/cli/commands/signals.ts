import { parseSymbol } from "../../../domain/instrument.ts";
import { intervals } from "../../../domain/interval.ts";
import { ledgerRow } from "../../../domain/ledger-row.ts";
import { barTimeText, type ResultRow } from "../../../domain/result-table.ts";
import type { SignalRecord } from "../../../domain/signal.ts";
import { scanners } from "../../../scanners/registry.ts";
import { parseAsOf } from "../../../services/scan/moment.ts";
import { defineCommand } from "../command.ts";
import { csvLine } from "../csv.ts";
import { formatCount } from "../format.ts";
import { writeDocument } from "../json.ts";
import { type Output, writeLines } from "../output.ts";
import { signalText } from "../row-cells.ts";
import { unwrapped } from "../scan-choice.ts";
import { simulatedLabel } from "../simulated-label.ts";
import { withStore } from "../store-access.ts";
import { printTable } from "../table.ts";

/** A ledger is read into memory; this many rows take about 100 MB. */
const rowsMax = 100_000;

export const signalsCommand = defineCommand({
  name: "signals",
  group: "signals",
  summary: "List the ledger: every signal that was ever found and saved",
  arguments: {
    symbol: { placeholder: "SYMBOL", help: "only of this symbol", isOptional: true },
  },
  options: {
    scanner: {
      kind: "choice",
      flag: "scanner",
      placeholder: "SCANNER",
      choices: scanners.map(({ scanner }) => scanner),
      help: `only of one scanner: ${scanners.map(({ scanner }) => scanner).join(", ")}`,
    },
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      help: `only of bars of one length: ${intervals.join(", ")}`,
    },
    since: {
      kind: "text",
      flag: "since",
      placeholder: "DATE|TIME",
      help: "only those found after that day, or at that moment or later",
    },
    limit: {
      kind: "integer",
      flag: "limit",
      placeholder: "ROWS",
      min: 0,
      max: rowsMax,
      default: 20,
      help: "rows to print, those that began last first; 0 prints all",
    },
  },
  formats: ["json", "csv"],
  examples: [
    { line: "signals", help: "the newest" },
    { line: "signals AAPL --scanner macd --limit 0", help: "all crosses of one symbol" },
  ],
  failures: ["not.found", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { args, options }) {
    const { out, settings } = context;
    const { scanner, interval } = options;
    const symbol = args.symbol === undefined ? undefined : unwrapped(parseSymbol(args.symbol));
    const since = options.since === undefined ? undefined : unwrapped(parseAsOf(options.since));
    return withStore(context, { isReadOnly: true }, async (store) => {
      const records = store.signals.signals({
        limit: options.limit === 0 ? rowsMax : options.limit,
        ...(symbol !== undefined && { symbol }),
        ...(scanner !== undefined && { scanner }),
        ...(interval !== undefined && { interval }),
        ...(since !== undefined && { detectedFromTsMs: since }),
      });
      const total = store.signals.countSignals();
      const rows = records.map(ledgerRow);
      if (settings.json) await writeDocument(out, { count: rows.length, ledger: total }, rows);
      else if (settings.csv) await out.write(csvText(rows));
      else await writeLines(out, ledgerLines(out, records, total));
      return 0;
    });
  },
});

function csvText(rows: readonly ResultRow[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  return csvLine(Object.keys(first)) + rows.map((row) => csvLine(Object.values(row))).join("");
}

/** Ledger entries as a table, newest onset first. */
function ledgerLines(output: Output, records: readonly SignalRecord[], total: number): string[] {
  const { paint } = output;
  if (records.length === 0) {
    const way = total === 0 ? "the ledger is empty; fill it with: l2t scan" : "nothing matches";
    return [paint.dim(way)];
  }
  const columns = [
    { heading: "Since", align: "left", rank: 9 },
    { heading: "Symbol", align: "left", rank: 9 },
    { heading: "Scanner", align: "left", rank: 8 },
    { heading: "Signal", align: "left", rank: 9 },
    { heading: "Interval", align: "left", rank: 5 },
    { heading: "Dialect", align: "left", rank: 4 },
    { heading: "Why", align: "left", rank: 2 },
  ] as const;
  const rows = records.map((record) => [
    barTimeText(record.onsetTsMs, record) ?? "",
    paint.bold(record.symbol),
    record.scanner,
    signalText(output, record.signal, record.direction),
    record.interval,
    record.dialect,
    paint.dim(record.why),
  ]);
  const { lines, leftOut } = printTable(output, columns, rows);
  const isSimulated = records.some(({ source }) => source.isSimulated);
  const count = `${formatCount(records.length)} of ${formatCount(total)} in the ledger`;
  const notes = [count, "receipts: l2t explain SYMBOL"];
  if (leftOut.length > 0) notes.push(`no room for ${leftOut.join(", ")}`);
  const label = isSimulated ? [simulatedLabel(output), ""] : [];
  return [...label, ...lines, "", paint.dim(notes.join(`  ${output.glyphs.dot}  `))];
}
