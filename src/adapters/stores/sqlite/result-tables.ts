import { assert } from "../../../base/assert.ts";
import {
  type ResultColumn,
  type ResultTable,
  receiptColumns,
  resultRow,
} from "../../../domain/result-table.ts";
import type { CellValue, ScanResult } from "../../../domain/signal.ts";
import type { LatestFilter, LatestRow } from "../../../ports/signal-store.ts";
import { fromSql, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import { columnNames, epochMsSql } from "./schema-facts.ts";

const namePattern = /^[a-z][a-z0-9_]*$/;
const sqlTypes = { number: "REAL", integer: "INTEGER", boolean: "INTEGER", text: "TEXT" } as const;

const symbolColumn: ResultColumn = {
  name: "symbol",
  kind: "text",
  label: "Symbol",
  help: "ticker",
};

/** A limit of SQLite that cuts nothing off. */
const everything = -1;

/** Our own columns: exact moments next to the texts for people. */
const bookkeeping = ["bar_ts_ms", "scanned_ts_ms"] as const;

/** The `*_scanner` tables: per symbol and interval, what the newest scan said. */
export class ResultTables {
  readonly #db: Database;
  readonly #tables = new Map<string, LatestTable>();

  constructor(db: Database, tables: readonly ResultTable[]) {
    this.#db = db;
    for (const table of tables) this.#tables.set(table.scanner, new LatestTable(db, table));
  }

  /** Adds tables that are missing, and columns that a newer scanner brings. */
  create(): void {
    const outdated = [...this.#tables.values()].filter((table) => table.isOutdated());
    if (outdated.length === 0) return;
    this.#db.transaction(() => {
      // Another process may have done it while we waited for the lock.
      for (const table of outdated) if (table.isOutdated()) table.create();
    });
  }

  get names(): readonly string[] {
    return [...this.#tables.values()].map(({ name }) => name);
  }

  of(scanner: string): LatestTable {
    const table = this.#tables.get(scanner);
    assert(table !== undefined, `the scanner "${scanner}" has a table`);
    return table;
  }
}

export class LatestTable {
  readonly name: string;
  readonly #db: Database;
  readonly #columns: readonly ResultColumn[];
  readonly #upsert: string;

  constructor(db: Database, table: ResultTable) {
    this.name = table.table;
    this.#db = db;
    this.#columns = columnsOf(table);
    this.#upsert = upsertSql(this.name, this.#columns);
    assert(namePattern.test(this.name), `"${this.name}" is a table name`);
    assert(this.name.endsWith("_scanner"), `the table "${this.name}" ends in _scanner`);
    for (const { name } of this.#columns) assert(namePattern.test(name), `"${name}" is a column`);
  }

  isOutdated(): boolean {
    const existing = this.#existing();
    return this.#columns.some(({ name }) => !existing.has(name));
  }

  /** Creates the table, or gives an existing one the columns that it lacks. */
  create(): void {
    const existing = this.#existing();
    // The reference system keeps one row a symbol and knows no intervals.
    const isOld = existing.size > 0 && !existing.has("interval");
    const oldName = `reference_${this.name}`;
    if (isOld) this.#db.exec(`ALTER TABLE "${this.name}" RENAME TO "${oldName}"`);
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS "${this.name}" (id INTEGER PRIMARY KEY,
         symbol TEXT NOT NULL, interval TEXT NOT NULL, bar_ts_ms INTEGER, scanned_ts_ms INTEGER,
         UNIQUE (symbol, interval))`,
    );
    const present = this.#existing();
    for (const { name, kind } of this.#columns) {
      if (present.has(name)) continue;
      this.#db.exec(`ALTER TABLE "${this.name}" ADD COLUMN "${name}" ${sqlTypes[kind]}`);
    }
    if (isOld) this.#takeOver(oldName, existing);
  }

  /** Old rows stay, marked so that nobody takes them for a fresh signal. */
  #takeOver(oldName: string, oldColumns: ReadonlySet<string>): void {
    const shared = this.#columns.map(({ name }) => name).filter((name) => oldColumns.has(name));
    const names = shared.map((name) => `"${name}"`).join(", ");
    this.#db.exec(
      `INSERT OR REPLACE INTO "${this.name}" (${names}, interval, status, direction, dialect,
         source, simulated, why, scanned_ts_ms)
       SELECT ${names}, '1d', 'stale', 'neutral', 'legacy', 'reference', 0,
         'kept from the reference system; the next scan replaces it', ${epochMsSql("scanned_at")}
       FROM "${oldName}" WHERE symbol IS NOT NULL ORDER BY rowid`,
    );
    this.#db.exec(`DROP TABLE "${oldName}"`);
  }

  /** Keeps the result unless the table has one of a newer bar. */
  put(
    result: ScanResult,
    scan: { readonly signalId: string | null; readonly scannedTsMs: number },
  ) {
    const row = resultRow(result, scan);
    const cells = this.#columns.map(({ name }) => toSql(row[name]));
    cells.push(toSql(result.barTsMs), scan.scannedTsMs);
    this.#db.run(this.#upsert, ...cells);
  }

  /** Sorted by symbol, then interval. */
  rows({ interval, afterSymbol, limit }: LatestFilter): LatestRow[] {
    // A database opened for reading may be older than the scanner.
    const existing = this.#existing();
    if (existing.size === 0) return [];
    const list = this.#columns.map(({ name }) => (existing.has(name) ? `"${name}"` : "NULL"));
    const rows = this.#db.rows(
      `SELECT ${list.join(", ")} FROM "${this.name}"
       WHERE (?1 IS NULL OR interval = ?1) AND symbol > ?2 ORDER BY symbol, interval LIMIT ?3`,
      interval ?? null,
      afterSymbol ?? "",
      limit ?? everything,
    );
    return rows.map((values) => {
      const row: Record<string, CellValue> = {};
      for (const [index, { name, kind }] of this.#columns.entries()) {
        row[name] = fromSql(values[index], kind);
      }
      return row;
    });
  }

  #existing(): ReadonlySet<string> {
    return columnNames(this.#db, this.name);
  }
}

/** Symbol, the scanner's columns, the receipt; a name that occurs twice is one column. */
function columnsOf(table: ResultTable): readonly ResultColumn[] {
  const columns = new Map<string, ResultColumn>();
  for (const column of [symbolColumn, ...table.columns, ...receiptColumns]) {
    columns.set(column.name, column);
  }
  return [...columns.values()];
}

function upsertSql(table: string, columns: readonly ResultColumn[]): string {
  const names = [...columns.map(({ name }) => name), ...bookkeeping];
  const set = names
    .filter((name) => name !== "symbol" && name !== "interval")
    .map((name) => `"${name}" = excluded."${name}"`);
  return `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(", ")})
    VALUES (${names.map(() => "?").join(", ")})
    ON CONFLICT (symbol, interval) DO UPDATE SET ${set.join(", ")}
    WHERE "${table}".bar_ts_ms IS NULL OR excluded.bar_ts_ms >= "${table}".bar_ts_ms`;
}
