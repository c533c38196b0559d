import { join, posix } from "node:path";
import type { CgroupMemory, MemoryEvents } from "../../ports/memory-reader.ts";
import { limitOf, numberAfter, readKernelFile, sumOf, wholeNumber } from "./kernel-file.ts";
import { readPressure } from "./pressure.ts";

/**
 * Memory of a group of control groups version 2 (docs.kernel.org/admin-guide/cgroup-v2.html).
 * `path` begins at the mount; undefined where the group has no memory controller, as the root.
 */
export function readCgroupV2(mount: string, path: string): Omit<CgroupMemory, "isOwn"> | undefined {
  const folder = join(mount, path);
  const currentBytes = wholeNumber(readKernelFile(join(folder, "memory.current")));
  if (currentBytes === undefined) return undefined;
  const stat = readKernelFile(join(folder, "memory.stat"));
  const parent = posix.dirname(path);
  return {
    version: 2,
    path,
    currentBytes,
    highBytes: lowestLimit(mount, path, "memory.high"),
    maxBytes: lowestLimit(mount, path, "memory.max"),
    anonBytes: numberAfter(stat, "anon "),
    fileBytes: numberAfter(stat, "file "),
    // The lists of file pages leave out shared memory, which is in "file" but has no file.
    fileCacheBytes: sumOf(numberAfter(stat, "inactive_file "), numberAfter(stat, "active_file ")),
    swapBytes: wholeNumber(readKernelFile(join(folder, "memory.swap.current"))),
    events: readEvents(folder),
    parentEvents: parent === "/" ? undefined : readEvents(join(mount, parent)),
    pressure: readPressure(join(folder, "memory.pressure")),
  };
}

/** The lowest limit of a group and of all that hold it: the one that is met first. */
function lowestLimit(mount: string, path: string, file: string): number | undefined {
  let lowest: number | undefined;
  for (let at = path; at !== "/" && at !== "."; at = posix.dirname(at)) {
    const limit = limitOf(readKernelFile(join(mount, at, file)));
    if (limit !== undefined) lowest = Math.min(lowest ?? limit, limit);
  }
  return lowest;
}

function readEvents(folder: string): MemoryEvents {
  const text = readKernelFile(join(folder, "memory.events"));
  return {
    high: numberAfter(text, "high "),
    max: numberAfter(text, "max "),
    oomKill: numberAfter(text, "oom_kill "),
  };
}
