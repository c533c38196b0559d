import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { arch, cpus, freemem, platform, totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import type { FolderFacts, Host, MachineFacts } from "../../ports/host.ts";

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
    };
  },

  folder(path): FolderFacts {
    const exists = existsSync(path);
    const nearest = nearestFolder(resolve(path));
    return { exists, isWritable: isWritable(nearest), freeBytes: readFreeBytes(nearest) };
  },

  canListen({ host, port }) {
    return new Promise((done) => {
      const server = createServer();
      server.once("error", () => done(false));
      server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)));
    });
  },
};

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
