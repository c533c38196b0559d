import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { Database } from "./database.ts";
import { damagedFile } from "./errors.ts";

/** Copies of root's are for root alone until it decides otherwise. */
const folderMode = 0o700;

/**
 * A whole copy of a database, of one moment, while others may write it: VACUUM INTO, see
 * https://sqlite.org/lang_vacuum.html. It takes the place of an older copy in one step and belongs
 * to whom the original does. Throws Failure store.*, output.unavailable.
 */
export function copyDatabase(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}.new`;
  const database = new Database(from, { isReadOnly: true });
  try {
    checkDatabase(database);
    makeFolder(dirname(to));
    rmSync(unfinished, { force: true });
    database.run("VACUUM INTO ?", unfinished);
    const { uid, gid, mode } = statSync(from);
    chmodSync(unfinished, mode & 0o777);
    if (process.geteuid?.() === 0) chownSync(unfinished, uid, gid);
    renameSync(unfinished, to);
  } finally {
    database.close();
    rmSync(unfinished, { force: true });
  }
}

/** Reads every page: a copy of a damaged database would be found out too late. */
function checkDatabase(database: Database): void {
  const [first] = database.rows("PRAGMA quick_check(1)");
  if (first?.[0] !== "ok") throw damagedFile(database.path, String(first?.[0]));
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: folderMode });
  } catch (cause) {
    throw new Failure("output.unavailable", `the folder "${folder}" cannot be made`, { cause });
  }
}
