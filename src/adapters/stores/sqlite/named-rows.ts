import type { Database, SqlRow } from "./database.ts";
import type { SqlValue } from "./driver.ts";

/** A row as an object, its cells named by the columns of the table. */
export type NamedRow<Column extends string> = Readonly<Record<Column, SqlValue>>;

/** Columns of a table that are read and written together. */
export class NamedColumns<Column extends string> {
  /** For SELECT and INSERT. */
  readonly text: string;
  readonly #columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.text = columns.join(", ");
  }

  /** INSERT of one row; with `key`, a row of the same key takes on the other columns. */
  insertSql(table: string, key?: readonly Column[]): string {
    const places = this.#columns.map(() => "?").join(", ");
    const sql = `INSERT INTO ${table} (${this.text}) VALUES (${places})`;
    if (key === undefined) return sql;
    const others = this.#columns.filter((column) => !key.includes(column));
    const changes = others.map((column) => `${column} = excluded.${column}`).join(", ");
    return `${sql} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${changes}`;
  }

  cells(row: NamedRow<Column>): SqlValue[] {
    return this.#columns.map((column) => row[column]);
  }

  row(cells: SqlRow): NamedRow<Column> {
    const row: Partial<Record<Column, SqlValue>> = {};
    for (const [index, column] of this.#columns.entries()) row[column] = cells[index] ?? null;
    return row as NamedRow<Column>;
  }

  rows(db: Database, sql: string, ...values: SqlValue[]): NamedRow<Column>[] {
    return db.rows(sql, ...values).map((cells) => this.row(cells));
  }
}
