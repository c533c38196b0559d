import { join } from "node:path";
import { processRoles } from "../../domain/service-name.ts";
import type {
  BoxMemory,
  LargeProcess,
  MemoryReader,
  ProcessMemory,
  RunningService,
  ServiceMemory,
} from "../../ports/memory-reader.ts";
import { type CgroupMount, findCgroupMounts, readCgroup } from "./cgroup.ts";
import { findUnits } from "./find-units.ts";
import { findHolders } from "./lock-holder.ts";
import { listPids, readBox, readCommand, readProcess } from "./proc.ts";

export interface MemoryReaderOptions {
  /** Processes to read: a fixed list, or those that hold locks there and units of systemd. */
  readonly running: readonly RunningService[] | { readonly dataDir: string };
  /** Folder that holds "proc" and "sys": "/" but in tests. */
  readonly root?: string;
}

/**
 * Memory as Linux tells it: control groups of either version, or plain /proc where there are
 * none. On other systems everything is undefined and no process is found.
 */
export class LinuxMemoryReader implements MemoryReader {
  readonly #running: MemoryReaderOptions["running"];
  readonly #root: string;
  readonly #proc: string;
  #mounts: readonly CgroupMount[] | undefined;

  constructor({ running, root = "/" }: MemoryReaderOptions) {
    this.#running = running;
    this.#root = root;
    this.#proc = join(root, "proc");
  }

  box(): BoxMemory {
    return readBox(this.#proc);
  }

  services(options: { readonly isPrecise: boolean }): readonly ServiceMemory[] {
    return this.#find().flatMap((running) => {
      const { pid, service } = running;
      const process = readProcess(this.#proc, pid, options);
      if (process === undefined) return [];
      const unit = `${service}.service`;
      const cgroup = readCgroup(this.#proc, this.#cgroupMounts(), { pid, unit });
      return { ...running, process, cgroup };
    });
  }

  largest(count: number): readonly LargeProcess[] {
    const plain = { isPrecise: false };
    const bytes = (process: ProcessMemory) => process.rssBytes ?? 0;
    return listPids(this.#proc)
      .flatMap((pid) => readProcess(this.#proc, pid, plain) ?? [])
      .filter((process) => bytes(process) > 0)
      .sort((a, b) => bytes(b) - bytes(a))
      .slice(0, count)
      .map((process) => ({ ...process, command: readCommand(this.#proc, process.pid) }));
  }

  #find(): readonly RunningService[] {
    const running = this.#running;
    if (!("dataDir" in running)) return running;
    const holders = findHolders(running.dataDir, this.#proc);
    const known = new Set(holders.map(({ service }) => service));
    const units = findUnits(this.#cgroupMounts()).filter(({ service }) => !known.has(service));
    const order = ({ service }: RunningService) => processRoles.indexOf(service);
    return [...holders, ...units].sort((a, b) => order(a) - order(b));
  }

  /** They do not change while a system is up. */
  #cgroupMounts(): readonly CgroupMount[] {
    this.#mounts ??= findCgroupMounts(this.#root);
    return this.#mounts;
  }
}
