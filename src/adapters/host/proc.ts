import { join } from "node:path";
import type { BoxMemory, ProcessMemory } from "../../ports/memory-reader.ts";
import { kilobytesOf, listFolder, readKernelFile, sumOf, wholeNumber } from "./kernel-file.ts";
import { readPressure } from "./pressure.ts";

/** Memory of the machine from /proc/meminfo and /proc/pressure (proc_meminfo(5)). */
export function readBox(proc: string): BoxMemory {
  const text = readKernelFile(join(proc, "meminfo"));
  return {
    totalBytes: kilobytesOf(text, "MemTotal"),
    availableBytes: kilobytesOf(text, "MemAvailable"),
    freeBytes: kilobytesOf(text, "MemFree"),
    swapTotalBytes: kilobytesOf(text, "SwapTotal"),
    swapFreeBytes: kilobytesOf(text, "SwapFree"),
    pressure: readPressure(join(proc, "pressure", "memory")),
  };
}

/**
 * Memory of a process from /proc/PID/status and, when it is to be precise, smaps_rollup
 * (proc_pid_status(5), proc_pid_smaps(5)); undefined when there is no such process.
 */
export function readProcess(
  proc: string,
  pid: number,
  options: { readonly isPrecise: boolean },
): ProcessMemory | undefined {
  const status = readKernelFile(join(proc, String(pid), "status"));
  if (status === undefined) return undefined;
  const rollup = options.isPrecise
    ? readKernelFile(join(proc, String(pid), "smaps_rollup"))
    : undefined;
  return {
    pid,
    name: /^Name:\t(.*)$/m.exec(status)?.[1] ?? String(pid),
    rssBytes: kilobytesOf(status, "VmRSS"),
    anonBytes: kilobytesOf(status, "RssAnon"),
    fileBytes: kilobytesOf(status, "RssFile"),
    swapBytes: kilobytesOf(status, "VmSwap"),
    pssBytes: kilobytesOf(rollup, "Pss"),
    privateBytes: sumOf(kilobytesOf(rollup, "Private_Clean"), kilobytesOf(rollup, "Private_Dirty")),
  };
}

/** Ids of all processes that can be seen. */
export function listPids(proc: string): readonly number[] {
  return listFolder(proc).flatMap((name) => wholeNumber(name) ?? []);
}

/** How a process was started, its arguments parted by blanks; undefined where it is hidden. */
export function readCommand(proc: string, pid: number): string | undefined {
  const text = readKernelFile(join(proc, String(pid), "cmdline"));
  return text?.replaceAll("\0", " ").trim() || undefined;
}

/**
 * When a process started, in clock ticks since boot: with the id it names one process for as long
 * as the machine is up, although ids are used again.
 */
export function readStartTicks(proc: string, pid: number): number | undefined {
  const text = readKernelFile(join(proc, String(pid), "stat"));
  // The name stands in brackets and may hold anything, brackets and blanks included.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return wholeNumber(fields?.[startTimeField - firstFieldAfterName]);
}

/** Numbered as in proc_pid_stat(5). */
const startTimeField = 22;
const firstFieldAfterName = 3;
