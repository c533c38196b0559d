import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { holderText, isAlive, readHolder } from "./lock-holder.ts";

/** Stale locks that are taken over in a row before something else must be wrong. */
const attemptsMax = 3;

/**
 * Claims a data directory for this process by a file with its number. The lock of a process that
 * has died is taken over. Throws Failure host.unavailable while another one lives, and
 * store.unavailable where the file cannot be written.
 */
export function lockFolder(folder: string, name: string): { release(): void } {
  const path = join(folder, name);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (createLock(folder, path)) {
      return { release: () => rmSync(path, { force: true }) };
    }
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) {
      const text = `another l2t (process ${holder.pid}) works in "${folder}"`;
      throw new Failure("host.unavailable", `${text}; stop it, or use another --data-dir`);
    }
    rmSync(path, { force: true });
  }
  throw new Failure("host.unavailable", `the lock "${path}" keeps coming back; remove it`);
}

function createLock(folder: string, path: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(path, "wx");
    try {
      writeSync(descriptor, holderText(process.pid));
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    const text = `the folder "${folder}" cannot be written (${code}); name another --data-dir`;
    throw new Failure("store.unavailable", text, { cause });
  }
}
