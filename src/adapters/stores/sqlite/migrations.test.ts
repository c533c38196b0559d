import { Database as Driver } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trendTable } from "../../../../testing/contracts/store-harness.ts";
import { expectSample, fillSample } from "../../../../testing/contracts/store-sample.ts";
import type { Store } from "../../../ports/store.ts";
import { schemaVersion } from "./migrations.ts";
import { openSqliteStore } from "./store.ts";

setDefaultTimeout(60_000);

/**
 * Databases of released versions as SQL text, each filled by `fillSample` of its time: what the
 * sqlite3 tool prints for `.dump`, after two lines that set user_version and application_id.
 * A release adds the file of its version; files never change.
 */
const released = join(import.meta.dir, "migrations", "released");

let folder: string;
let path: string;
let opened: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-migrations-"));
  path = join(folder, "market_cache.db");
  opened = [];
});
afterEach(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Store {
  const store = openSqliteStore({ path, tables: [trendTable] });
  opened.push(store);
  return store;
}

function ask(sql: string): unknown[][] {
  const db = new Driver(path, { readonly: true });
  try {
    return db.query(sql).values();
  } finally {
    db.close();
  }
}

const schemaSql = `SELECT type, name, sql FROM sqlite_master
  WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name`;

describe("migrations", () => {
  test("bring an empty file to the newest version and say so", () => {
    expect(open().stats().schemaVersion).toBe(schemaVersion);
    const versions = ask("SELECT version FROM schema_migrations ORDER BY version").flat();
    expect(versions).toEqual(Array.from({ length: schemaVersion }, (_, index) => index + 1));
  });

  test("do nothing to a file that has them", () => {
    open().close();
    const before = ask(schemaSql);
    open().close();
    expect(ask(schemaSql)).toEqual(before);
  });

  test("make a file that holds the sample of which releases save one", () => {
    const store = open();
    fillSample(store);
    expectSample(store);
  });

  test("have a saved database of every version", () => {
    const files = Array.from({ length: schemaVersion }, (_, index) => fileOf(index + 1));
    expect(readdirSync(released).sort()).toEqual(files);
  });
});

describe.each(readdirSync(released))("the saved database %s", (file) => {
  test("opens with everything that was in it", () => {
    restore(file);
    const store = open();
    expect(store.stats().schemaVersion).toBe(schemaVersion);
    expectSample(store, Number.parseInt(file, 10));
    expect(ask("PRAGMA integrity_check")).toEqual([["ok"]]);
  });

  test("ends with the schema of a new one", () => {
    restore(file);
    open().close();
    const migrated = ask(schemaSql);
    path = join(folder, "new.db");
    open().close();
    expect(migrated).toEqual(ask(schemaSql));
  });
});

function fileOf(version: number): string {
  return `${String(version).padStart(4, "0")}.sql`;
}

function restore(file: string): void {
  const db = new Driver(path);
  db.run(readFileSync(join(released, file), "utf8"));
  db.close();
}
