import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { utcText } from "../../../domain/result-table.ts";
import type { Database } from "./database.ts";
import { sameBytes } from "./file-bytes.ts";
import { applyAll, readSchemaVersion } from "./migrations.ts";
import { copyFlows } from "./reference-flows.ts";
import { columnNames, epochMsSql } from "./schema-facts.ts";

/** Columns by which a table of the reference system is known. */
const marks: Readonly<Record<string, readonly string[]>> = {
  watchlist: ["symbol", "daily_change_pct"],
  whale_flows: ["symbol", "whale_score"],
  cache_metadata: ["key", "value"],
  macd_scanner: ["symbol", "scanned_at"],
  vpb_scanner: ["symbol", "scanned_at"],
  ttm_squeeze_scanner: ["symbol", "scanned_at"],
};

/** Tables that get a new shape here; the scanners' tables do when their scanner is known. */
const reshaped = ["watchlist", "whale_flows", "cache_metadata"] as const;

/** Where the import leaves its receipt. */
const receiptKey = "reference_import";

/** True for a database of the system before learn2trade, which had no schema version. */
export function isReference(db: Database): boolean {
  if (readSchemaVersion(db) !== 0 || db.number("PRAGMA application_id") !== 0) return false;
  return Object.entries(marks).some(([table, columns]) => {
    const existing = columnNames(db, table);
    return columns.every((column) => existing.has(column));
  });
}

/**
 * Takes a database of the reference system over: a copy goes beside it, then one transaction
 * gives its tables our shape and keeps their rows. Killed anywhere, it starts again next time.
 */
export function importReference(db: Database, nowMs: number): void {
  const copy = copyAside(db, nowMs);
  if (copy === null) return;
  db.transaction(() => {
    // Another process may have done it while we waited for the lock.
    if (isReference(db)) convert(db, { copy, nowMs });
  });
}

/** Returns the name of the copy, or null when another process has taken the file over. */
function copyAside(db: Database, nowMs: number): string | null {
  const folder = dirname(db.path);
  const stem = `${basename(db.path).replace(/\.db$/, "")}.reference-`;
  const stamp = utcText(nowMs).replace(/[-:]/g, "").replace(" ", "T");
  const name = `${stem}${stamp}Z.db`;
  const partial = join(folder, `${name}.${process.pid}.partial`);
  try {
    rmSync(partial, { force: true });
    // Not a plain copy of the file: opening it a second time would drop our locks on it.
    db.run("VACUUM INTO ?", partial);
    // What was copied is the old file only if it is the old file still.
    if (!isReference(db)) return null;
    // A complete copy from an attempt that was killed will do.
    const isCopy = (file: string) => file.startsWith(stem) && file.endsWith(".db");
    const same = readdirSync(folder).find(
      (file) => isCopy(file) && sameBytes(join(folder, file), partial),
    );
    if (same !== undefined) return same;
    renameSync(partial, join(folder, name));
    return name;
  } finally {
    removePartials(folder, stem);
  }
}

/** Removes what this process and killed ones have left; a live one removes its own. */
function removePartials(folder: string, stem: string): void {
  for (const file of readdirSync(folder)) {
    const writer = /\.(\d+)\.partial$/.exec(file)?.[1];
    if (!file.startsWith(stem) || writer === undefined) continue;
    if (Number(writer) === process.pid || !isRunning(Number(writer))) {
      rmSync(join(folder, file), { force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    // Signal 0 only asks whether the process is there.
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of another user is there as well.
    return (error as { readonly code?: unknown }).code === "EPERM";
  }
}

function convert(db: Database, made: { readonly copy: string; readonly nowMs: number }): void {
  const kept = reshaped.filter((table) => columnNames(db, table).size > 0);
  for (const table of kept) db.exec(`ALTER TABLE ${table} RENAME TO reference_${table}`);
  applyAll(db, made.nowMs);
  const counts: Record<string, unknown> = {};
  if (kept.includes("watchlist")) counts["watchlist"] = copyWatchlist(db);
  if (kept.includes("cache_metadata")) counts["cache_metadata"] = copyMetadata(db);
  if (kept.includes("whale_flows")) counts["whale_flows"] = copyFlows(db);
  for (const table of kept) db.exec(`DROP TABLE reference_${table}`);
  const receipt = JSON.stringify({ importedAt: utcText(made.nowMs), copy: made.copy, ...counts });
  db.run(
    `INSERT OR REPLACE INTO cache_metadata (key, value, updated_at, updated_ts_ms)
     VALUES (?, ?, ?, ?)`,
    receiptKey,
    receipt,
    utcText(made.nowMs),
    made.nowMs,
  );
}

/** The last row of a symbol counts: old files may lack the unique key. */
function copyWatchlist(db: Database): number {
  const has = columnNames(db, "reference_watchlist");
  const cell = (name: string) => (has.has(name) ? name : "NULL");
  return db.run(
    `INSERT OR REPLACE INTO watchlist (symbol, price, daily_change, daily_change_pct, volume,
       updated_at, updated_ts_ms)
     SELECT symbol, ${cell("price")}, ${cell("daily_change")}, ${cell("daily_change_pct")},
       ${cell("volume")}, ${cell("updated_at")}, ${epochMsSql(cell("updated_at"))}
     FROM reference_watchlist WHERE symbol IS NOT NULL ORDER BY rowid`,
  );
}

function copyMetadata(db: Database): number {
  const has = columnNames(db, "reference_cache_metadata");
  const updatedAt = has.has("updated_at") ? "updated_at" : "NULL";
  return db.run(
    `INSERT OR REPLACE INTO cache_metadata (key, value, updated_at, updated_ts_ms)
     SELECT key, coalesce(value, ''), ${updatedAt}, ${epochMsSql(updatedAt)}
     FROM reference_cache_metadata WHERE key IS NOT NULL ORDER BY rowid`,
  );
}
