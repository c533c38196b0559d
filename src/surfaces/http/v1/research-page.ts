import { Failure } from "../../../base/failure.ts";
import type { Since } from "../../../ports/research-store.ts";
import { cursorText, type Key, type Page } from "./cursor.ts";

/** Rows read at once at most; no moment has as many. */
const readMax = 100_000;

/**
 * A page of facts that the store has newest first: those after the one that the cursor names.
 * Facts of one moment are read again, since a page may end between them.
 */
export function researchPage<T extends { readonly tsMs: number }>(
  read: (wanted: Since) => readonly T[],
  wanted: {
    readonly sinceTsMs: number;
    readonly symbol: string | null;
    readonly limit: number;
    readonly cursor: Key | null;
    /** The moment comes first; no two rows have the same. */
    readonly keyOf: (row: T) => Key;
  },
): Page<T> {
  const { sinceTsMs, symbol, limit, cursor, keyOf } = wanted;
  const filter = { sinceTsMs, ...(symbol !== null && { symbol }) };
  // One more than asked for tells whether there is a next page.
  const rows =
    cursor === null
      ? read({ ...filter, limit: limit + 1 })
      : rowsAfter(cursor, (range) => read({ ...filter, ...range }), { count: limit + 1, keyOf });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: shown, nextCursor: hasMore ? cursorText(keyOf(last)) : null };
}

function rowsAfter<T extends { readonly tsMs: number }>(
  cursor: Key,
  read: (range: { readonly untilTsMs: number; readonly limit: number }) => readonly T[],
  wanted: { readonly count: number; readonly keyOf: (row: T) => Key },
): readonly T[] {
  const name = JSON.stringify(cursor);
  const [untilTsMs] = cursor;
  for (let limit = wanted.count + 1; isMoment(untilTsMs) && limit <= readMax; limit *= 2) {
    const rows = read({ untilTsMs, limit });
    const index = rows.findIndex((row) => JSON.stringify(wanted.keyOf(row)) === name);
    const isAll = rows.length < limit;
    if (index !== -1 && (isAll || rows.length - index > wanted.count)) return rows.slice(index + 1);
    const isPast = isAll || (rows.at(-1)?.tsMs ?? 0) < untilTsMs;
    if (index === -1 && isPast) break;
  }
  throw new Failure("usage.invalid", "cursor is not of this list; begin anew without it");
}

function isMoment(value: Key[number] | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
