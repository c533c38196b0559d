import type { CellValue } from "../../domain/signal.ts";

/** One line of RFC 4180; a missing value is an empty field. */
export function csvLine(cells: readonly (CellValue | undefined)[]): string {
  return `${cells.map(csvField).join(",")}\n`;
}

function csvField(value: CellValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
