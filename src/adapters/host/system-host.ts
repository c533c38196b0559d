import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { arch, cpus, freemem, platform, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { processRoles } from "../../domain/service-name.ts";
import type { FolderFacts, Host, LockFacts, MachineFacts } from "../../ports/host.ts";
import { findInstalledUnits } from "./installed-units.ts";
import { isAlive, lockNameOf, readHolder } from "./lock-holder.ts";
import { findListener } from "./port-holder.ts";

/** The machine that this process runs on. */
export const systemHost: Host = {
  machine(): MachineFacts {
    const processors = cpus();
    return {
      runtime: runtimeText(),
      system: `${platform()} ${arch()}`,
      cpuModel: processors[0]?.model.trim() ?? "unknown",
      cpuCount: processors.length,
      hasAvx2: readAvx2(),
      memoryBytes: totalmem(),
      memoryFreeBytes: freemem(),
      memoryLimitBytes: readMemoryLimit(),
      usedBytes: process.memoryUsage().rss,
      openFilesMax: readOpenFilesMax(),
      isClockSynchronized: readClockSynchronized(),
    };
  },

  folder(path): FolderFacts {
    const exists = existsSync(path);
    const nearest = nearestFolder(resolve(path));
    const stat = statSync(nearest, { throwIfNoEntry: false });
    const ownId = process.getuid?.();
    return {
      exists,
      isWritable: isWritable(nearest),
      isWritableByAll: exists && stat !== undefined && (stat.mode & othersMayWrite) !== 0,
      isForeign: ownId === undefined || !exists || !stat ? null : stat.uid !== ownId,
      freeBytes: readFreeBytes(nearest),
    };
  },

  canListen({ host, port }) {
    return new Promise((done) => {
      const server = createServer();
      server.once("error", () => done(false));
      server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)));
    });
  },

  listener: (port) => findListener("/proc", port),

  locks(dataDir): readonly LockFacts[] {
    return processRoles.flatMap((service) => {
      const path = join(dataDir, lockNameOf(service));
      if (!existsSync(path)) return [];
      const holder = readHolder(path);
      return { service, pid: holder?.pid, isHeld: holder !== null && isAlive(holder) };
    });
  },

  units: () => findInstalledUnits("/"),
};

const othersMayWrite = 0o002;

function runtimeText(): string {
  const { bun, node } = process.versions;
  return bun === undefined ? `Node ${node}` : `Bun ${bun}`;
}

/** Linux lists what a processor can do; elsewhere nobody has asked yet. */
function readAvx2(): boolean | null {
  const text = readTextOrNull("/proc/cpuinfo");
  if (text === null || arch() !== "x64") return null;
  return /^flags\s*:.*\bavx2\b/m.test(text);
}

function readOpenFilesMax(): number | null {
  const limit = readTextOrNull("/proc/self/limits")?.match(/^Max open files\s+(\d+)/m)?.[1];
  return limit === undefined ? null : Number(limit);
}

/** systemd-timesyncd makes this file once it has heard from a server; others leave no trace. */
function readClockSynchronized(): boolean | null {
  if (existsSync("/run/systemd/timesync/synchronized")) return true;
  return existsSync("/run/systemd/timesync") ? false : null;
}

/** The smallest limit of the own cgroup and those above it (cgroup v2). */
function readMemoryLimit(): number | null {
  const own = readTextOrNull("/proc/self/cgroup")?.match(/^0::(.*)$/m)?.[1];
  if (own === undefined) return null;
  let smallest: number | null = null;
  for (let path = own; ; path = dirname(path)) {
    const text = readTextOrNull(`/sys/fs/cgroup${path === "/" ? "" : path}/memory.max`);
    const limit = text === null ? Number.NaN : Number(text);
    if (Number.isFinite(limit)) smallest = Math.min(limit, smallest ?? limit);
    if (path === "/" || path === ".") return smallest;
  }
}

/** The folder itself, or the one in which it would be made. */
function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    // Every reason means the same here: no.
    return false;
  }
}

function readFreeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Some network file systems do not tell.
    return null;
  }
}

function readTextOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not this kind of system.
    return null;
  }
}
