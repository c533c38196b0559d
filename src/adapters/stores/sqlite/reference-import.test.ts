import { Database as Driver } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf, madeBars, source, thrownBy } from "../../../../testing/contracts/store-harness.ts";
import { noQuoteDetails } from "../../../../testing/contracts/store-market-rows.ts";
import type { ResultTable } from "../../../domain/result-table.ts";
import type { Store } from "../../../ports/store.ts";
import { openSqliteStore } from "./store.ts";

setDefaultTimeout(60_000);

const nowMs = Date.UTC(2026, 5, 1, 12, 30, 15);
const copyName = "market_cache.reference-20260601T123015Z.db";

/** The new table of the scanner whose old table the file has. */
const macdTable: ResultTable = {
  scanner: "macd",
  table: "macd_scanner",
  columns: [
    { name: "price", kind: "number", label: "Price", help: "close" },
    { name: "signal", kind: "number", label: "Signal", help: "signal line" },
    { name: "bullish_cross", kind: "boolean", label: "Cross", help: "crossed upwards" },
    { name: "brand_new", kind: "text", label: "New", help: "unknown to the old system" },
  ],
};

/** Tables as the reference system makes them: old journal, text times, no key on flows. */
const referenceSql = `
CREATE TABLE watchlist (id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL,
  price REAL NOT NULL, daily_change REAL NOT NULL, daily_change_pct REAL NOT NULL,
  volume INTEGER NOT NULL, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, UNIQUE(symbol));
CREATE INDEX idx_watchlist_updated ON watchlist(updated_at DESC);
CREATE TABLE whale_flows (id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL,
  type TEXT NOT NULL, strike REAL NOT NULL, whale_score REAL NOT NULL, volume INTEGER NOT NULL,
  open_interest INTEGER NOT NULL, vol_oi REAL NOT NULL, premium REAL NOT NULL,
  delta REAL NOT NULL, expiry DATE NOT NULL, dte INTEGER NOT NULL,
  detected_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX idx_whale_detected ON whale_flows(detected_at DESC);
CREATE TABLE macd_scanner (id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL,
  price REAL NOT NULL, signal REAL NOT NULL, bullish_cross BOOLEAN NOT NULL,
  scanned_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, UNIQUE(symbol));
CREATE TABLE vpb_scanner (id INTEGER PRIMARY KEY AUTOINCREMENT, symbol TEXT NOT NULL,
  scanned_at TIMESTAMP, UNIQUE(symbol));
CREATE TABLE cache_metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
INSERT INTO watchlist (symbol, price, daily_change, daily_change_pct, volume, updated_at) VALUES
  ('SPY', 685.97, -1.25, -0.18, 79241045, '2025-12-06 15:22:06'),
  ('AAPL', 278.78, 1.5, 0.54, 47265845, '2025-12-06 15:22:05');
INSERT INTO whale_flows (symbol, type, strike, whale_score, volume, open_interest, vol_oi,
  premium, delta, expiry, dte, detected_at, updated_at) VALUES
  ('MSFT','PUT',467.5,215,1224,1,1224,1.13,-0.143,'2025-12-12',6,
    '2025-12-06 09:22:07.415970','2025-12-06 15:22:08'),
  ('MSFT','PUT',467.5,215,1224,1,1224,1.13,-0.143,'2025-12-12',6,
    '2025-12-06 09:22:07.415970','2025-12-06 15:22:08'),
  ('SPY','PUT',688,132,18925,244,77.56,5.38,-0.564,'2025-12-12',6,
    '2025-12-06T09:22:07.450554','2025-12-06 15:22:08'),
  ('SPY','CALL',700,140,100,50,2,1.5,0.3,'2025-12-12',6,
    '2025-12-06 15:30:00','2025-12-06 15:30:01');
INSERT INTO macd_scanner (symbol, price, signal, bullish_cross, scanned_at) VALUES
  ('SPY', 685.97, 1.5, 1, '2025-12-06 15:00:00'), ('AAPL', 278.78, -0.5, 0, 'yesterday');
INSERT INTO vpb_scanner (symbol, scanned_at) VALUES ('SPY', '2025-12-06 15:00:00');
INSERT INTO cache_metadata VALUES ('watchlist', '2025-12-06T09:22:06', '2025-12-06 15:22:06');
`;

