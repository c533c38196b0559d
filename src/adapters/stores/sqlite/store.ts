import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../../base/failure.ts";
import type { ResultTable } from "../../../domain/result-table.ts";
import type { CacheStore } from "../../../ports/cache-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { CoverageStore } from "../../../ports/coverage-store.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { ImportLedger } from "../../../ports/import-ledger.ts";
import type { KeyStore } from "../../../ports/key-store.ts";
import type { MemoryStore } from "../../../ports/memory-store.ts";
import type { MetadataStore } from "../../../ports/metadata-store.ts";
import type { OptionStore } from "../../../ports/option-store.ts";
import type { ProviderLedger } from "../../../ports/provider-ledger.ts";
import type { ResearchStore } from "../../../ports/research-store.ts";
import type { ServiceStore } from "../../../ports/service-store.ts";
import type { SettingsStore } from "../../../ports/settings-store.ts";
import type { SignalStore } from "../../../ports/signal-store.ts";
import type { Store, StoreStats } from "../../../ports/store.ts";
import type { WatchlistStore } from "../../../ports/watchlist-store.ts";
import { SqliteBars } from "./bars.ts";
import { SqliteCache } from "./cache.ts";
import { configure, prepareFile } from "./configure.ts";
import { SqliteCoverage } from "./coverage.ts";
import { Database } from "./database.ts";
import { storeError } from "./errors.ts";
import { SqliteEvents } from "./events.ts";
import { findDamage } from "./find-damage.ts";
import { SqliteImports } from "./imports.ts";
import { SqliteKeys } from "./keys.ts";
import { SqliteMemory } from "./memory-samples.ts";
import { SqliteMetadata } from "./metadata.ts";
import { assertOurs, migrate, readSchemaVersion, schemaVersion } from "./migrations.ts";
import { SqliteOptions } from "./options.ts";
import { SqliteProviders } from "./providers.ts";
import { reclaimPages } from "./reclaim.ts";
import { importReference, isReference } from "./reference-import.ts";
import { SqliteResearch } from "./research.ts";
import { ResultTables } from "./result-tables.ts";
import { SeriesTable } from "./series.ts";
import { SqliteServices } from "./services.ts";
import { SqliteSettings } from "./settings.ts";
import { SqliteSignals } from "./signals.ts";
import { SourceTable } from "./sources.ts";
import { readStats } from "./stats.ts";
import { SqliteWatchlists } from "./watchlists.ts";

export interface SqliteStoreOptions {
  /** The database file; its folder is made when it is missing. */
  readonly path: string;
  /** Latest-results tables of the scanners, which exist after opening. */
  readonly tables: readonly ResultTable[];
  readonly clock?: Pick<Clock, "nowMs">;
  /** Changes nothing: a missing or outdated database is a Failure. */
  readonly readOnly?: boolean;
  /** How long a statement waits for another process's write before it is store.busy. */
  readonly busyTimeoutMs?: number;
}

/** The longest write, folding a tail of 80,000 symbols, takes a few seconds. */
const busyTimeoutMsDefault = 10_000;

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
    // First of all: without it, any statement may fail while another process writes.
    db.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMs ?? busyTimeoutMsDefault}`);
    return new SqliteStore(db, options.tables, nowMs);
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly bars: SqliteBars;
  readonly signals: SignalStore;
  readonly metadata: MetadataStore;
  readonly cache: CacheStore;
  readonly imports: ImportLedger;
  readonly memory: MemoryStore;
  readonly events: EventStore;
  readonly services: ServiceStore;
  readonly keys: KeyStore;
  readonly watchlists: WatchlistStore;
  readonly settings: SettingsStore;
  readonly options: OptionStore;
  readonly research: ResearchStore;
  readonly coverage: CoverageStore;
  readonly providers: ProviderLedger;
  readonly #db: Database;
  readonly #tables: ResultTables;

  constructor(db: Database, tables: readonly ResultTable[], nowMs: () => number) {
    this.#db = db;
    this.#tables = new ResultTables(db, tables);
    const sources = new SourceTable(db);
    this.bars = new SqliteBars(db, new SeriesTable(db), sources);
    this.signals = new SqliteSignals(db, sources, this.#tables);
    this.metadata = new SqliteMetadata(db, nowMs);
    this.cache = new SqliteCache(db, sources, nowMs);
    this.imports = new SqliteImports(db);
    this.memory = new SqliteMemory(db);
    this.events = new SqliteEvents(db);
    this.services = new SqliteServices(db);
    this.keys = new SqliteKeys(db);
    this.watchlists = new SqliteWatchlists(db);
    this.settings = new SqliteSettings(db, nowMs);
    this.options = new SqliteOptions(db, sources);
    this.research = new SqliteResearch(db, sources);
    this.coverage = new SqliteCoverage(db);
    this.providers = new SqliteProviders(db);
    prepareSchema(db, this.#tables, nowMs);
  }

  stats(): StoreStats {
    return readStats(this.#db, this.#tables.names, () => this.bars.tailBarCount());
  }

  findDamage(options: { readonly isDeep: boolean }): readonly string[] {
    return findDamage(this.#db, options);
  }

  reclaim({ pagesMax }: { readonly pagesMax: number }): boolean {
    return reclaimPages(this.#db, pagesMax);
  }

  releaseCaches(): void {
    this.#db.exec("PRAGMA shrink_memory");
  }

  close(): void {
    this.#db.close();
  }
}

function prepareSchema(db: Database, tables: ResultTables, nowMs: () => number): void {
  if (isReference(db)) {
    if (db.isReadOnly) throw needsWriting(db, "is of the system before learn2trade");
    importReference(db, nowMs());
  }
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
  if (version < schemaVersion) throw needsWriting(db, `has the older schema version ${version}`);
}

function needsWriting(db: Database, what: string): Failure {
  const text =
    `the database "${db.path}" ${what}, and a reader may not change it; ` +
    "open it once where it may be written, for example with: l2t scan all";
  return new Failure("store.invalid", text);
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
    const text = `the folder of "${path}" cannot be made; name another one with --data-dir`;
    throw new Failure("store.unavailable", text, { cause: storeError(error, path) });
  }
}
