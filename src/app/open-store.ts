import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../base/failure.ts";
import type { Store } from "../ports/store.ts";
import { scanners } from "../scanners/registry.ts";

/** Name of the database in a data directory: the reference system's. */
export const databaseName = "market_cache.db";

export function hasStore(dataDir: string): boolean {
  return existsSync(join(dataDir, databaseName));
}

/** Opens the database of a data directory; the caller closes it. Throws Failure store.*. */
export async function openStore(options: {
  readonly dataDir: string;
  readonly isReadOnly: boolean;
}): Promise<Store> {
  const { openSqliteStore } = await import("../adapters/stores/sqlite/store.ts");
  const file = { path: join(options.dataDir, databaseName), tables: scanners };
  if (!options.isReadOnly) return openSqliteStore(file);
  try {
    return openSqliteStore({ ...file, readOnly: true });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "store.invalid") throw error;
    // A file of an earlier version: opening it for writing brings it up to date.
    return openSqliteStore(file);
  }
}
