import { Failure } from "../../../base/failure.ts";
import type { Database } from "./database.ts";

/** Blobs are of 2 KB: pages of 8 KB waste 7 % more at their ends, those of 4 KB 22 %. */
const pageBytes = 16_384;

/**
 * Pages a connection keeps, in KB: the inner ones and a batch. With 4 MB nothing is quicker, since
 * whatever another process writes makes a reader forget its pages; each process is 3 MB larger.
 */
const cacheKb = 1_024;

/** The log shrinks back to this after a large write. */
const walBytesKept = 16 * 2 ** 20;

const walAttemptsMax = 50;
const walPauseMs = 20;

/** What is decided once per file: the page size, and the log in place of the old journal. */
export function prepareFile(db: Database): void {
  if (journalMode(db) === "wal") return;
  const isOtherSize = db.number("PRAGMA page_size") !== pageBytes;
  db.exec(`PRAGMA page_size = ${pageBytes}`);
  // Freed pages can be given back later without a second copy of the file.
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  // A file that has tables takes on another page size when it is written anew.
  if (isOtherSize && db.number("PRAGMA page_count") > 0) db.exec("VACUUM");
  switchToWal(db);
}

/**
 * SQLite does not wait for this lock as it waits for others, so processes that open a new file
 * at the same moment have to try again.
 */
function switchToWal(db: Database): void {
  for (let attempt = 1; ; attempt++) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
    } catch (error) {
      const isBusy = error instanceof Failure && error.code === "store.busy";
      if (!isBusy || attempt >= walAttemptsMax) throw error;
    }
    if (journalMode(db) === "wal") return;
    if (attempt >= walAttemptsMax) throw noWal(db.path);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walPauseMs);
  }
}

function noWal(path: string): Failure {
  const text =
    `the folder of "${path}" does not take SQLite's write-ahead log, as network drives do not; ` +
    "name a folder on a local disk with --data-dir";
  return new Failure("store.unavailable", text);
}

function journalMode(db: Database): string {
  return String(db.row("PRAGMA journal_mode")?.[0]);
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
