import type { ProcessRole } from "../domain/service-name.ts";

/**
 * Share of the last 10, 60 and 300 seconds in which tasks waited for memory, 0..100 (Linux PSI,
 * docs.kernel.org/accounting/psi.html).
 */
export interface Stall {
  readonly avg10Pct: number;
  readonly avg60Pct: number;
  readonly avg300Pct: number;
}

export interface MemoryPressure {
  /** At least one task waited. */
  readonly some: Stall | undefined;
  /** All tasks waited: nothing got done. */
  readonly full: Stall | undefined;
}

/** The machine. What could not be read is undefined, never 0. */
export interface BoxMemory {
  readonly totalBytes: number | undefined;
  /** What programs can still get without swapping, as the kernel estimates it. */
  readonly availableBytes: number | undefined;
  readonly freeBytes: number | undefined;
  readonly swapTotalBytes: number | undefined;
  readonly swapFreeBytes: number | undefined;
  readonly pressure: MemoryPressure | undefined;
}

/** One process. What could not be read is undefined, never 0. */
export interface ProcessMemory {
  readonly pid: number;
  /** The kernel's name of the program: at most 15 characters. */
  readonly name: string;
  /** Resident pages: its own and those that it shares. */
  readonly rssBytes: number | undefined;
  /** Resident pages that no file backs: heaps and stacks. */
  readonly anonBytes: number | undefined;
  /** Resident pages of files, such as the program itself. */
  readonly fileBytes: number | undefined;
  readonly swapBytes: number | undefined;
  /** Resident pages, each divided by the processes that share it; only in precise readings. */
  readonly pssBytes: number | undefined;
  /** Resident pages that would be free without this process; only in precise readings. */
  readonly privateBytes: number | undefined;
}

export interface LargeProcess extends ProcessMemory {
  /** How it was started; undefined where that is hidden. */
  readonly command: string | undefined;
}

/** Counts since the control group exists; systemd makes a new one at each start of a unit. */
export interface MemoryEvents {
  /** Times a task was throttled for going over memory.high. */
  readonly high: number | undefined;
  /** Times memory.max was met and pages had to be reclaimed. */
  readonly max: number | undefined;
  /** Processes that the kernel killed for want of memory. */
  readonly oomKill: number | undefined;
}

/** The control group of a process. Limits are Infinity where there is none. */
export interface CgroupMemory {
  readonly version: 1 | 2;
  /** Below the mount of the hierarchy: "/learn2trade.slice/api-server.service". */
  readonly path: string;
  /** Whether the process is alone in it, so that its figures are those of the process. */
  readonly isOwn: boolean;
  /** Everything charged: what systemctl shows as memory. */
  readonly currentBytes: number | undefined;
  /** Above it the kernel slows the group down. Version 1 has no such limit. */
  readonly highBytes: number | undefined;
  /** Above it the kernel kills; the lowest of the group and of those that hold it. */
  readonly maxBytes: number | undefined;
  readonly anonBytes: number | undefined;
  readonly fileBytes: number | undefined;
  /** Those of the file pages that can be read again: the kernel drops them before all else. */
  readonly fileCacheBytes: number | undefined;
  readonly swapBytes: number | undefined;
  readonly events: MemoryEvents;
  /** The same of the group above (the slice): these survive restarts. */
  readonly parentEvents: MemoryEvents | undefined;
  readonly pressure: MemoryPressure | undefined;
}

/** A process of this product. */
export interface RunningService {
  readonly service: ProcessRole;
  readonly pid: number;
  /** UTC epoch ms of its start; undefined where nobody wrote it down. */
  readonly sinceTsMs: number | undefined;
}

export interface ServiceMemory extends RunningService {
  readonly process: ProcessMemory;
  readonly cgroup: CgroupMemory | undefined;
}

/**
 * Reads what the machine and our processes use. Nothing here throws because something cannot be
 * read: another system, a missing file and a missing permission give undefined.
 */
export interface MemoryReader {
  box(): BoxMemory;
  /**
   * The processes of this product that run now, in the order of the services. A precise reading
   * walks the page tables of each (about 1 ms for 90 MB), a plain one costs some 50 us.
   */
  services(options: { readonly isPrecise: boolean }): readonly ServiceMemory[];
  /** The processes of the machine that use most, by RSS; the largest first. */
  largest(count: number): readonly LargeProcess[];
}
