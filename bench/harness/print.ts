import type { Table } from "../define.ts";

/** The table as text: first column to the left, numbers to the right. */
export function tableText({ title, heads, rows }: Table): string {
  const lines = [heads, ...rows];
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? "").length)),
  );
  const isText = heads.map((_, column) => column === 0 || rows.some((row) => isWord(row[column])));
  const texts = lines.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] as number;
        return isText[column] ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return [title, ...texts.map((text) => `  ${text}`)].join("\n");
}

/** "1,234", "12.3", "0.0123": three digits that matter. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  const digits = Number(value.toPrecision(3));
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(digits);
}

function isWord(cell: string | undefined): boolean {
  return cell !== undefined && !/^-?[\d,.]*( ?[x%])?$/.test(cell);
}
