import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";

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
    const owner = readOwner(path);
    if (owner !== null && owner !== process.pid && isAlive(owner)) {
      const text = `another l2t (process ${owner}) works in "${folder}"`;
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
      writeSync(descriptor, `${process.pid}\n`);
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

function readOwner(path: string): number | null {
  try {
    const owner = Number(readFileSync(path, "utf8").trim());
    return Number.isInteger(owner) && owner > 0 ? owner : null;
  } catch {
    // It has gone in the meantime.
    return null;
  }
}

/** A number may have been given again to another program since; then its name is not ours. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("main.ts");
  } catch {
    // No such folder on this system: better one start too few than two at once.
    return true;
  }
}
