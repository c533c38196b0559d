import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf, madeBars, source } from "../../../../testing/contracts/store-harness.ts";
import { openSqliteStore } from "./store.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-damage-"));
  path = join(folder, "market_cache.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([[false], [true]])("a whole file has no damage, deep look: %p", (isDeep) => {
  const store = openSqliteStore({ path, tables: [] });
  store.bars.write(keyOf("A"), madeBars(0, 300), source);
  expect(store.findDamage({ isDeep })).toEqual([]);
  expect(store.stats().engine).toMatch(/^SQLite \d+\.\d+\.\d+$/);
  store.close();
});

test("a page that was overwritten is found by the quick look", () => {
  const filled = openSqliteStore({ path, tables: [] });
  for (let at = 0; at < 40; at++) filled.bars.write(keyOf(`S${at}`), madeBars(0, 400), source);
  filled.close();
  overwritePage("bar_blocks");
  const store = openSqliteStore({ path, tables: [] });
  expect(store.findDamage({ isDeep: false }).length).toBeGreaterThan(0);
  store.close();
});

/** Overwrites the header of the root page of a table. */
function overwritePage(table: string): void {
  const db = new Database(path, { readonly: true });
  const query = db.query("SELECT rootpage FROM sqlite_master WHERE name = ?");
  const [[page]] = query.values(table) as [[number]];
  db.close();
  const pageBytes = readFileSync(path).readUInt16BE(16);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(512, 0xff), 0, 512, (page - 1) * pageBytes);
  closeSync(file);
}