let folder: string;
let path: string;
let opened: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-reference-"));
  path = join(folder, "market_cache.db");
  opened = [];
  makeReference();
});
afterEach(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true, force: true });
});

function makeReference(): void {
  const db = new Driver(path);
  db.run("PRAGMA page_size = 4096");
  db.run(referenceSql);
  db.close();
}

function open(): Store {
  const store = openSqliteStore({ path, tables: [macdTable], clock: { nowMs: () => nowMs } });
  opened.push(store);
  return store;
}

/** A program that opens the file and says when it is about to. */
function openingScript(file: string): string {
  const module = join(import.meta.dir, "store.ts");
  return `const { openSqliteStore } = await import(${JSON.stringify(module)});
    console.log("ready");
    openSqliteStore({ path: ${JSON.stringify(file)}, tables: [] }).close();`;
}

function copies(): string[] {
  return readdirSync(folder)
    .filter((name) => name.includes("reference"))
    .sort();
}

function expectTakenOver(store: Store): void {
  expect(store.cache.watchlist().map(({ symbol }) => symbol)).toEqual(["AAPL", "SPY"]);
  expect(store.cache.whaleFlows(0)).toHaveLength(3);
  expect(store.metadata.getMetadata("watchlist")).toBe("2025-12-06T09:22:06");
  expect(store.signals.latest("macd")).toHaveLength(2);
}

describe("a database of the reference system", () => {
  test("opens with all of its rows", () => {
    const store = open();
    expectTakenOver(store);
    expect(store.cache.watchlist()[1]).toEqual({
      ...noQuoteDetails,
      symbol: "SPY",
      price: 685.97,
      daily_change: -1.25,
      daily_change_pct: -0.18,
      volume: 79_241_045,
      updatedTsMs: Date.UTC(2025, 11, 6, 15, 22, 6),
    });
    expect(store.metadata.allMetadata()).toContainEqual({
      key: "watchlist",
      value: "2025-12-06T09:22:06",
      updatedTsMs: Date.UTC(2025, 11, 6, 15, 22, 6),
    });
  });

  test("gives each flow once, its local times turned into UTC", () => {
    const flows = open().cache.whaleFlows(0);
    const told = flows.map(({ symbol, type, detectedTsMs }) => [
      symbol,
      type,
      new Date(detectedTsMs).toISOString(),
    ]);
    expect(told).toEqual([
      ["SPY", "CALL", "2025-12-06T15:30:00.000Z"],
      ["SPY", "PUT", "2025-12-06T15:22:07.450Z"],
      ["MSFT", "PUT", "2025-12-06T15:22:07.415Z"],
    ]);
    const db = new Driver(path, { readonly: true });
    const texts = db.query("SELECT detected_at FROM whale_flows ORDER BY id").values().flat();
    db.close();
    expect(texts).toEqual(["2025-12-06 15:22:07", "2025-12-06 15:22:07", "2025-12-06 15:30:00"]);
  });

  test("keeps old scans as stale rows, never as signals", () => {
    const store = open();
    const [apple, spy] = store.signals.latest("macd");
    expect(spy).toMatchObject({
      symbol: "SPY",
      price: 685.97,
      signal: 1.5,
      bullish_cross: true,
      brand_new: null,
      interval: "1d",
      status: "stale",
      dialect: "legacy",
      simulated: false,
      scanned_at: "2025-12-06 15:00:00",
    });
    expect(apple).toMatchObject({ bullish_cross: false, scanned_at: "yesterday" });
    expect(store.signals.countSignals()).toBe(0);
  });

  test("leaves the table of a scanner that is not registered alone, until it is", () => {
    open().close();
    const vpb: ResultTable = { scanner: "vpb", table: "vpb_scanner", columns: [] };
    const store = openSqliteStore({ path, tables: [macdTable, vpb] });
    opened.push(store);
    expect(store.signals.latest("vpb")).toMatchObject([{ symbol: "SPY", interval: "1d" }]);
  });

  test("is copied aside first, and the receipt names the copy and the counts", () => {
    const store = open();
    expect(copies()).toEqual([copyName]);
    expect(JSON.parse(store.metadata.getMetadata("reference_import") ?? "")).toEqual({
      importedAt: "2026-06-01 12:30:15",
      copy: copyName,
      watchlist: 2,
      cache_metadata: 1,
      whale_flows: { read: 4, kept: 3 },
    });
    const db = new Driver(join(folder, copyName), { readonly: true });
    expect(db.query("SELECT count(*) FROM whale_flows").values()).toEqual([[4]]);
    db.close();
  });

  test("becomes an ordinary store, once", () => {
    open().close();
    const store = open();
    expectTakenOver(store);
    expect(copies()).toEqual([copyName]);
    store.bars.write(keyOf("AAA"), madeBars(0, 5), source);
    expect(store.bars.series()).toHaveLength(1);
    const db = new Driver(path, { readonly: true });
    expect(db.query("PRAGMA page_size").values()).toEqual([[16_384]]);
    expect(db.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
    const tables = db.query("SELECT name FROM sqlite_master WHERE name LIKE 'reference%'");
    expect(tables.values()).toEqual([]);
    db.close();
  });

  test("in the write-ahead log of another program is taken over as well", () => {
    const db = new Driver(path);
    db.run("PRAGMA journal_mode = WAL");
    db.run("INSERT INTO cache_metadata (key, value) VALUES ('late', 'row')");
    const store = open();
    expectTakenOver(store);
    expect(store.metadata.getMetadata("late")).toBe("row");
    db.close();
  });

  test("is left alone by a reader, who is told what to do", () => {
    const read = () => openSqliteStore({ path, tables: [], readOnly: true });
    const failure = thrownBy(read);
    expect(failure).toMatchObject({ code: "store.invalid" });
    expect(String(failure)).toContain("open it once where it may be written");
    expect(copies()).toEqual([]);
  });

  test("is taken over once by processes that open it at the same moment", async () => {
    const children = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, "-e", openingScript(path)], {
        stdout: "ignore",
        stderr: "pipe",
      }),
    );
    const errors = await Promise.all(children.map((child) => new Response(child.stderr).text()));
    expect(errors).toEqual(["", "", "", ""]);
    expectTakenOver(open());
    // Each copy is of the old file, also when its process came late.
    for (const name of copies()) {
      const db = new Driver(join(folder, name), { readonly: true });
      expect(db.query("SELECT count(*) FROM whale_flows").values()).toEqual([[4]]);
      db.close();
    }
    expect(copies().length).toBeGreaterThan(0);
  });
});

