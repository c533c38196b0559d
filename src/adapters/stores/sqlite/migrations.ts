import { assert } from "../../../base/assert.ts";
import { Failure } from "../../../base/failure.ts";
import type { Database } from "./database.ts";
import { damagedFile } from "./errors.ts";
import { first } from "./migrations/0001-first.ts";
import { memory } from "./migrations/0002-memory.ts";
import { services } from "./migrations/0003-services.ts";
import { marketData } from "./migrations/0004-market-data.ts";
import type { Migration } from "./migrations/migration.ts";

const migrations: readonly Migration[] = [first, memory, services, marketData];

export const schemaVersion = migrations.length;

/** "L2T" and a zero: marks the file as ours for tools like file(1). */
const applicationId = 0x4c325400;

export function readSchemaVersion(db: Database): number {
  return db.number("PRAGMA user_version");
}

/** Refuses a file of another program, or one that a newer learn2trade has written. */
export function assertOurs(db: Database): void {
  const version = readSchemaVersion(db);
  const application = db.number("PRAGMA application_id");
  const tableCount = db.number("SELECT count(*) FROM sqlite_master");
  if (version === 0 && application === 0 && tableCount === 0) return;
  if (application !== applicationId) {
    throw damagedFile(db.path, "it holds the tables of another program");
  }
  if (version > schemaVersion) {
    const text =
      `the database "${db.path}" has schema version ${version}, written by a newer learn2trade; ` +
      `this one knows up to ${schemaVersion}. Update learn2trade, or use another --data-dir`;
    throw new Failure("store.invalid", text);
  }
}

/** Brings the schema up to date, each step in a transaction of its own. */
export function migrate(db: Database, nowMs: number): void {
  for (const [index, migration] of migrations.entries()) {
    assert(migration.version === index + 1, "migrations are numbered without gaps");
    if (readSchemaVersion(db) >= migration.version) continue;
    db.transaction(() => {
      // Another process may have done this step while we waited for the lock.
      if (readSchemaVersion(db) < migration.version) apply(db, migration, nowMs);
    });
  }
}

/** Applies all steps inside the transaction that is open, to a file that has none of them. */
export function applyAll(db: Database, nowMs: number): void {
  for (const migration of migrations) apply(db, migration, nowMs);
}

function apply(db: Database, migration: Migration, nowMs: number): void {
  db.exec(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ts_ms INTEGER NOT NULL)`);
  db.exec(migration.sql);
  migration.work?.(db);
  db.run(
    "INSERT INTO schema_migrations VALUES (?, ?, ?)",
    migration.version,
    migration.name,
    nowMs,
  );
  db.exec(`PRAGMA application_id = ${applicationId}`);
  db.exec(`PRAGMA user_version = ${migration.version}`);
}
