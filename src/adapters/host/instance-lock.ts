import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { oneProcess, type ProcessRole, processRoles } from "../../domain/service-name.ts";
import { readKernelFile } from "./kernel-file.ts";
import {
  heldSinceTsMs,
  holderText,
  isAlive,
  lockNameOf,
  parseHolder,
  readHolder,
} from "./lock-holder.ts";

/** A claim on a data directory. */
export interface InstanceLock {
  /** May be called twice. */
  release(): void;
}

/** Looks at a lock that changes hands all the time before something else must be wrong. */
const attemptsMax = 50;
const pauseMs = 10;
/** A taker that died while it took over is taken over in turn, and so on. */
const takersMax = 3;

/**
 * Claims a data directory for this process by a file in it, `up.lock` or that of a service. Of
 * several processes that ask at once exactly one gets it, also where they find the lock of one
 * that has died. Throws Failure host.unavailable, naming the holder, while another one lives, and
 * store.unavailable where the folder cannot be written.
 */
export function lockFolder(folder: string, name: string): InstanceLock {
  const path = join(folder, name);
  if (!claim(path, takersMax)) throw heldByOther(folder, name);
  return { release: () => removeOwn(path) };
}

/** The locks of several roles, or none. */
export function lockRoles(folder: string, roles: readonly ProcessRole[]): InstanceLock {
  const locks: InstanceLock[] = [];
  const release = () => {
    for (const lock of locks.toReversed()) lock.release();
  };
  try {
    for (const role of roles) locks.push(lockFolder(folder, lockNameOf(role)));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

/** Whether the file at `path` is ours now; false while its holder lives. */
function claim(path: string, takersLeft: number): boolean {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (createWhole(path)) return true;
    const found = read(path);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder !== null && isAlive(holder)) return false;
    takeAway(path, found, takersLeft);
  }
  const text = `the lock "${path}" keeps coming back; remove it`;
  throw new Failure("host.unavailable", text);
}

/**
 * Removes a stale lock. Two that see it at once must not both do so, for the slower one would
 * remove the new lock of the faster one: the right to remove it is a lock of its own, named after
 * the stale holder, and who has it looks again.
 */
function takeAway(path: string, stale: string, takersLeft: number): void {
  const right = `${path}.${stale.trim().replaceAll(/[^\w-]+/g, "-") || "damaged"}`;
  if (takersLeft === 0 || !claim(right, takersLeft - 1)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    return;
  }
  try {
    if (read(path) === stale) rmSync(path, { force: true });
  } finally {
    rmSync(right, { force: true });
  }
}

/** Makes the lock with its text in it in one step, so that nobody reads half of it. */
function createWhole(path: string): boolean {
  const folder = dirname(path);
  const draft = `${path}.new-${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, holderText(process.pid));
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cannotWrite(folder, cause);
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeOwn(path: string): void {
  if (read(path) === holderText(process.pid)) rmSync(path, { force: true });
}

/** Null when there is no such file any more. */
function read(path: string): string | null {
  return readKernelFile(path) ?? null;
}

function cannotWrite(folder: string, cause: unknown): Failure {
  const { code } = cause as NodeJS.ErrnoException;
  const text = `the folder "${folder}" cannot be written (${code}); name another --data-dir`;
  return new Failure("store.unavailable", text, { cause });
}

function heldByOther(folder: string, name: string): Failure {
  const path = join(folder, name);
  const pid = readHolder(path)?.pid ?? "unknown";
  const sinceTsMs = heldSinceTsMs(path);
  const since = sinceTsMs === undefined ? "" : `, since ${utcText(sinceTsMs)}`;
  const role = processRoles.find((candidate) => lockNameOf(candidate) === name) ?? oneProcess;
  const work = role === oneProcess ? "works" : `runs the ${role}`;
  const text = `another l2t (process ${pid}${since}) ${work} in "${folder}"`;
  return new Failure("host.unavailable", `${text}; stop it, or use another --data-dir`);
}

/** "2026-11-24 00:15:27 UTC". */
function utcText(tsMs: number): string {
  return `${new Date(tsMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
