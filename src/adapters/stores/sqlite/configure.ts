import type { Database } from "./database.ts";

/** Two kilobytes a blob: large pages waste less of their ends (8 KB pages cost 4 % more). */
export const pageBytes = 16_384;

/** Pages a connection keeps, in KB: enough for the inner pages and one batch. */
const cacheKb = 4_096;

/** The log shrinks back to this after a large write. */
const walBytesKept = 16 * 2 ** 20;

/** What is decided once per file, before the first table. */
export function prepareFile(db: Database): void {
  if (String(db.row("PRAGMA journal_mode")?.[0]) === "wal") return;
  db.exec(`PRAGMA page_size = ${pageBytes}`);
  // Freed pages can be given back later without a second copy of the file.
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.row("PRAGMA journal_mode = WAL");
}

/** What each connection sets for itself. */
export function configure(db: Database): void {
  // Enough for a killed process: the log is in the system's hands when a commit returns.
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec(`PRAGMA cache_size = -${cacheKb}`);
  // Mapped pages count as memory of the process.
  db.exec("PRAGMA mmap_size = 0");
  db.exec(`PRAGMA journal_size_limit = ${walBytesKept}`);
  db.exec("PRAGMA trusted_schema = OFF");
}
