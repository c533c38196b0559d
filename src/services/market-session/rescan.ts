import { setImmediate } from "node:timers/promises";
import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { defaultRun } from "../../scanners/define.ts";
import { scanners } from "../../scanners/registry.ts";
import { scanAndSaveInParts } from "../scan/save-scan.ts";
import type { WorkSize } from "./work-size.ts";

/** What a scan of the whole market found. */
export interface RescanReport {
  readonly interval: Interval;
  readonly symbolCount: number;
  /** Signals by scanner, in the order of the registry. */
  readonly signalCounts: ReadonlyMap<string, number>;
  /** How many of them the ledger did not have. */
  readonly signalsAdded: number;
  /** Moment of the market that was judged. */
  readonly nowTsMs: number;
  readonly elapsedMs: number;
}

/**
 * Runs all scanners with their defaults over the market and keeps what they find; the
 * process can do other work meanwhile. Resolves to null when \`signal\` ended it early.
 */
export async function rescan(
  store: Store,
  options: {
    readonly interval: Interval;
    readonly nowTsMs: number;
    readonly clock: Pick<Clock, "nowMs">;
    readonly work: Pick<WorkSize, "partSeries">;
    readonly signal: AbortSignal;
  },
): Promise<RescanReport | null> {
  const { interval, nowTsMs, clock, work, signal: stop } = options;
  const startedMs = clock.nowMs();
  const signalCounts = new Map(scanners.map(({ scanner }) => [scanner, 0]));
  const runs = scanners.map(defaultRun);
  const request = { runs, interval, nowTsMs };
  const saved = await scanAndSaveInParts(store, request, {
    definitions: scanners,
    scannedTsMs: nowTsMs,
    partSeries: work.partSeries,
    signal: stop,
    // The server answers between two parts.
    pause: () => setImmediate(),
    visit: ({ scanner }, signal) => {
      if (signal) signalCounts.set(scanner, (signalCounts.get(scanner) ?? 0) + 1);
    },
  });
  if (saved === null) return null;
  const { symbolCount, signalsAdded } = saved;
  const elapsedMs = clock.nowMs() - startedMs;
  return { interval, symbolCount, signalCounts, signalsAdded, nowTsMs, elapsedMs };
}
