import { Failure } from "../../../base/failure.ts";

/** What a driver's error object has, whichever driver it is. */
interface DriverError {
  readonly code?: unknown;
  /** Node names the kind by number: https://sqlite.org/rescode.html. */
  readonly errcode?: unknown;
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

/** Results of SQLite that the world is to blame for, by their primary number. */
const codesByNumber: Readonly<Record<number, string>> = {
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  15: "SQLITE_PROTOCOL",
  17: "SQLITE_SCHEMA",
  22: "SQLITE_NOLFS",
  23: "SQLITE_AUTH",
  24: "SQLITE_FORMAT",
  26: "SQLITE_NOTADB",
};

/**
 * A driver's error as a Failure that names the file and the way out. What is none of the world's
 * doing (a wrong statement, a broken constraint) stays the error that it was: a bug.
 */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const { message } = error as DriverError;
  const code = codeOf(error as DriverError);
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

function codeOf({ code, errcode }: DriverError): unknown {
  // The low byte is the primary result, what is above it the particular case.
  return typeof errcode === "number" ? (codesByNumber[errcode & 0xff] ?? code) : code;
}

export function damagedFile(path: string, what: string, cause?: unknown): Failure {
  const text =
    `the file "${path}" is damaged or no database of learn2trade (${what}); ` +
    "move it away and import again, or name another folder with --data-dir";
  return new Failure("store.invalid", text, { cause });
}
