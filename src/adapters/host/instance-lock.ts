import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { readStartTicks } from "./proc.ts";

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
    if (owner !== null && isAlive(owner)) {
      const text = `another l2t (process ${owner.pid}) works in "${folder}"`;
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
      writeSync(descriptor, ownerText(process.pid));
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

interface Owner {
  readonly pid: number;
  /** Tells the process from a later one with the same id; empty where there is no /proc. */
  readonly startTicks: string;
}

function ownerText(pid: number): string {
  return `${pid} ${readStartTicks("/proc", pid) ?? ""}\n`;
}

function readOwner(path: string): Owner | null {
  try {
    const [pid = "", startTicks = ""] = readFileSync(path, "utf8").trim().split(" ");
    return Number(pid) > 0 ? { pid: Number(pid), startTicks } : null;
  } catch {
    // It has gone in the meantime.
    return null;
  }
}

function isAlive({ pid, startTicks }: Owner): boolean {
  if (startTicks !== "") return String(readStartTicks("/proc", pid) ?? "") === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
