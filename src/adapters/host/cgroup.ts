import { join, posix } from "node:path";
import type { CgroupMemory } from "../../ports/memory-reader.ts";
import { readCgroupV1 } from "./cgroup-v1.ts";
import { readCgroupV2 } from "./cgroup-v2.ts";
import { readKernelFile } from "./kernel-file.ts";

/** Where a hierarchy that counts memory is mounted, and which of its groups stands there. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** With the reader's root in front. */
  readonly folder: string;
  /** "/" but in some containers. */
  readonly group: string;
}

/**
 * Mounts of control groups, from /proc/self/mountinfo (proc_pid_mountinfo(5)): version 1 of the
 * memory controller, version 2, both or none.
 */
export function findCgroupMounts(root: string): readonly CgroupMount[] {
  const lines = readKernelFile(join(root, "proc", "self", "mountinfo"))?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , group, point] = before.split(" ");
    const [kind, , options = ""] = after.split(" ");
    if (group === undefined || point === undefined) return [];
    const mount = { folder: join(root, point), group };
    if (kind === "cgroup2") return { version: 2, ...mount } as const;
    const countsMemory = kind === "cgroup" && options.split(",").includes("memory");
    return countsMemory ? ({ version: 1, ...mount } as const) : [];
  });
}

/**
 * The control group of a process; undefined where none counts its memory. It is the process's own
 * when it is the unit of that name, or when nobody else is in it.
 */
export function readCgroup(
  proc: string,
  mounts: readonly CgroupMount[],
  process: { readonly pid: number; readonly unit: string },
): CgroupMemory | undefined {
  const { pid, unit } = process;
  const lines = readKernelFile(join(proc, String(pid), "cgroup"))?.split("\n") ?? [];
  for (const line of lines) {
    const [, id, controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const version = id === "0" ? 2 : controllers?.split(",").includes("memory") ? 1 : undefined;
    const mount = mounts.find((candidate) => candidate.version === version);
    if (mount === undefined) continue;
    const memory = readGroup(mount, path);
    if (memory === undefined) continue;
    const isUnit = posix.basename(memory.path) === unit;
    return { ...memory, isOwn: isUnit || isAlone(mount, memory.path, pid) };
  }
  return undefined;
}

/** The memory of a group by its path in the hierarchy. */
function readGroup(mount: CgroupMount, path: string): Omit<CgroupMemory, "isOwn"> | undefined {
  // A container may see the whole path while only its own group is mounted.
  const below = posix.join("/", posix.relative(mount.group, path));
  const read = mount.version === 2 ? readCgroupV2 : readCgroupV1;
  return read(mount.folder, below);
}

function isAlone(mount: CgroupMount, path: string, pid: number): boolean {
  const members = readKernelFile(join(mount.folder, path, "cgroup.procs"))
    ?.trim()
    .split("\n");
  return members?.length === 1 && members[0] === String(pid);
}
