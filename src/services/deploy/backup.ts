import { basename, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Deployment } from "../../ports/deployment.ts";

const databaseEnding = ".db";
/** Its log and the index of that, which may hold the newest part. */
export const besideDatabase = ["-wal", "-shm"] as const;
/** Where the file that a restore replaced is kept, damaged or not. */
const replacedEnding = ".before-restore";

/**
 * Copies the database of a data directory while services run; returns the path of the copy, in a
 * folder under a name of its moment. Throws Failure not.found, store.*, output.unavailable.
 */
export async function backUp(
  { databasePath, copyDatabase, files }: Deployment,
  wish: { readonly dataDir: string; readonly to: string; readonly nowTsMs: number },
): Promise<{ readonly path: string; readonly bytes: number }> {
  const source = databasePath(wish.dataDir);
  if (files.bytes(source) === undefined) {
    throw new Failure("not.found", `there is no database in "${wish.dataDir}"; see --data-dir`);
  }
  const path = wish.to.endsWith(databaseEnding)
    ? wish.to
    : datedPath(wish.to, source, wish.nowTsMs);
  if (files.bytes(path) !== undefined) {
    throw new Failure("output.unavailable", `"${path}" exists already; name another file`);
  }
  await copyDatabase(source, path);
  return { path, bytes: files.bytes(path) ?? 0 };
}

function datedPath(folder: string, source: string, nowTsMs: number): string {
  const stamp = new Date(nowTsMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return join(folder, `${basename(source, databaseEnding)}-${stamp}${databaseEnding}`);
}

/**
 * Puts a copy in the place of the database of a data directory, and keeps what was there. Throws
 * Failure host.unavailable while a service runs, store.invalid for a file that is no database.
 */
export async function restore(
  { claim, databasePath, copyDatabase, files }: Deployment,
  { dataDir, from }: { readonly dataDir: string; readonly from: string },
): Promise<{ readonly database: string; readonly kept: string | undefined }> {
  const database = databasePath(dataDir);
  if (files.bytes(from) === undefined) {
    throw new Failure("input.missing", `there is no file "${from}"`);
  }
  const lock = claim(dataDir);
  try {
    const fresh = `${database}.restored`;
    await copyDatabase(from, fresh);
    const kept = files.bytes(database) === undefined ? undefined : `${database}${replacedEnding}`;
    for (const part of ["", ...besideDatabase]) {
      if (kept !== undefined && files.bytes(`${database}${part}`) !== undefined) {
        files.copy(`${database}${part}`, `${kept}${part}`);
      }
      files.remove(`${database}${part}`);
    }
    files.copy(fresh, database, { ownerOf: dataDir });
    files.remove(fresh);
    return { database, kept };
  } finally {
    lock.release();
  }
}
