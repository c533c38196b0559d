import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { ClosingBar } from "../../domain/closing-bar.ts";
import type { Interval } from "../../domain/interval.ts";
import type { ScanResult, SignalRecord } from "../../domain/signal.ts";
import type { BarStore, SeriesInfo } from "../../ports/bar-store.ts";
import { historyBarsMax, type ScannerRun } from "../../scanners/define.ts";
import { chooseSeries } from "./choose-series.ts";
import { momentAsOf, momentOfNewest, type ScanMoment } from "./moment.ts";
import { dataHorizons, readSeries, type SessionFilter } from "./read-series.ts";
import { type SeriesScan, scanSeries } from "./scan-series.ts";
import { inputsHash, signalRecord } from "./signal-record.ts";

export interface ScanRequest {
  readonly runs: readonly ScannerRun[];
  readonly interval: Interval;
  readonly nowTsMs: number;
  /** The moment to judge; without it the newest bars are judged and their age is told. */
  readonly asOfTsMs?: number;
  /** Canonical symbols; without them the whole market. */
  readonly symbols?: ReadonlySet<string>;
  readonly session?: SessionFilter;
  /** Symbols whose newest close or volume is below are left out. */
  readonly priceMin?: number;
  readonly volumeMin?: number;
}

/** What a scan covered. */
export interface ScanCoverage {
  readonly moment: ScanMoment;
  readonly interval: Interval;
  readonly symbolCount: number;
  /** Series of the newest bar; undefined when there is nothing to scan. */
  readonly newest: SeriesInfo | undefined;
}

export interface MarketScan extends ScanCoverage {
  /** In order of the series, then of the runs. */
  readonly results: readonly ScanResult[];
  /** Ledger rows of the results that are signals. */
  readonly signals: readonly SignalRecord[];
}

/** Gets each result as it is found; `signal` is its ledger row when it is a signal. */
export type ResultVisitor = (result: ScanResult, signal: SignalRecord | null) => void;

/** All results of a scan at once: for part of a market, or where memory does not matter. */
export function scanMarket(store: BarStore, request: ScanRequest): MarketScan {
  const results: ScanResult[] = [];
  const signals: SignalRecord[] = [];
  const coverage = scanEach(store, request, (result, signal) => {
    results.push(result);
    if (signal) signals.push(signal);
  });
  return { ...coverage, results, signals };
}

/** A scan that is about to run: what it covers, and the series that it reads. */
export interface ScanPlan extends ScanCoverage {
  readonly request: ScanRequest;
  readonly series: readonly SeriesInfo[];
  readonly horizons: ReadonlyMap<Interval, number>;
  /** As for `readSeries`. */
  readonly closingBars?: ReadonlyMap<Interval, ClosingBar>;
}

/**
 * Runs scanners over every series of an interval, each bar read once for all of them. Memory is
 * one buffer of bars, whatever the size of the market; results go to the visitor one by one, in
 * order of the series, then of the runs.
 */
export function scanEach(
  store: BarStore,
  request: ScanRequest,
  visit: ResultVisitor,
): ScanCoverage {
  const plan = planScan(store, request);
  scanPart(store, plan, plan.series, visit);
  const { moment, interval, symbolCount, newest } = plan;
  return { moment, interval, symbolCount, newest };
}

/** Settles what a scan reads and which moment it judges. */
export function planScan(store: BarStore, request: ScanRequest): ScanPlan {
  const { interval, nowTsMs, symbols } = request;
  const asOfTsMs = request.asOfTsMs ?? nowTsMs;
  const series = chooseSeries(store, { interval, asOfTsMs, ...(symbols && { symbols }) });
  const newest = newestOf(series);
  const moment =
    request.asOfTsMs === undefined
      ? momentOfNewest({ nowTsMs, newestCloseTsMs: closeOf(newest) ?? nowTsMs }, interval)
      : momentAsOf(request.asOfTsMs, interval);
  const horizons = dataHorizons(store, series, interval);
  return { request, series, horizons, moment, interval, symbolCount: series.length, newest };
}

/** Scans some of the series of a plan. */
export function scanPart(
  store: BarStore,
  plan: Pick<ScanPlan, "request" | "moment" | "horizons" | "closingBars">,
  series: readonly SeriesInfo[],
  visit: ResultVisitor,
): void {
  const { request, moment, horizons, closingBars } = plan;
  const { runs, interval, nowTsMs, session = "regular" } = request;
  const barsMax = Math.max(...runs.map((run) => historyBarsMax(run, interval)));
  let scratch = new Float64Array(0);
  const options = {
    ...{ interval, barsMax, untilTsMs: moment.asOfTsMs, session, horizons },
    ...(closingBars && { closingBars }),
  };
  readSeries(store, series, options, (info, bars) => {
    if (scratch.length < bars.close.length) scratch = new Float64Array(bars.close.length);
    for (const run of runs) {
      const scan = scanSeries(run, { info, bars, moment, scratch });
      if (!isWanted(scan, bars, request)) continue;
      if (scan.result.status !== "signal") {
        visit(scan.result, null);
        continue;
      }
      const hash = inputsHash(bars, scan);
      visit(scan.result, signalRecord(scan.result, { inputsHash: hash, detectedTsMs: nowTsMs }));
    }
  });
}

function isWanted(
  { end }: SeriesScan,
  bars: { readonly close: Float64Array; readonly volume: Float64Array },
  { priceMin, volumeMin }: ScanRequest,
): boolean {
  if (priceMin === undefined && volumeMin === undefined) return true;
  if (end === 0) return false;
  // A missing volume is not "enough": the comparison with NaN is false.
  if (priceMin !== undefined && !((bars.close[end - 1] as number) >= priceMin)) return false;
  return volumeMin === undefined || (bars.volume[end - 1] as number) >= volumeMin;
}

function closeOf(info: SeriesInfo | undefined): number | undefined {
  return info && barCloseTsMs(info.lastTsMs, info.interval);
}

function newestOf(series: readonly SeriesInfo[]): SeriesInfo | undefined {
  let newest: SeriesInfo | undefined;
  for (const info of series) {
    if (newest === undefined || info.lastTsMs > newest.lastTsMs) newest = info;
  }
  return newest;
}
