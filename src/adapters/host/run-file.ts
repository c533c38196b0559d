import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { type ProcessRole, processRoles } from "../../domain/service-name.ts";
import type { RunningService } from "../../ports/memory-reader.ts";
import { readKernelFile } from "./kernel-file.ts";
import { readStartTicks } from "./proc.ts";

/** Folder of a data directory in which running processes say who they are. */
const runFolder = "run";

/** What stands in a run file. */
interface RunFile {
  readonly service: ProcessRole;
  readonly pid: number;
  readonly sinceTsMs: number;
  /** Tells the process from a later one with the same id; null where the system has no /proc. */
  readonly startTicks: number | null;
}

/**
 * Says that this process runs as `service` on a data directory, so that `l2t memory` finds it.
 * Throws Failure store.unavailable. The answer takes the file away again.
 */
export function announceProcess(facts: {
  readonly dataDir: string;
  readonly service: ProcessRole;
  readonly pid: number;
  readonly nowTsMs: number;
}): () => void {
  const { service, pid, nowTsMs } = facts;
  const folder = join(facts.dataDir, runFolder);
  const path = join(folder, `${service}.json`);
  const startTicks = readStartTicks("/proc", pid) ?? null;
  const content: RunFile = { service, pid, sinceTsMs: nowTsMs, startTicks };
  try {
    mkdirSync(folder, { recursive: true });
    // Whoever reads sees the old file or the new one, never half of one.
    writeFileSync(`${path}.${pid}`, `${JSON.stringify(content)}\n`);
    renameSync(`${path}.${pid}`, path);
  } catch (error) {
    const text = `the folder "${folder}" cannot be written; check its permissions and the disk`;
    throw new Failure("store.unavailable", text, { cause: error });
  }
  return () => rmSync(path, { force: true });
}

/** Processes that said so on this data directory and still run, in the order of the services. */
export function findAnnounced(dataDir: string, proc: string): readonly RunningService[] {
  return processRoles.flatMap((service) => {
    const found = parseRunFile(readKernelFile(join(dataDir, runFolder, `${service}.json`)));
    if (found === undefined || found.service !== service) return [];
    const startTicks = readStartTicks(proc, found.pid);
    const isSame = found.startTicks === null || found.startTicks === startTicks;
    if (startTicks === undefined || !isSame) return [];
    return { service, pid: found.pid, sinceTsMs: found.sinceTsMs };
  });
}

function parseRunFile(text: string | undefined): RunFile | undefined {
  try {
    const { service, pid, sinceTsMs, startTicks } = JSON.parse(text ?? "") as RunFile;
    const isWhole = Number.isInteger(pid) && Number.isFinite(sinceTsMs);
    return isWhole ? { service, pid, sinceTsMs, startTicks } : undefined;
  } catch {
    // A damaged file names nobody.
    return undefined;
  }
}
