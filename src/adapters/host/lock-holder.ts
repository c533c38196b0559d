import { statSync } from "node:fs";
import { join } from "node:path";
import { oneProcess, type ProcessRole, processRoles } from "../../domain/service-name.ts";
import type { RunningService } from "../../ports/memory-reader.ts";
import { readKernelFile, wholeNumber } from "./kernel-file.ts";
import { readStartTicks } from "./proc.ts";

/** Who a lock file says it belongs to. */
export interface LockHolder {
  readonly pid: number;
  /** Tells the process from a later one with the same id; empty where there is no /proc. */
  readonly startTicks: string;
}

/** Name of the lock file that a process of a kind holds in its data directory. */
export function lockNameOf(role: ProcessRole): string {
  return role === oneProcess ? "up.lock" : `${role}.lock`;
}

/** What the process with this id writes into its lock file. */
export function holderText(pid: number): string {
  return `${pid} ${readStartTicks("/proc", pid) ?? ""}\n`;
}

/** Null when there is no such file, or nothing readable in it. */
export function readHolder(path: string): LockHolder | null {
  const [id = "", startTicks = ""] = (readKernelFile(path) ?? "").trim().split(" ");
  const pid = wholeNumber(id) ?? 0;
  return pid > 0 ? { pid, startTicks } : null;
}

export function isAlive({ pid, startTicks }: LockHolder, proc = "/proc"): boolean {
  if (startTicks !== "") return String(readStartTicks(proc, pid) ?? "") === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Processes that hold a lock on a data directory and live, in the order of the services. */
export function findHolders(dataDir: string, proc: string): readonly RunningService[] {
  return processRoles.flatMap((service) => {
    const path = join(dataDir, lockNameOf(service));
    const holder = readHolder(path);
    if (holder === null || !isAlive(holder, proc)) return [];
    // The file is written once, when the lock is taken.
    const sinceTsMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return { service, pid: holder.pid, sinceTsMs };
  });
}
