import { statSync } from "node:fs";
import type { StoreStats } from "../../../ports/store.ts";
import type { Database } from "./database.ts";
import { readSchemaVersion } from "./migrations.ts";

const tables = [
  "watchlist",
  "whale_flows",
  "cache_metadata",
  "signals",
  "series",
  "bar_blocks",
  "bar_tail",
  "imports",
  "events",
  "option_contracts",
  "option_strikes",
  "ratings",
  "news",
  "listings",
  "freshness",
] as const;

export function readStats(
  db: Database,
  scannerTables: readonly string[],
  tailBarCount: () => number,
): StoreStats {
  return db.snapshot(() => {
    const existing = new Set(
      db.rows("SELECT name FROM sqlite_master WHERE type = 'table'").map(([name]) => String(name)),
    );
    const rowCounts: Record<string, number> = {};
    for (const table of [...tables, ...scannerTables]) {
      if (existing.has(table)) rowCounts[table] = db.number(`SELECT count(*) FROM "${table}"`);
    }
    const blocks = db.row(
      "SELECT coalesce(sum(bar_count), 0), coalesce(sum(blob_bytes), 0) FROM series",
    );
    const tailBytes = db.number("SELECT sum(length(data)) FROM bar_tail");
    return {
      path: db.path,
      bytes: db.number("PRAGMA page_count") * db.number("PRAGMA page_size") + walBytes(db.path),
      schemaVersion: readSchemaVersion(db),
      rowCounts,
      barCount: Number(blocks?.[0]) + tailBarCount(),
      barBytes: Number(blocks?.[1]) + tailBytes,
      isSimulated: db.number("SELECT count(*) FROM sources WHERE is_simulated = 1") > 0,
      engine: `SQLite ${db.row("SELECT sqlite_version()")?.[0]}`,
    };
  });
}

function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
