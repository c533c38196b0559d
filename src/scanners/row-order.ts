import type { ResultRow } from "../domain/result-table.ts";
import type { RowOrder } from "./define.ts";

/** Largest cell first; missing cells last. */
export function descending(column: string): RowOrder {
  return (a, b) => compareCells(b, a, column, -1);
}

/** Smallest cell first; missing cells last. */
export function ascending(column: string): RowOrder {
  return (a, b) => compareCells(a, b, column, 1);
}

/** Rows in the order of the listed words; other words last. */
export function ranked(column: string, words: readonly string[]): RowOrder {
  const rank = (row: ResultRow) => {
    const at = words.indexOf(String(row[column]));
    return at < 0 ? words.length : at;
  };
  return (a, b) => rank(a) - rank(b);
}

/** The first order that tells two rows apart decides; symbols settle ties. */
export function inOrder(...orders: readonly RowOrder[]): RowOrder {
  const all = [...orders, ascending("symbol")];
  return (a, b) => {
    for (const order of all) {
      const sign = order(a, b);
      if (sign !== 0) return sign;
    }
    return 0;
  };
}

function compareCells(a: ResultRow, b: ResultRow, column: string, missing: number): number {
  const x = a[column] ?? null;
  const y = b[column] ?? null;
  if (x === null || y === null) {
    if (x === y) return 0;
    return (x === null ? 1 : -1) * missing;
  }
  return x < y ? -1 : x > y ? 1 : 0;
}
