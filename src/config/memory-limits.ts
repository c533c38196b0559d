import type { ProcessRole, ServiceName } from "../domain/service-name.ts";

/** What systemd enforces for a unit. MB are 2^20 bytes, as in its MemoryMax=80M. */
export interface ServiceLimits {
  /** The kernel kills above it. */
  readonly memoryMaxBytes: number;
  /** The kernel slows down above it. */
  readonly memoryHighBytes: number;
  /** Share of one processor; undefined where there is no limit. */
  readonly cpuQuotaPct: number | undefined;
}

export type LimitTable = Readonly<Record<ServiceName, ServiceLimits>>;

/** The limits with which the reference system ran on a machine of 961 MB. */
const referenceLimits: LimitTable = {
  "api-server": limits(80, 60),
  "market-data-worker": limits(120, 100, 80),
  "discord-bot": limits(130, 110),
  "ttm-squeeze-scanner": limits(120, 100, 50),
  "vpb-scanner": limits(120, 100, 50),
  "macd-scanner": limits(120, 100, 50),
};

/**
 * Ours: room for 8,000 symbols in every service, as `computeBudget` adds it up. The two that start
 * first are charged for the pages of the program, about 46 MB; under a lower soft limit the kernel
 * would slow them down to get those back, which all services need. Scanners hold 25 to 35 MB of
 * their own, and twice that for seconds while they read the market at a start; the worker holds
 * 35 to 50 MB while it follows quotes, chains and bars of a market.
 */
const tightLimits: LimitTable = {
  "api-server": limits(80, 72),
  "market-data-worker": limits(120, 100, 80),
  "discord-bot": limits(72, 60),
  "ttm-squeeze-scanner": limits(120, 104, 50),
  "vpb-scanner": limits(120, 104, 50),
  "macd-scanner": limits(120, 104, 50),
};

export const limitTables = { tight: tightLimits, reference: referenceLimits } as const;
export type LimitTableName = keyof typeof limitTables;

/** One process for everything, `l2t up`: nobody enforces these, the memory guard goes by them. */
const oneProcessLimits: ServiceLimits = limits(192, 160);

export function limitsOfRole(role: ProcessRole, table: LimitTable): ServiceLimits {
  return role === "l2t" ? oneProcessLimits : table[role];
}

function limits(maxMb: number, highMb: number, cpuQuotaPct?: number): ServiceLimits {
  const megabyte = 2 ** 20;
  return {
    memoryMaxBytes: maxMb * megabyte,
    memoryHighBytes: highMb * megabyte,
    cpuQuotaPct,
  };
}
