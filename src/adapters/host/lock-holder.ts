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
  /** Which start of the machine the ticks count from; empty where there is no /proc. */
  readonly bootId: string;
}

/** Name of the lock file that a process of a kind holds in its data directory. */
export function lockNameOf(role: ProcessRole): string {
  return role === oneProcess ? "up.lock" : `${role}.lock`;
}

/** What the process with this id writes into its lock file. */
export function holderText(pid: number): string {
  return `${pid} ${readStartTicks("/proc", pid) ?? ""} ${readBootId("/proc")}\n`;
}

/** Null when there is no such file, or nothing readable in it. */
export function readHolder(path: string): LockHolder | null {
  return parseHolder(readKernelFile(path) ?? "");
}

/** Null when there is nothing readable in the text of a lock file. */
export function parseHolder(text: string): LockHolder | null {
  const [id = "", startTicks = "", bootId = ""] = text.trim().split(" ");
  const pid = wholeNumber(id) ?? 0;
  return pid > 0 ? { pid, startTicks, bootId } : null;
}

export function isAlive({ pid, startTicks, bootId }: LockHolder, proc = "/proc"): boolean {
  // A machine that starts its services at boot gives them the same ids and ticks again.
  if (bootId !== "" && bootId !== readBootId(proc)) return false;
  const ticks = startTicks === "" ? undefined : readStartTicks(proc, pid);
  if (ticks !== undefined) return String(ticks) === startTicks;
  // Under systemd /proc hides processes of other users (ProtectProc=invisible), signals do not.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a lock was taken, UTC epoch ms: its file is written once. */
export function heldSinceTsMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** Processes that hold a lock on a data directory and live, in the order of the services. */
export function findHolders(dataDir: string, proc: string): readonly RunningService[] {
  const found = processRoles.flatMap((service) => {
    const path = join(dataDir, lockNameOf(service));
    const holder = readHolder(path);
    if (holder === null || !isAlive(holder, proc)) return [];
    return { service, pid: holder.pid, sinceTsMs: heldSinceTsMs(path) };
  });
  // One process may hold them all: it counts once, as what it is.
  const whole = found.find(({ service }) => service === oneProcess);
  return found.filter(({ service, pid }) => service === oneProcess || pid !== whole?.pid);
}

function readBootId(proc: string): string {
  return readKernelFile(join(proc, "sys", "kernel", "random", "boot_id"))?.trim() ?? "";
}
