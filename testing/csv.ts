import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * Rows of a small CSV file (.csv or .csv.gz) with a header, as objects by column name. Quotes are
 * not understood; the files under ../shared that the tests read have none.
 */
export function readCsv(path: string): Record<string, string>[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}

/** One column as numbers; a blank cell is NaN. */
export function numberColumn(rows: readonly Record<string, string>[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => {
    const cell = row[name];
    if (cell === undefined) throw new Error(`there is no column "${name}"`);
    if (cell !== "" && Number.isNaN(Number(cell))) throw new Error(`"${cell}" is no number`);
    return cell === "" ? Number.NaN : Number(cell);
  });
}
