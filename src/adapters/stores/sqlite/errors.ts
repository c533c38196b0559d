import { Failure } from "../../../base/failure.ts";

/** What a driver's error object has, whichever driver it is. */
interface DriverError {
  readonly code?: unknown;
  readonly message?: unknown;
}

const busyCodes = ["SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"];
const damagedCodes = ["SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FORMAT", "SQLITE_SCHEMA"];
const fullCodes = ["SQLITE_FULL"];
const closedCodes = [
  "SQLITE_READONLY",
  "SQLITE_PERM",
  "SQLITE_CANTOPEN",
  "SQLITE_IOERR",
  "SQLITE_AUTH",
  "SQLITE_NOLFS",
];

/**
 * A driver's error as a Failure that names the file and the way out. What is none of the world's
 * doing (a wrong statement, a broken constraint) stays the error that it was: a bug.
 */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const { code, message } = error as DriverError;
  if (typeof code !== "string") return error;
  const of = (codes: readonly string[]) =>
    codes.some((known) => code === known || code.startsWith(`${known}_`));
  const told = `${String(message)}, ${code}`;
  const cause = { cause: error };
  if (of(busyCodes)) {
    const text = `the database "${path}" is being written by another process; try again (${told})`;
    return new Failure("store.busy", text, cause);
  }
  if (of(damagedCodes)) return damagedFile(path, told, error);
  if (of(fullCodes)) {
    const text = `the disk of "${path}" is full; free some space and try again (${told})`;
    return new Failure("store.unavailable", text, cause);
  }
  if (of(closedCodes)) {
    const text =
      `the database "${path}" cannot be opened or written; check that its folder exists, ` +
      `that this user may write there and that the disk has room (${told})`;
    return new Failure("store.unavailable", text, cause);
  }
  return error;
}

export function damagedFile(path: string, what: string, cause?: unknown): Failure {
  const text =
    `the file "${path}" is damaged or no database of learn2trade (${what}); ` +
    "move it away and import again, or name another folder with --data-dir";
  return new Failure("store.invalid", text, { cause });
}
