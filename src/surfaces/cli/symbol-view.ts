import { ledgerRow } from "../../domain/ledger-row.ts";
import { barTimeText, sourceText } from "../../domain/result-table.ts";
import type { ScanResult, SignalRecord } from "../../domain/signal.ts";
import { findScanner } from "../../scanners/registry.ts";
import type { MarketScan } from "../../services/scan/scan-market.ts";
import { rowsOf } from "../../services/scan/select-rows.ts";
import { formatCount, formatSpan } from "./format.ts";
import type { Output } from "./output.ts";
import { signalText } from "./row-cells.ts";
import { unwrapped } from "./scan-choice.ts";
import { simulatedLabel } from "./simulated-label.ts";
import { printTable } from "./table.ts";
import { padEnd, printable, textWidth, wrapText } from "./text.ts";

/** What is known about one symbol. */
export interface SymbolFacts {
  readonly symbol: string;
  readonly scan: MarketScan;
  /** Its newest signals. */
  readonly records: readonly SignalRecord[];
  readonly nowTsMs: number;
}

const widthMax = 100;

/** Every scanner's answer, then the signals of the ledger. */
export function symbolLines(output: Output, facts: SymbolFacts): string[] {
  const { paint } = output;
  const lines = [...headLines(output, facts), ""];
  const titles = facts.scan.results.map(({ scanner }) => unwrapped(findScanner(scanner)).title);
  const verdicts = facts.scan.results.map((result) => verdictText(output, result));
  const titleWidth = Math.max(...titles.map((title) => title.length));
  const verdictWidth = Math.max(...verdicts.map(textWidth));
  const left = titleWidth + verdictWidth + 4;
  for (const [index, result] of facts.scan.results.entries()) {
    const [first = "", ...rest] = wrapText(
      `${printable(result.why)} (${result.dialect})`,
      Math.max(30, Math.min(output.columns, widthMax) - left),
    );
    const head = padEnd(paint.bold(titles[index] as string), titleWidth);
    lines.push(`${head}  ${padEnd(verdicts[index] as string, verdictWidth)}  ${first}`);
    lines.push(...rest.map((line) => " ".repeat(left) + line));
  }
  lines.push("", paint.bold("Latest signals"), ...ledgerLines(output, facts.records));
  return lines;
}

function headLines(output: Output, { symbol, scan }: SymbolFacts): string[] {
  const { paint, glyphs } = output;
  const [result] = scan.results;
  if (result === undefined) return [paint.bold(symbol)];
  const { interval, source, adjustment, barTsMs, dataAgeMs, barCount } = result;
  const newest = barTimeText(barTsMs, result);
  const age =
    newest === null ? "no bars yet" : `newest bar ${newest}, ${formatSpan(dataAgeMs)} old`;
  const prices = adjustment === "split" ? "adjusted" : "raw";
  const about = [printable(sourceText(source)), prices, age].join(` ${glyphs.dot} `);
  const label = source.isSimulated ? `${simulatedLabel(output)} ` : "";
  const bars = `${formatCount(barCount)} bars read`;
  return [`${paint.bold(symbol)}  ${interval} ${glyphs.dot} ${bars}`, label + paint.dim(about)];
}

function verdictText(output: Output, { status, signal, direction }: ScanResult): string {
  if (status === "signal") return signalText(output, signal, direction);
  return output.paint.dim(status === "none" ? "none" : status);
}

/** With their ids, which `explain` takes. */
function ledgerLines(output: Output, records: readonly SignalRecord[]): string[] {
  const { paint } = output;
  if (records.length === 0) return [paint.dim("none in the ledger; l2t scan saves what it finds")];
  const columns = [
    { heading: "Since", align: "left", rank: 8 },
    { heading: "Signal", align: "left", rank: 9 },
    { heading: "Dialect", align: "left", rank: 5 },
    { heading: "Id, for l2t explain", align: "left", rank: 9 },
  ] as const;
  const rows = records.map((record) => [
    barTimeText(record.onsetTsMs, record) ?? "",
    signalText(output, record.signal, record.direction),
    record.dialect,
    record.id,
  ]);
  return [...printTable(output, columns, rows).lines];
}

export function symbolDocument({ symbol, scan, records, nowTsMs }: SymbolFacts) {
  return {
    symbol,
    interval: scan.interval,
    scanners: Object.fromEntries(
      scan.results.map(({ scanner }) => [scanner, rowsOf(scan.results, scanner, nowTsMs)[0]]),
    ),
    signals: records.map(ledgerRow),
  };
}
