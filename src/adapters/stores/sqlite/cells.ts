import type { ColumnKind } from "../../../domain/result-table.ts";
import type { CellValue } from "../../../domain/signal.ts";
import type { SqlValue } from "./driver.ts";

/** A cell for SQL. What does not exist (NaN, undefined, infinite) is NULL and never an error. */
export function toSql(cell: CellValue | undefined): SqlValue {
  if (cell === undefined) return null;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  return cell;
}

/** A cell of a table as the column's kind says; SQLite has no booleans of its own. */
export function fromSql(value: SqlValue | undefined, kind: ColumnKind): CellValue {
  if (value === null || value === undefined || value instanceof Uint8Array) return null;
  if (kind === "boolean") return value === 1 || value === "1";
  if (kind === "text") return String(value);
  const number = typeof value === "number" ? value : Number(value);
  return Number.isNaN(number) ? null : number;
}

export function numberOrNull(value: SqlValue | undefined): number | null {
  return fromSql(value, "number") as number | null;
}

/** For columns whose type has no null: a missing number is NaN, never a made-up 0. */
export function numberOrNaN(value: SqlValue | undefined): number {
  return numberOrNull(value) ?? Number.NaN;
}

export function textOrNull(value: SqlValue | undefined): string | null {
  return fromSql(value, "text") as string | null;
}
