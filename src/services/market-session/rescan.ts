import { assert } from "../../base/assert.ts";
import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { prepareRun } from "../../scanners/define.ts";
import { scanners } from "../../scanners/registry.ts";
import { scanAndSave } from "../scan/save-scan.ts";

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

/** Runs all scanners with their defaults over the market and keeps what they find. */
export function rescan(
  store: Store,
  options: {
    readonly interval: Interval;
    readonly nowTsMs: number;
    readonly clock: Pick<Clock, "nowMs">;
  },
): RescanReport {
  const { interval, nowTsMs, clock } = options;
  const startedMs = clock.nowMs();
  const signalCounts = new Map(scanners.map(({ scanner }) => [scanner, 0]));
  const runs = scanners.map((definition) => {
    const run = prepareRun(definition);
    assert(run.ok, `the defaults of ${definition.scanner} are allowed`);
    return run.value;
  });
  const request = { runs, interval, nowTsMs };
  const { symbolCount, signalsAdded } = scanAndSave(store, request, {
    definitions: scanners,
    scannedTsMs: nowTsMs,
    visit: ({ scanner }, signal) => {
      if (signal) signalCounts.set(scanner, (signalCounts.get(scanner) ?? 0) + 1);
    },
  });
  const elapsedMs = clock.nowMs() - startedMs;
  return { interval, symbolCount, signalCounts, signalsAdded, nowTsMs, elapsedMs };
}
