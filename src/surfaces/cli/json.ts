import type { ResultRow } from "../../domain/result-table.ts";
import type { Output } from "./output.ts";

/** Rows are handed over in stretches, so that a large answer never is one string. */
const rowsPerWrite = 500;

/** Prints `{...head, data: [...]}` with one row a line. NaN and Infinity become null. */
export async function writeDocument(
  output: Output,
  head: Readonly<Record<string, unknown>>,
  rows: readonly ResultRow[],
): Promise<void> {
  const facts = JSON.stringify(head, null, 2).slice(0, -2);
  await output.write(`${facts},\n  "data": [`);
  for (let from = 0; from < rows.length; from += rowsPerWrite) {
    const part = rows.slice(from, from + rowsPerWrite).map((row) => `\n    ${JSON.stringify(row)}`);
    await output.write((from > 0 ? "," : "") + part.join(","));
  }
  await output.write(rows.length > 0 ? "\n  ]\n}\n" : "]\n}\n");
}

/** Prints one value as an indented document. */
export function writeJson(output: Output, value: unknown): Promise<void> {
  return output.write(`${JSON.stringify(value, null, 2)}\n`);
}
