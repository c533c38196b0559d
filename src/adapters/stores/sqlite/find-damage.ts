import type { Database } from "./database.ts";

/** More of the same says nothing new. */
const findingsMax = 10;

/**
 * What SQLite finds wrong with its file, one sentence each; empty when all is well. A quick look
 * reads every page once, a deep one also holds each index against its table.
 * src https://www.sqlite.org/pragma.html#pragma_quick_check
 */
export function findDamage(
  db: Database,
  { isDeep }: { readonly isDeep: boolean },
): readonly string[] {
  const check = isDeep ? "integrity_check" : "quick_check";
  const found = db.rows(`PRAGMA ${check}(${findingsMax})`).map(([text]) => String(text));
  return found.length === 1 && found[0] === "ok" ? [] : found;
}
