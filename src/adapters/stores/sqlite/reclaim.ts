import type { Database } from "./database.ts";

/** Free pages that stay for what is written next: of 16 KB, so 1 MB, or a part of a large file. */
const pagesKeptMin = 64;
const pagesKeptRatio = 0.05;

/** Shortens the file by free pages; see Store.reclaim. */
export function reclaimPages(db: Database, pagesMax: number): boolean {
  const pages = db.number("PRAGMA page_count");
  const free = db.number("PRAGMA freelist_count");
  const surplus = free - Math.max(pagesKeptMin, Math.floor(pages * pagesKeptRatio));
  if (surplus <= 0) return false;
  // Pages at the end of the file move into free ones before it, through the log as ever.
  db.rows(`PRAGMA incremental_vacuum(${Math.min(surplus, pagesMax)})`);
  // A file that was made without this possibility stays as long as it is, and reuses its pages.
  const isShorter = db.number("PRAGMA freelist_count") < free;
  if (isShorter && surplus > pagesMax) return true;
  // Waits for nobody: what others still read stays in the log until the next time.
  db.rows("PRAGMA wal_checkpoint(PASSIVE)");
  return false;
}
