import { err, ok, type Result } from "../../../base/result.ts";
import type { ParamSpec } from "../params.ts";

/**
 * A page's end as a text that clients hand back: the key of its last row. A key stays where it is
 * while rows are added around it, so pages neither repeat nor miss a row; a count would not.
 */
export type Key = readonly (string | number | boolean | null)[];

const cursorLengthMax = 600;

export function cursorText(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Takes what `cursorText` made of as many values; null is the beginning. */
export function cursorParam(valueCount: number): ParamSpec<Key | null> {
  return {
    help: "where the page before ended: its meta.next_cursor",
    default: null,
    allowed: "the next_cursor of the page before, as it came",
    schema: { type: "string", maxLength: cursorLengthMax },
    lengthMax: cursorLengthMax,
    parse: (text) => readKey(text, valueCount),
  };
}

function readKey(text: string, valueCount: number): Key | undefined {
  const value = parsed(Buffer.from(text, "base64url").toString("utf8"));
  if (!value.ok || !Array.isArray(value.value) || value.value.length !== valueCount)
    return undefined;
  const isPlain = value.value.every((part) => part === null || typeof part !== "object");
  return isPlain ? (value.value as Key) : undefined;
}

function parsed(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err("no JSON");
  }
}

/** A part of sorted rows, and the cursor of the next one; null at the end. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Rows after a key. `compare` tells a row's place from the key's: positive when it comes after.
 * The rows must be sorted by it.
 */
export function pageOf<T>(
  rows: readonly T[],
  wanted: {
    readonly after: Key | null;
    readonly limit: number;
    readonly keyOf: (row: T) => Key;
    readonly compare: (row: T, key: Key) => number;
  },
): Page<T> {
  const { after, limit, keyOf, compare } = wanted;
  const from = after === null ? 0 : firstAfter(rows, (row) => compare(row, after) > 0);
  return pageFrom(rows, { from, limit, keyOf });
}

export function pageFrom<T>(
  rows: readonly T[],
  wanted: { readonly from: number; readonly limit: number; readonly keyOf: (row: T) => Key },
): Page<T> {
  const { from, limit, keyOf } = wanted;
  const shown = rows.slice(from, from + limit);
  const last = shown.at(-1);
  const isEnd = last === undefined || from + limit >= rows.length;
  return { rows: shown, nextCursor: isEnd ? null : cursorText(keyOf(last)) };
}

/** Index of the first row that `isAfter`; all behind it are as well. */
function firstAfter<T>(rows: readonly T[], isAfter: (row: T) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(rows[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Compares two keys value by value: null last, then numbers, then texts; `signs` turn columns. */
export function compareKeys(a: Key, b: Key, signs: readonly (1 | -1)[]): number {
  for (let i = 0; i < signs.length; i++) {
    const order = compareValues(a[i] ?? null, b[i] ?? null, signs[i] as 1 | -1);
    if (order !== 0) return order;
  }
  return 0;
}

type Value = Key[number];

function compareValues(a: Value, b: Value, sign: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return a === b ? 0 : a < b ? -sign : sign;
}
