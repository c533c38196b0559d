import type { ProcessRole } from "./service-name.ts";

/**
 * What a number of bytes counts.
 * held         memory.current of a control group less its file pages: what the kernel cannot drop.
 *              File pages fill a group up to its limit and are charged to whoever read them first
 * current      memory.current as systemctl shows it, where the file pages are not known
 * pss          resident pages of a process, each divided by the processes that share it
 * rss          resident pages of a process; six processes count their shared pages six times
 * box          total less available memory of the machine
 */
export const memoryMetrics = ["held", "current", "pss", "rss", "box"] as const;
export type MemoryMetric = (typeof memoryMetrics)[number];

export type MemorySubject = ProcessRole | "box";

/** What a process, or the machine, used over a stretch of time. */
export interface MemoryEntry {
  readonly subject: MemorySubject;
  readonly metric: MemoryMetric;
  readonly meanBytes: number;
  readonly maxBytes: number;
  /** Highest memory.current of its control group; undefined where it has none of its own. */
  readonly chargedBytesMax: number | undefined;
  /** Highest share of time in which some task waited for memory, 0..100. */
  readonly stallPctMax: number | undefined;
}

/** All entries of one stretch of time. */
export interface MemorySlot {
  /** UTC epoch ms, a multiple of the stretch's length. */
  readonly startTsMs: number;
  readonly entries: readonly MemoryEntry[];
}

export const minuteMs = 60_000;
export const quarterMs = 15 * minuteMs;

export function slotStart(tsMs: number, stepMs: number): number {
  return Math.floor(tsMs / stepMs) * stepMs;
}

/**
 * Shorter slots, oldest first, as one longer slot that starts at `startTsMs`. Where the metric of
 * a subject changed on the way, only its last one counts: a mean over two metrics is none.
 */
export function foldSlots(slots: readonly MemorySlot[], startTsMs: number): MemorySlot {
  const bySubject = new Map<MemorySubject, MemoryEntry[]>();
  for (const { entries } of slots) {
    for (const entry of entries) {
      const known = bySubject.get(entry.subject) ?? [];
      bySubject.set(entry.subject, [...known, entry]);
    }
  }
  return { startTsMs, entries: [...bySubject.values()].map(foldEntries) };
}

function foldEntries(entries: readonly MemoryEntry[]): MemoryEntry {
  const { subject, metric } = entries.at(-1) as MemoryEntry;
  const alike = entries.filter((entry) => entry.metric === metric);
  const sumBytes = alike.reduce((sum, entry) => sum + entry.meanBytes, 0);
  return {
    subject,
    metric,
    meanBytes: sumBytes / alike.length,
    maxBytes: Math.max(...alike.map(({ maxBytes }) => maxBytes)),
    chargedBytesMax: largest(alike.map(({ chargedBytesMax }) => chargedBytesMax)),
    stallPctMax: largest(alike.map(({ stallPctMax }) => stallPctMax)),
  };
}

/** The largest of the numbers that are known; undefined when none is. */
export function largest(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((max, value) => {
    if (value === undefined) return max;
    return max === undefined ? value : Math.max(max, value);
  }, undefined);
}
