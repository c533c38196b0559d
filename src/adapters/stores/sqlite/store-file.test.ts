import { Database as Driver } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  keyOf,
  madeBars,
  source,
  thrownBy,
  trendTable,
} from "../../../../testing/contracts/store-harness.ts";
import { resultOf, signalOf } from "../../../../testing/contracts/store-signals.contract.ts";
import type { ResultTable } from "../../../domain/result-table.ts";
import type { Store } from "../../../ports/store.ts";
import { openSqliteStore, type SqliteStoreOptions } from "./store.ts";

setDefaultTimeout(60_000);

let folder: string;
let path: string;
let opened: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-file-"));
  path = join(folder, "market_cache.db");
  opened = [];
});
afterEach(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(other: Partial<SqliteStoreOptions> = {}): Store {
  const store = openSqliteStore({ path, tables: [trendTable], ...other });
  opened.push(store);
  return store;
}

function withDriver<T>(work: (db: Driver) => T): T {
  const db = new Driver(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function expectFailure(work: () => unknown, code: string, ...words: readonly string[]): void {
  const failure = thrownBy(work);
  expect(failure).toMatchObject({ name: "Failure", code });
  for (const word of [path, ...words]) expect(String(failure)).toContain(word);
}

describe("the database file", () => {
  test("is made with its folder", () => {
    path = join(folder, "new", "data", "market_cache.db");
    open();
    expect(existsSync(path)).toBe(true);
  });

  test("answers the plain sqlite3 tool", () => {
    const tool = Bun.which("sqlite3");
    if (tool === null) {
      console.warn("SKIPPED for want of sqlite3: the plain tool reads the scanner's table");
      return;
    }
    open().signals.save({ results: [resultOf("AAA")], signals: [], scannedTsMs: 1 });
    const ask = (sql: string) => Bun.spawnSync([tool, path, sql]).stdout.toString().trim();
    expect(ask("SELECT COUNT(*) FROM trend_scanner")).toBe("1");
    expect(ask("SELECT symbol, price, is_up, interval FROM trend_scanner")).toBe("AAA|12.5|1|1d");
    expect(ask("PRAGMA integrity_check")).toBe("ok");
  });

  test("keeps its write-ahead log and the page size that blocks were measured with", () => {
    open();
    withDriver((db) => {
      expect(db.query("PRAGMA journal_mode").values()).toEqual([["wal"]]);
      expect(db.query("PRAGMA page_size").values()).toEqual([[16_384]]);
    });
  });

  test("is not changed by a reader, which needs one that exists", () => {
    expectFailure(() => open({ readOnly: true }), "store.unavailable", "--data-dir");
    expect(existsSync(path)).toBe(false);
    open().bars.write(keyOf("A"), madeBars(0, 5), source);
    const reader = open({ readOnly: true });
    expect(reader.bars.read(keyOf("A")).length).toBe(5);
    const write = () => reader.bars.write(keyOf("A"), madeBars(5, 6), source);
    expectFailure(write, "store.unavailable");
  });

  test("opens for many processes that find none at the same moment", async () => {
    const module = join(import.meta.dir, "store.ts");
    const script = `const { openSqliteStore } = await import(${JSON.stringify(module)});
      openSqliteStore({ path: ${JSON.stringify(path)}, tables: [] }).close();`;
    const children = Array.from({ length: 6 }, () =>
      Bun.spawn([process.execPath, "-e", script], { stderr: "pipe" }),
    );
    const errors = await Promise.all(children.map((child) => new Response(child.stderr).text()));
    expect(errors).toEqual(Array.from({ length: 6 }, () => ""));
    expect(open().stats().schemaVersion).toBeGreaterThan(0);
  });
});

describe("a scanner's table", () => {
  test("gains the columns of a newer scanner and keeps its rows", () => {
    const old = open();
    old.signals.save({ results: [resultOf("AAA")], signals: [], scannedTsMs: 1 });
    old.close();
    const slope = { name: "slope", kind: "number", label: "Slope", help: "per bar" } as const;
    const newer: ResultTable = { ...trendTable, columns: [...trendTable.columns, slope] };
    // A reader that comes before any writer finds no such column yet.
    const reader = open({ tables: [newer], readOnly: true });
    expect(reader.signals.latest("trend")[0]).toMatchObject({ price: 12.5, slope: null });
    const store = open({ tables: [newer] });
    const values = { slope: 0.25 };
    store.signals.save({ results: [resultOf("BBB", { values })], signals: [], scannedTsMs: 2 });
    const rows = store.signals.latest("trend");
    expect(rows[0]).toMatchObject({ symbol: "AAA", price: 12.5, slope: null });
    expect(rows[1]).toMatchObject({ symbol: "BBB", price: null, slope: 0.25 });
  });

  test("of a new scanner appears without a migration", () => {
    open().close();
    const other: ResultTable = { scanner: "other", table: "other_scanner", columns: [] };
    const store = open({ tables: [trendTable, other] });
    expect(store.signals.latest("other")).toEqual([]);
    expect(store.stats().rowCounts["other_scanner"]).toBe(0);
  });
});

describe("the signals ledger", () => {
  test("refuses every change, from any program", () => {
    const store = open();
    store.signals.save({ results: [], signals: [signalOf("AAA")], scannedTsMs: 1 });
    withDriver((db) => {
      expect(String(thrownBy(() => db.run("UPDATE signals SET why = ''")))).toContain(
        "append-only",
      );
      expect(String(thrownBy(() => db.run("DELETE FROM signals")))).toContain("append-only");
      db.run(`INSERT OR REPLACE INTO signals SELECT * FROM signals`);
      db.run("INSERT OR REPLACE INTO signals (id, why) VALUES (?, 'forged')", [signalOf("AAA").id]);
    });
    expect(store.signals.signals({ limit: 9 })).toEqual([signalOf("AAA")]);
  });
});

describe("a file that cannot be used", () => {
  test("because it is no database is named, and left as it was", () => {
    const text = "symbol,date,close\n".repeat(200);
    writeFileSync(path, text);
    expectFailure(() => open(), "store.invalid", "move it away");
    expectFailure(() => open({ readOnly: true }), "store.invalid");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("because another program made it is refused", () => {
    withDriver((db) => db.run("CREATE TABLE orders (id INTEGER)"));
    expectFailure(() => open(), "store.invalid", "another program");
    withDriver((db) => {
      expect(db.query("SELECT name FROM sqlite_master").values()).toEqual([["orders"]]);
    });
  });

  test("because a newer learn2trade wrote it is refused", () => {
    open().close();
    withDriver((db) => db.run("PRAGMA user_version = 99"));
    expectFailure(() => open(), "store.invalid", "99", "newer");
    expectFailure(() => open({ readOnly: true }), "store.invalid", "99");
  });

  test("because its folder cannot be made is named", () => {
    writeFileSync(join(folder, "file"), "");
    path = join(folder, "file", "market_cache.db");
    expectFailure(() => open(), "store.unavailable", "--data-dir");
  });

  test("because it is a folder is named", () => {
    path = folder;
    expectFailure(() => open(), "store.unavailable");
  });

  test("because another process writes for too long is busy", () => {
    const store = open({ busyTimeoutMs: 20 });
    withDriver((db) => {
      db.run("BEGIN IMMEDIATE");
      const write = () => store.bars.write(keyOf("A"), madeBars(0, 5), source);
      expectFailure(write, "store.busy", "try again");
      db.run("ROLLBACK");
      expect(write().added).toBe(5);
    });
  });
});

describe("a damaged page", () => {
  test("of bars is told, never read as bars", () => {
    const store = open();
    store.bars.write(keyOf("A"), madeBars(0, 256), source);
    store.bars.write(keyOf("B"), madeBars(0, 256, 1), source);
    store.close();
    const at = bytesOfBlob();
    const file = openSync(path, "r+");
    writeSync(file, Uint8Array.of(0xff, 0x00, 0xff), 0, 3, at);
    const again = open();
    expectFailure(() => again.bars.read(keyOf("A")), "store.invalid", "bar_blocks");
    expectFailure(() => again.bars.checksum(), "store.invalid");
    expect(again.bars.read(keyOf("B")).length).toBe(256);
  });

  test("in the middle of the file is told", () => {
    const store = open();
    for (let i = 0; i < 200; i++) store.bars.write(keyOf(`S${i}`), madeBars(0, 256, i), source);
    store.close();
    const noise = new Uint8Array(statSync(path).size / 2).fill(0x5a);
    const file = openSync(path, "r+");
    writeSync(file, noise, 0, noise.length, 32_768);
    expectFailure(() => open().bars.checksum(), "store.invalid", "--data-dir");
  });
});

/** Where in the file the middle of the first block of bars is. */
function bytesOfBlob(): number {
  const blob = withDriver(
    (db) => db.query("SELECT data FROM bar_blocks WHERE id = 1").values()[0]?.[0] as Uint8Array,
  );
  const at = readFileSync(path).indexOf(blob);
  expect(at).toBeGreaterThan(0);
  return at + Math.floor(blob.length / 2);
}
