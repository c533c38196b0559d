import type { ProcessRole } from "../../src/domain/service-name.ts";
import type {
  BoxMemory,
  CgroupMemory,
  LargeProcess,
  MemoryReader,
  ServiceMemory,
} from "../../src/ports/memory-reader.ts";

/** Readings that a test sets. */
export class FakeMemoryReader implements MemoryReader {
  boxNow: BoxMemory = boxOf({ availableMb: 700 });
  servicesNow: readonly ServiceMemory[] = [];
  largestNow: readonly LargeProcess[] = [];
  /** Whether each reading of services was to be precise. */
  readonly wasPrecise: boolean[] = [];

  box(): BoxMemory {
    return this.boxNow;
  }

  services({ isPrecise }: { readonly isPrecise: boolean }): readonly ServiceMemory[] {
    this.wasPrecise.push(isPrecise);
    return this.servicesNow;
  }

  largest(count: number): readonly LargeProcess[] {
    return this.largestNow.slice(0, count);
  }
}

const megabyte = 2 ** 20;

export function boxOf(facts: {
  readonly availableMb: number;
  readonly totalMb?: number;
}): BoxMemory {
  return {
    totalBytes: (facts.totalMb ?? 961) * megabyte,
    availableBytes: facts.availableMb * megabyte,
    freeBytes: undefined,
    swapTotalBytes: 0,
    swapFreeBytes: 0,
    pressure: undefined,
  };
}

/** A process without a control group of its own. */
export function processMemory(
  service: ProcessRole,
  facts: { readonly rssMb: number; readonly pid?: number; readonly cgroup?: CgroupMemory },
): ServiceMemory {
  const { rssMb, pid = 41, cgroup } = facts;
  return {
    service,
    pid,
    sinceTsMs: undefined,
    process: {
      pid,
      name: "bun",
      rssBytes: rssMb * megabyte,
      anonBytes: undefined,
      fileBytes: undefined,
      swapBytes: 0,
      pssBytes: undefined,
      privateBytes: undefined,
    },
    cgroup,
  };
}

/** A control group that one service has to itself. */
export function ownCgroup(
  service: ProcessRole,
  facts: {
    readonly currentMb: number;
    readonly highMb?: number;
    readonly maxMb?: number;
    readonly fileCacheMb?: number;
    readonly highCount?: number;
    readonly sliceKills?: number;
  },
): CgroupMemory {
  return {
    version: 2,
    path: `/learn2trade.slice/${service}.service`,
    isOwn: true,
    currentBytes: facts.currentMb * megabyte,
    highBytes: (facts.highMb ?? 60) * megabyte,
    maxBytes: (facts.maxMb ?? 80) * megabyte,
    anonBytes: undefined,
    fileBytes: undefined,
    fileCacheBytes: (facts.fileCacheMb ?? 0) * megabyte,
    swapBytes: 0,
    events: { high: facts.highCount ?? 0, max: 0, oomKill: 0 },
    parentEvents: { high: 0, max: 0, oomKill: facts.sliceKills ?? 0 },
    pressure: undefined,
  };
}
