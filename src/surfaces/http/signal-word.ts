import type { ResultRow } from "../../domain/result-table.ts";
import type { ScannerDefinition } from "../../scanners/define.ts";

/** The scanner's word for a row's signal: "fired", "bullish_cross"; null without one. */
export function signalWord({ columns, signals }: ScannerDefinition, row: ResultRow): string | null {
  if (row["status"] !== "signal") return null;
  for (const word of Object.keys(signals)) {
    if (row[word] === true) return word;
  }
  for (const { name, kind } of columns) {
    const cell = row[name];
    if (kind === "text" && typeof cell === "string" && Object.hasOwn(signals, cell)) return cell;
  }
  return String(row["direction"]);
}
