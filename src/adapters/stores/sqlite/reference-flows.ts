import { utcText } from "../../../domain/result-table.ts";
import type { Database, SqlRow } from "./database.ts";
import { columnNames } from "./schema-facts.ts";
import { parseUtcText } from "./utc.ts";

const batchRows = 1_000;
const columns = [
  "symbol",
  "type",
  "strike",
  "whale_score",
  "volume",
  "open_interest",
  "vol_oi",
  "premium",
  "delta",
  "expiry",
  "dte",
  "detected_at",
  "updated_at",
] as const;

/** Offsets of time zones are multiples of this; the farthest is fourteen hours. */
const zoneStepMs = 15 * 60_000;
const zoneOffsetMsMax = 14 * 3_600_000;

/**
 * Copies the flows, each contract and moment of detection once. The reference system wrote
 * `detected_at` in local time and `updated_at`, at the same moment, in UTC: their distance is the
 * offset of its zone.
 */
export function copyFlows(db: Database): { readonly read: number; readonly kept: number } {
  const existing = columnNames(db, "reference_whale_flows");
  const cells = columns.map((name) => (existing.has(name) ? name : "NULL")).join(", ");
  let read = 0;
  let kept = 0;
  let afterId = -1;
  for (;;) {
    const rows = db.rows(
      `SELECT rowid, ${cells} FROM reference_whale_flows WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      afterId,
      batchRows,
    );
    for (const row of rows) {
      afterId = Number(row[0]);
      kept += addFlow(db, row.slice(1));
    }
    read += rows.length;
    if (rows.length < batchRows) return { read, kept };
  }
}

function addFlow(db: Database, cells: SqlRow): number {
  const detectedTsMs = detectedUtcMs(cells[11], cells[12]);
  return db.run(
    `INSERT INTO whale_flows (${columns.join(", ")}, detected_ts_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (symbol, type, strike, expiry, detected_ts_ms) DO NOTHING`,
    cells[0] ?? "",
    cells[1] ?? "",
    cells[2] ?? 0,
    ...cells.slice(3, 9),
    cells[9] ?? "",
    cells[10] ?? null,
    utcText(detectedTsMs),
    cells[12] ?? null,
    detectedTsMs,
  );
}

/** 0 when neither text is a time. */
function detectedUtcMs(detectedAt: unknown, updatedAt: unknown): number {
  const localMs = parseUtcText(detectedAt);
  const writtenMs = parseUtcText(updatedAt);
  if (Number.isNaN(localMs)) return Number.isNaN(writtenMs) ? 0 : writtenMs;
  if (Number.isNaN(writtenMs)) return localMs;
  const offsetMs = Math.round((writtenMs - localMs) / zoneStepMs) * zoneStepMs;
  return Math.abs(offsetMs) <= zoneOffsetMsMax ? localMs + offsetMs : localMs;
}
