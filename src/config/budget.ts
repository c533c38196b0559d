import { Failure } from "../base/failure.ts";
import { barBytes } from "../domain/bars.ts";
import { intervals } from "../domain/interval.ts";
import {
  type ProcessRole,
  type ServiceName,
  scannerServices,
  serviceNames,
} from "../domain/service-name.ts";
import { defaultRun, historyBarsMax } from "../scanners/define.ts";
import { scanners } from "../scanners/registry.ts";
import type { LimitTable, ServiceLimits } from "./memory-limits.ts";

/** What the market demands. */
export interface MarketSize {
  readonly symbolCount: number;
}

/** Bytes that a process needs for one purpose. */
export interface NeedPart {
  readonly what: string;
  readonly bytes: number;
}

export interface MemoryNeed {
  readonly role: ProcessRole;
  /** Memory of its own, that no other process shares. */
  readonly parts: readonly NeedPart[];
  readonly ownBytes: number;
  /** With the pages of the program, which the first process of several is charged for. */
  readonly totalBytes: number;
}

export interface BudgetRow {
  readonly need: MemoryNeed;
  readonly limits: ServiceLimits;
}

/** Six services on one machine. */
export interface MemoryBudget {
  readonly rows: readonly BudgetRow[];
  /** Own memory of all, and the pages of the program once. */
  readonly needBytes: number;
  readonly maxBytes: number;
  readonly highBytes: number;
  readonly boxBytes: number;
  /** What the machine keeps when every service is at its limit. */
  readonly headroomBytes: number;
}

const megabyte = 2 ** 20;

/**
 * Fixed parts, measured with Bun 1.4.5 on Linux x64 after a full collection: RssAnon and RssFile
 * of /proc/PID/status, median of five starts.
 */
/** RssFile of a busy `l2t up`: pages of the program, which processes share. */
const programBytes = 46 * megabyte;
/** RssAnon of an idle runtime. */
const runtimeBytes = 2.4 * megabyte;
/** RssAnon that loading our modules adds. */
const codeBytes = 2.9 * megabyte;
/** RssAnon that opening the store adds, and the page cache that it may fill. */
const storeBytes = (1.7 + 4) * megabyte;
/** RssAnon swings by this between two collections: an API server under load, a scan. */
const garbageBytes = { served: 18 * megabyte, oneProcess: 24 * megabyte } as const;
/**
 * Live memory of the hungriest scanner for one symbol and interval, with its index and the names:
 * 15 MB for 46,700 series of a running demo market.
 */
const scannerStateBytes = 330;
/** One row of a scanner's answer; so many rows are kept at most. */
const answerRowBytes = 1_000;
const answerRowsMax = 20_000;
/** A quote with its key in a map. */
const quoteBytes = 220;
/** RssAnon of posting to a webhook; a chat library would add 23 MB. */
const discordBytes = 1 * megabyte;

/** What a process of a kind needs for a market. */
export function memoryNeed(role: ProcessRole, market: MarketSize): MemoryNeed {
  const parts = [
    { what: "runtime", bytes: runtimeBytes },
    { what: "code", bytes: codeBytes },
    { what: "database connection", bytes: storeBytes },
    ...partsOf(role, market),
  ];
  const ownBytes = sum(parts.map(({ bytes }) => bytes));
  return { role, parts, ownBytes, totalBytes: ownBytes + programBytes };
}

/** Needs, limits and what is left of a machine. */
export function computeBudget(facts: {
  readonly limits: LimitTable;
  readonly market: MarketSize;
  readonly boxBytes: number;
}): MemoryBudget {
  const { limits, market, boxBytes } = facts;
  const rows = serviceNames.map((service) => ({
    need: memoryNeed(service, market),
    limits: limits[service],
  }));
  const maxBytes = sum(rows.map((row) => row.limits.memoryMaxBytes));
  return {
    rows,
    needBytes: programBytes + sum(rows.map(({ need }) => need.ownBytes)),
    maxBytes,
    highBytes: sum(rows.map((row) => row.limits.memoryHighBytes)),
    boxBytes,
    headroomBytes: boxBytes - maxBytes,
  };
}

/** Share of a machine that six services leave to everything else, and the least and most of it. */
const headroom = { share: 0.27, minBytes: 128 * megabyte, maxBytes: 261 * megabyte } as const;

/** What should stay free when every service is at its limit: 261 MB of 961 MB. */
export function headroomBytesMin(boxBytes: number): number {
  const { share, minBytes, maxBytes } = headroom;
  return Math.min(maxBytes, Math.max(minBytes, share * boxBytes));
}

/**
 * Refuses to start where a limit would kill the process later. Pages of the program do not count:
 * the kernel drops them first. Throws Failure config.invalid.
 */
export function assertBudget(need: MemoryNeed, limitBytes: number): void {
  if (need.ownBytes <= limitBytes) return;
  const largest = need.parts.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  throw new Failure(
    "config.invalid",
    `${need.role} needs ${mb(need.ownBytes)} (${largest.what} ${mb(largest.bytes)}) and may use ` +
      `"${mb(limitBytes)}"; raise MemoryMax of its unit or container, or take fewer symbols`,
  );
}

/**
 * What the memory guard and the supervisor go by where nobody enforces limits: ours, or room for
 * half of the need again in a market that is larger than they were made for. Of several processes
 * each counts its share of the program's pages, which is small.
 */
export function guardLimits(
  need: MemoryNeed,
  limits: ServiceLimits,
): { readonly highBytes: number; readonly maxBytes: number } {
  const needBytes = need.role === "l2t" ? need.totalBytes : need.ownBytes;
  return {
    highBytes: Math.max(limits.memoryHighBytes, 1.25 * needBytes),
    maxBytes: Math.max(limits.memoryMaxBytes, 1.5 * needBytes),
  };
}

function partsOf(role: ProcessRole, { symbolCount }: MarketSize): readonly NeedPart[] {
  const series = symbolCount * intervals.length;
  const buffer = { what: "one buffer of bars", bytes: longestHistoryBars() * barBytes };
  const forming = { what: "forming bars", bytes: series * barBytes };
  const quotes = { what: "quotes", bytes: symbolCount * quoteBytes };
  const answers = {
    what: "answers kept ready",
    bytes: Math.min(symbolCount * scanners.length, answerRowsMax) * answerRowBytes,
  };
  const served = { what: "garbage until it is collected", bytes: garbageBytes.served };
  const state = { what: "scanner state", bytes: series * scannerStateBytes };
  const mixed = { ...served, bytes: garbageBytes.oneProcess };
  const states = { ...state, bytes: state.bytes * scannerServices.length };
  if (role === "l2t") return [states, buffer, forming, quotes, answers, mixed];
  if (role === "api-server") return [answers, served];
  if (role === "market-data-worker") return [forming, quotes, served];
  if (isScanner(role)) {
    return [state, buffer, served];
  }
  return [{ what: "messages to Discord", bytes: discordBytes }, served];
}

/** Bars of one series that a scan reads at once, at most. */
function longestHistoryBars(): number {
  const runs = scanners.map(defaultRun);
  return Math.max(...intervals.flatMap((at) => runs.map((run) => historyBarsMax(run, at))));
}

function isScanner(role: ServiceName): boolean {
  return scannerServices.includes(role);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mb(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`;
}