describe("a take-over that was killed", () => {
  test("while copying starts the copy again", () => {
    // No process has these numbers: Linux and macOS stop far below.
    writeFileSync(join(folder, `${copyName}.99999998.partial`), "half a copy");
    const older = "market_cache.reference-20250101T000000Z.db.99999999.partial";
    writeFileSync(join(folder, older), "another half");
    expectTakenOver(open());
    expect(copies()).toEqual([copyName]);
  });

  test("after copying keeps the copy that is there", () => {
    open().close();
    // As if the process had died between the copy and the conversion, a while ago.
    const earlier = "market_cache.reference-20260601T110000Z.db";
    copyFileSync(join(folder, copyName), join(folder, earlier));
    for (const name of [copyName, "market_cache.db"]) rmSync(join(folder, name));
    makeReference();
    const store = open();
    expectTakenOver(store);
    expect(copies()).toEqual([earlier]);
    expect(store.metadata.getMetadata("reference_import")).toContain(earlier);
  });

  test("at any moment is finished by the next opening", async () => {
    for (const delayMs of [0, 1, 2, 3, 5, 8, 12, 20]) {
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), "l2t-reference-"));
      path = join(folder, "market_cache.db");
      makeReference();
      const command = [process.execPath, "-e", openingScript(path)];
      const child = Bun.spawn(command, { stdout: "pipe" });
      await child.stdout.getReader().read();
      await Bun.sleep(delayMs);
      child.kill("SIGKILL");
      await child.exited;
      const store = open();
      expectTakenOver(store);
      store.close();
      expect(copies().filter((name) => name.endsWith(".partial"))).toEqual([]);
    }
  });
});
