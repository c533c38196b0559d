import type { Output } from "./output.ts";
import { padEnd, padStart, textWidth } from "./text.ts";

export interface TableColumn {
  readonly heading: string;
  /** Stands below the heading: "bars", "shares". */
  readonly unit?: string;
  readonly align: "left" | "right";
  /** Where the screen is too narrow, columns of the lowest rank go first; rank 9 stays. */
  readonly rank: number;
}

export interface PrintedTable {
  readonly lines: readonly string[];
  /** Headings of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}

const gap = 2;
const keptRank = 9;

/** Lays out rows of cells, which may hold colours already, below their headings. */
export function printTable(
  output: Output,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): PrintedTable {
  const widths = columns.map(({ heading, unit = "" }, index) =>
    Math.max(
      textWidth(heading),
      textWidth(unit),
      ...rows.map((row) => textWidth(row[index] as string)),
    ),
  );
  const shown = fitting(columns, widths, output.columns);
  const line = (cells: readonly string[]) =>
    shown
      .map((index) => {
        const [cell, width] = [cells[index] as string, widths[index] as number];
        return columns[index]?.align === "right" ? padStart(cell, width) : padEnd(cell, width);
      })
      .join(" ".repeat(gap))
      .trimEnd();
  const { paint } = output;
  const lines = [paint.bold(line(columns.map(({ heading }) => heading)))];
  const units = columns.map(({ unit = "" }) => unit);
  if (shown.some((index) => units[index] !== "")) lines.push(paint.dim(line(units)));
  lines.push(...rows.map(line));
  const leftOut = columns.filter((_, index) => !shown.includes(index));
  return { lines, leftOut: leftOut.map(({ heading }) => heading) };
}

/** Indexes of the columns that fit side by side. */
function fitting(
  columns: readonly TableColumn[],
  widths: readonly number[],
  columnsMax: number,
): readonly number[] {
  const shown = columns.map((_, index) => index);
  const total = () =>
    shown.reduce((sum, index) => sum + (widths[index] as number), gap * (shown.length - 1));
  while (total() > columnsMax) {
    let weakest = -1;
    for (const [at, index] of shown.entries()) {
      const rank = columns[index]?.rank ?? keptRank;
      if (rank >= keptRank) continue;
      // Of equal ones the last goes first.
      const rival = weakest < 0 ? keptRank : (columns[shown[weakest] as number]?.rank ?? keptRank);
      if (rank <= rival) weakest = at;
    }
    if (weakest < 0) break;
    shown.splice(weakest, 1);
  }
  return shown;
}
