import type { ImportLedger, ImportProgress } from "../../../ports/import-ledger.ts";
import type { Database, SqlRow } from "./database.ts";

const columns = `file_key, file_name, rows_done, bytes_done, bars_added, bars_changed,
  bars_unchanged, rows_rejected, rows_flagged, is_complete, updated_ts_ms`;

export class SqliteImports implements ImportLedger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  importProgress(fileKey: string): ImportProgress | null {
    const row = this.#db.row(`SELECT ${columns} FROM imports WHERE file_key = ?`, fileKey);
    return row === null ? null : progressOf(row);
  }

  setImportProgress(progress: ImportProgress): void {
    this.#db.run(
      `INSERT OR REPLACE INTO imports (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      progress.fileKey,
      progress.fileName,
      progress.rowsDone,
      progress.bytesDone,
      progress.barsAdded,
      progress.barsChanged,
      progress.barsUnchanged,
      progress.rowsRejected,
      progress.rowsFlagged,
      progress.isComplete ? 1 : 0,
      progress.updatedTsMs,
    );
  }

  imports(limit: number): readonly ImportProgress[] {
    const rows = this.#db.rows(
      `SELECT ${columns} FROM imports ORDER BY updated_ts_ms DESC, file_key LIMIT ?`,
      limit,
    );
    return rows.map(progressOf);
  }
}

function progressOf(row: SqlRow): ImportProgress {
  return {
    fileKey: String(row[0]),
    fileName: String(row[1]),
    rowsDone: Number(row[2]),
    bytesDone: Number(row[3]),
    barsAdded: Number(row[4]),
    barsChanged: Number(row[5]),
    barsUnchanged: Number(row[6]),
    rowsRejected: Number(row[7]),
    rowsFlagged: Number(row[8]),
    isComplete: row[9] === 1,
    updatedTsMs: Number(row[10]),
  };
}
