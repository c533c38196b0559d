import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../../base/failure.ts";
import type { ResultTable } from "../../../domain/result-table.ts";
import type { BarStore } from "../../../ports/bar-store.ts";
import type { CacheStore } from "../../../ports/cache-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { ImportLedger } from "../../../ports/import-ledger.ts";
import type { MetadataStore } from "../../../ports/metadata-store.ts";
import type { SignalStore } from "../../../ports/signal-store.ts";
import type { Store, StoreStats } from "../../../ports/store.ts";
import { SqliteBars } from "./bars.ts";
import { SqliteCache } from "./cache.ts";
import { configure, prepareFile } from "./configure.ts";
import { Database } from "./database.ts";
import { storeError } from "./errors.ts";
import { SqliteImports } from "./imports.ts";
import { SqliteMetadata } from "./metadata.ts";
import { assertOurs, migrate, readSchemaVersion, schemaVersion } from "./migrations.ts";
import { importReference, isReference } from "./reference-import.ts";
import { ResultTables } from "./result-tables.ts";
import { SeriesTable } from "./series.ts";
import { SqliteSignals } from "./signals.ts";
import { readStats } from "./stats.ts";

export interface SqliteStoreOptions {
  /** The database file; its folder is made when it is missing. */
  readonly path: string;
  /** Latest-results tables of the scanners, which exist after opening. */
  readonly tables: readonly ResultTable[];
  readonly clock?: Pick<Clock, "nowMs">;
  /** Changes nothing: a missing or outdated database is a Failure. */
  readonly readOnly?: boolean;
}

/**
 * Opens the database of a data directory, and makes or upgrades it first where needed.
 * Throws Failure store.busy, store.invalid, store.unavailable.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const nowMs = () => (options.clock ?? { nowMs: Date.now }).nowMs();
  const isReadOnly = options.readOnly ?? false;
  if (isReadOnly) assertExists(options.path);
  else makeFolder(options.path);
  const db = new Database(options.path, { isReadOnly });
  try {
    return new SqliteStore(db, options.tables, nowMs);
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly bars: BarStore;
  readonly signals: SignalStore;
  readonly metadata: MetadataStore;
  readonly cache: CacheStore;
  readonly imports: ImportLedger;
  readonly #db: Database;
  readonly #tables: ResultTables;

  constructor(db: Database, tables: readonly ResultTable[], nowMs: () => number) {
    this.#db = db;
    this.#tables = new ResultTables(db, tables);
    const series = new SeriesTable(db);
    this.bars = new SqliteBars(db, series);
    this.signals = new SqliteSignals(db, series, this.#tables);
    this.metadata = new SqliteMetadata(db, nowMs);
    this.cache = new SqliteCache(db, nowMs);
    this.imports = new SqliteImports(db);
    prepareSchema(db, this.#tables, nowMs);
  }

  stats(): StoreStats {
    return readStats(this.#db, this.#tables.names);
  }

  close(): void {
    this.#db.close();
  }
}

function prepareSchema(db: Database, tables: ResultTables, nowMs: () => number): void {
  // First of all: without it, any statement may fail while another process writes.
  db.exec("PRAGMA busy_timeout = 5000");
  if (!db.isReadOnly && isReference(db)) importReference(db, nowMs());
  assertOurs(db);
  if (db.isReadOnly) {
    assertCurrent(db);
  } else {
    prepareFile(db);
    migrate(db, nowMs());
    tables.create();
  }
  configure(db);
}

function assertCurrent(db: Database): void {
  const version = readSchemaVersion(db);
  if (version === schemaVersion) return;
  const text =
    `the database "${db.path}" has schema version ${version} and this learn2trade needs ` +
    `${schemaVersion}; open it once for writing, with any command that is not read-only`;
  throw new Failure("store.invalid", text);
}

function assertExists(path: string): void {
  if (existsSync(path)) return;
  const text = `there is no database at "${path}"; import some bars first, or name another folder`;
  throw new Failure("store.unavailable", `${text} with --data-dir`);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    const text = `the folder "${dirname(path)}" cannot be made; name another one with --data-dir`;
    throw new Failure("store.unavailable", text, { cause: storeError(error, path) });
  }
}
