/**
 * The import as one would first write it: the whole file as text, lines and fields as strings, a
 * row of SQLite for each bar. What ours is measured against.
 *   bun plain-import.ts FILE DATABASE
 */
import { Database } from "bun:sqlite";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [, , path = "", database = ""] = process.argv;
const startMs = performance.now();
const db = new Database(database, { create: true });
db.run("PRAGMA journal_mode = WAL");
db.run(
  `CREATE TABLE bars (symbol TEXT, ts INTEGER, open REAL, high REAL, low REAL, close REAL,
   volume REAL, PRIMARY KEY (symbol, ts)) WITHOUT ROWID`,
);
const insert = db.prepare("INSERT OR REPLACE INTO bars VALUES (?, ?, ?, ?, ?, ?, ?)");
const content = readFileSync(path);
const text = (path.endsWith(".gz") ? gunzipSync(content) : content).toString();
let rows = 0;
db.transaction(() => {
  for (const line of text.split("\n").slice(1)) {
    if (line === "") continue;
    const [symbol = "", date = "", open, high, low, close, volume] = line.split(",");
    const values = [open, high, low, close, volume].map((field) => (field ? Number(field) : null));
    insert.run(symbol, Date.parse(date), ...values);
    rows++;
  }
})();
insert.finalize();
db.close();
console.log(JSON.stringify({ rows, elapsed_seconds: (performance.now() - startMs) / 1_000 }));
