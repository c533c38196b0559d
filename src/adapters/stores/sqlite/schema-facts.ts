import type { Database } from "./database.ts";

/** Columns of a table; none when there is no such table. */
export function columnNames(db: Database, table: string): ReadonlySet<string> {
  const rows = db.rows("SELECT name FROM pragma_table_info(?)", table);
  return new Set(rows.map(([name]) => String(name)));
}

/** SQL for the epoch ms of a UTC text; NULL where it is none. */
export function epochMsSql(column: string): string {
  return `CAST(strftime('%s', ${column}) AS INTEGER) * 1000`;
}
