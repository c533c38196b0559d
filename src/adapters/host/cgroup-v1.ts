import { join, posix } from "node:path";
import type { CgroupMemory, MemoryEvents } from "../../ports/memory-reader.ts";
import { numberAfter, readKernelFile, sumOf, wholeNumber } from "./kernel-file.ts";

/** Version 1 writes "no limit" as the largest number of whole pages that it can hold. */
const noLimitFrom = 2 ** 62;

/**
 * Memory of a group of the memory hierarchy of control groups version 1
 * (docs.kernel.org/admin-guide/cgroup-v1/memory.html). There is no limit that slows down, and no
 * pressure. Undefined where the folder is no such group.
 */
export function readCgroupV1(mount: string, path: string): Omit<CgroupMemory, "isOwn"> | undefined {
  const folder = join(mount, path);
  const currentBytes = wholeNumber(readKernelFile(join(folder, "memory.usage_in_bytes")));
  if (currentBytes === undefined) return undefined;
  const stat = readKernelFile(join(folder, "memory.stat"));
  const limit = numberAfter(stat, "hierarchical_memory_limit ");
  const parent = posix.dirname(path);
  return {
    version: 1,
    path,
    currentBytes,
    highBytes: Number.POSITIVE_INFINITY,
    maxBytes: limit !== undefined && limit >= noLimitFrom ? Number.POSITIVE_INFINITY : limit,
    // "total_" counts the groups below as well, as version 2 does.
    anonBytes: numberAfter(stat, "total_rss "),
    fileBytes: numberAfter(stat, "total_cache "),
    fileCacheBytes: sumOf(
      numberAfter(stat, "total_inactive_file "),
      numberAfter(stat, "total_active_file "),
    ),
    swapBytes: numberAfter(stat, "total_swap "),
    events: readEvents(folder),
    parentEvents: parent === "/" ? undefined : readEvents(join(mount, parent)),
    pressure: undefined,
  };
}

function readEvents(folder: string): MemoryEvents {
  return {
    high: undefined,
    max: wholeNumber(readKernelFile(join(folder, "memory.failcnt"))),
    oomKill: numberAfter(readKernelFile(join(folder, "memory.oom_control")), "oom_kill "),
  };
}
