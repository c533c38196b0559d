import type { MemoryMetric } from "../../domain/memory-sample.ts";
import type { BoxMemory, ServiceMemory } from "../../ports/memory-reader.ts";

/** How much a process uses, and what was counted. */
export interface UsedMemory {
  readonly bytes: number;
  readonly metric: MemoryMetric;
}

/**
 * Whether processes have to be counted by their share of common pages: where several have no
 * control group of their own. One alone is counted whole, as every other tool shows it.
 */
export function sharesPages(services: readonly ServiceMemory[]): boolean {
  return services.filter(({ cgroup }) => !cgroup?.isOwn).length > 1;
}

/**
 * The one number that stands for a process: of its own control group what the kernel cannot
 * drop, else its resident pages, of several processes their share of them. Undefined when
 * none is known.
 */
export function usedMemory(
  { process, cgroup }: ServiceMemory,
  { isShared }: { readonly isShared: boolean },
): UsedMemory | undefined {
  if (cgroup?.isOwn && cgroup.currentBytes !== undefined) {
    const { currentBytes, fileCacheBytes } = cgroup;
    if (fileCacheBytes === undefined) return { bytes: currentBytes, metric: "current" };
    return { bytes: Math.max(0, currentBytes - fileCacheBytes), metric: "held" };
  }
  const { pssBytes } = process;
  if (isShared && pssBytes !== undefined) return { bytes: pssBytes, metric: "pss" };
  return process.rssBytes === undefined ? undefined : { bytes: process.rssBytes, metric: "rss" };
}

/** Total less available memory of the machine. */
export function usedOfBox({ totalBytes, availableBytes }: BoxMemory): UsedMemory | undefined {
  if (totalBytes === undefined || availableBytes === undefined) return undefined;
  return { bytes: totalBytes - availableBytes, metric: "box" };
}

/** What a process may use: when the kernel slows it down, and when it kills. */
export interface MemoryLimits {
  readonly highBytes: number;
  readonly maxBytes: number;
}

/**
 * The limits that hold for a process: those of its control group where it has any, else those
 * that it was given, which nobody enforces.
 */
export function limitsOf(
  { cgroup }: ServiceMemory,
  given: MemoryLimits | undefined,
): (MemoryLimits & { readonly isEnforced: boolean }) | undefined {
  const highBytes = cgroup?.highBytes ?? Number.POSITIVE_INFINITY;
  const maxBytes = cgroup?.maxBytes ?? Number.POSITIVE_INFINITY;
  const isEnforced = cgroup?.isOwn === true && Math.min(highBytes, maxBytes) < Infinity;
  if (isEnforced) return { highBytes, maxBytes, isEnforced };
  return given && { ...given, isEnforced };
}
