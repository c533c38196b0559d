import { assert } from "../../../base/assert.ts";
import type { Driver, DriverStatement, SqlValue } from "./driver.ts";
import { storeError } from "./errors.ts";
import { openDriver } from "./open-driver.ts";

export type SqlRow = SqlValue[];

/** Statements are prepared once; each distinct text costs memory until `close`. */
const statementsMax = 512;

/**
 * One connection. Errors of the driver leave as Failure where the world is to blame.
 */
export class Database {
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly #driver: Driver;
  readonly #statements = new Map<string, DriverStatement>();
  readonly #undone: (() => void)[] = [];
  #depth = 0;
  #isClosed = false;

  constructor(path: string, options: { readonly isReadOnly: boolean }) {
    this.path = path;
    this.isReadOnly = options.isReadOnly;
    try {
      this.#driver = openDriver(path, options.isReadOnly);
    } catch (error) {
      throw storeError(error, path);
    }
  }

  /** Runs statements that take no values and give no rows. Not kept. */
  exec(sql: string): void {
    this.#guard(() => this.#driver.exec(sql));
  }

  /** Runs one statement; returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#guard(() => this.#statement(sql).run(values));
  }

  /** All rows, each an array in the order of the columns. */
  rows(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#guard(() => this.#statement(sql).rows(values) as SqlRow[]);
  }

  /** The first row, or null. */
  row(sql: string, ...values: SqlValue[]): SqlRow | null {
    return this.rows(sql, ...values)[0] ?? null;
  }

  /** The first cell of the first row as a number; 0 when there is none. */
  number(sql: string, ...values: SqlValue[]): number {
    return Number(this.row(sql, ...values)?.[0] ?? 0);
  }

  /** The id that the last INSERT gave. */
  lastId(): number {
    return this.number("SELECT last_insert_rowid()");
  }

  get isInTransaction(): boolean {
    return this.#depth > 0;
  }

  /** Called after a rollback, for caches that may hold what was undone. */
  onUndo(forget: () => void): void {
    this.#undone.push(forget);
  }

  /** Runs `work` as one write transaction, or as a savepoint of the one that is open. */
  transaction<T>(work: () => T): T {
    return this.#bracket(work, "BEGIN IMMEDIATE");
  }

  /** A transaction that survives a power cut once it returns, unless an outer one is open. */
  durable<T>(work: () => T): T {
    if (this.#depth > 0) return this.transaction(work);
    this.run("PRAGMA synchronous = FULL");
    try {
      return this.transaction(work);
    } finally {
      this.run("PRAGMA synchronous = NORMAL");
    }
  }

  /** Runs `work` on one snapshot, so that several reads agree with one another. */
  snapshot<T>(work: () => T): T {
    return this.#depth > 0 ? work() : this.#bracket(work, "BEGIN");
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // bun:sqlite keeps the file open as long as one statement lives.
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#driver.close();
  }

  #bracket<T>(work: () => T, begin: string): T {
    const depth = this.#depth;
    this.run(depth === 0 ? begin : `SAVEPOINT nested_${depth}`);
    this.#depth += 1;
    try {
      const value = work();
      assert(!(value instanceof Promise), "a transaction's work is not async");
      this.run(depth === 0 ? "COMMIT" : `RELEASE nested_${depth}`);
      this.#depth = depth;
      return value;
    } catch (error) {
      this.#depth = depth;
      this.#undo(depth);
      throw error;
    }
  }

  #undo(depth: number): void {
    for (const forget of this.#undone) forget();
    // SQLite itself may have rolled back already (disk full); then there is nothing to undo.
    if (!this.#driver.isInTransaction) return;
    if (depth === 0) {
      this.run("ROLLBACK");
    } else {
      this.run(`ROLLBACK TO nested_${depth}`);
      this.run(`RELEASE nested_${depth}`);
    }
  }

  #statement(sql: string): DriverStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      assert(!this.#isClosed, "the store is open");
      assert(this.#statements.size < statementsMax, "statements are few and fixed");
      statement = this.#driver.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeError(error, this.path);
    }
  }
}
