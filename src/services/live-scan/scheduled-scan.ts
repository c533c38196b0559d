import { setImmediate } from "node:timers/promises";
import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { defaultRun, type ScannerDefinition } from "../../scanners/define.ts";
import { marketNowMs } from "../scan/market-clock.ts";
import { momentOfNewest } from "../scan/moment.ts";
import { closingBarOf, dataHorizons } from "../scan/read-series.ts";
import { countSignal, emptyTally, type Tally } from "../scan/save-scan.ts";
import { scanInParts } from "./scan-in-parts.ts";
import { seriesFor } from "./scan-interval.ts";
import { type ScanSummary, saveSummary } from "./scan-summary.ts";

/** Every `count`-th series from `index` on, as of one moment for all shares. */
export interface ScanShare {
  readonly index: number;
  readonly count: number;
  readonly nowTsMs: number;
}

/** What a share found of one interval: plain JSON, since it comes from another process. */
export interface ShareReport {
  readonly interval: Interval;
  readonly symbolCount: number;
  readonly signalCount: number;
  readonly signalsAdded: number;
  readonly tally: Tally;
}

/** Starts a process that runs `scanShare` with the same settings. */
export interface WorkerLauncher {
  /** Rejects when the process fails; `signal` ends it. */
  launch(share: ScanShare, signal: AbortSignal): Promise<readonly ShareReport[]>;
}

export interface ScheduledScanOptions {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Pick<Clock, "nowMs">;
  readonly definition: ScannerDefinition;
  /** Series that are read, judged and written at a time. */
  readonly batchSeries: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (interval: Interval, doneRatio: number) => void;
}

/**
 * One ordinary scan of all intervals, for machines without the memory for a scanner that stays:
 * read, judge, write, done. Signals that began at the newest bar are told of. With several
 * workers each takes a share of the series in a process of its own.
 * Throws Failure run.interrupted when `signal` aborts, and whatever the store or a worker throws.
 */
export async function runScheduled(
  options: ScheduledScanOptions & {
    readonly workers: number;
    readonly launcher?: WorkerLauncher;
  },
): Promise<readonly ScanSummary[]> {
  const { store, bus, clock, definition, workers, launcher } = options;
  assert(workers === 1 || launcher !== undefined, "several workers need somebody to start them");
  const startedMs = clock.nowMs();
  const nowTsMs = marketNowMs(store.metadata, clock);
  const shares = Array.from({ length: workers }, (_, index) => ({
    index,
    count: workers,
    nowTsMs,
  }));
  const reports =
    launcher === undefined || workers === 1
      ? [await scanShare(options, { index: 0, count: 1, nowTsMs })]
      : await launchAll(shares, launcher, options.signal);
  const elapsedMs = clock.nowMs() - startedMs;
  const { scanner } = definition;
  const summaries = intervals.flatMap((interval) => {
    const parts = reports.flat().filter((report) => report.interval === interval);
    if (parts.length === 0) return [];
    const { tally, ...counts } = summed(parts);
    const summary = { scanner, interval, marketTsMs: nowTsMs, ...counts, elapsedMs };
    saveSummary(store, clock, { summary, tally });
    return [summary];
  });
  bus.announce();
  return summaries;
}

/** What one worker does. The counts are left to who adds them up. */
export async function scanShare(
  options: ScheduledScanOptions,
  share: ScanShare,
): Promise<readonly ShareReport[]> {
  const reports: ShareReport[] = [];
  for (const interval of intervals) {
    const series = seriesFor(options.store, { interval, asOfTsMs: share.nowTsMs });
    if (series.length === 0) continue;
    reports.push(await scanPartOf(options, share, { interval, series }));
    await setImmediate();
  }
  options.bus.announce();
  return reports;
}

async function scanPartOf(
  { store, clock, definition, batchSeries, signal, onProgress }: ScheduledScanOptions,
  { index, count, nowTsMs }: ScanShare,
  whole: { readonly interval: Interval; readonly series: readonly SeriesInfo[] },
): Promise<ShareReport> {
  const { interval } = whole;
  const newestCloseTsMs = Math.max(
    ...whole.series.map((info) => barCloseTsMs(info.lastTsMs, info.interval)),
  );
  const moment = momentOfNewest({ nowTsMs, newestCloseTsMs }, interval);
  const series = whole.series.filter((_, at) => at % count === index);
  const tally = emptyTally();
  let signalCount = 0;
  const signalsAdded = await scanInParts(
    {
      ...{ run: defaultRun(definition), interval, moment, series },
      horizons: dataHorizons(store.bars, whole.series, interval),
      closingBars: closingBarsOf(store, whole.series, moment.asOfTsMs),
      toldFromTsMs: moment.expectedTsMs,
    },
    {
      ...{ store, clock, signal, partSeries: () => batchSeries },
      visit: (result) => {
        if (result.status !== "signal") return true;
        signalCount++;
        countSignal(tally, result);
        return true;
      },
      onPart: (done) => onProgress?.(interval, done / series.length),
    },
  );
  if (signalsAdded === null) throw new Failure("run.interrupted", "stopped while it was scanning");
  return { interval, symbolCount: series.length, signalCount, signalsAdded, tally };
}

/** From all series, so that every share reads bars alike. */
function closingBarsOf(store: Store, series: readonly SeriesInfo[], untilTsMs: number) {
  const held = [...new Set(series.map(({ interval }) => interval))];
  return new Map(
    held.map((interval) => {
      const group = series.filter((info) => info.interval === interval);
      return [interval, closingBarOf(store.bars, group, { untilTsMs })] as const;
    }),
  );
}

/** The first failure ends the others. */
async function launchAll(
  shares: readonly ScanShare[],
  launcher: WorkerLauncher,
  signal: AbortSignal,
): Promise<readonly (readonly ShareReport[])[]> {
  const others = new AbortController();
  const either = AbortSignal.any([signal, others.signal]);
  const running = shares.map((share) => launcher.launch(share, either));
  try {
    return await Promise.all(running);
  } catch (error) {
    others.abort();
    await Promise.allSettled(running);
    throw error;
  }
}

function summed(parts: readonly ShareReport[]): Omit<ShareReport, "interval"> {
  const add = (a: Tally, b: Tally): Tally => ({
    active: a.active + b.active,
    fired: a.fired + b.fired,
    bullish: a.bullish + b.bullish,
    bearish: a.bearish + b.bearish,
  });
  return parts.reduce<Omit<ShareReport, "interval">>(
    (sum, part) => ({
      symbolCount: sum.symbolCount + part.symbolCount,
      signalCount: sum.signalCount + part.signalCount,
      signalsAdded: sum.signalsAdded + part.signalsAdded,
      tally: add(sum.tally, part.tally),
    }),
    { symbolCount: 0, signalCount: 0, signalsAdded: 0, tally: emptyTally() },
  );
}
