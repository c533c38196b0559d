import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bars, countOpenedBy } from "../../domain/bars.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../domain/interval.ts";
import { addMonths } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { ScanResult, ScanStatus } from "../../domain/signal.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import { historyBarsMax, type ScannerRun, type Verdict } from "../../scanners/define.ts";
import type { ScanMoment } from "./moment.ts";

/** A symbol that does not trade in every bar may lag a little before it counts as stale. */
const intradayLagBarsMax = 3;
const lastMinuteOfDay = 24 * 60 - 1;

/** Bars first..end-1 of a series. */
interface Range {
  readonly first: number;
  readonly end: number;
}

/** A result and the bars that were read for it, for the receipt's fingerprint. */
export interface SeriesScan extends Range {
  readonly result: ScanResult;
}

/** What a scan of one series works on. */
export interface SeriesInput {
  readonly info: SeriesInfo;
  readonly bars: Bars;
  readonly moment: ScanMoment;
  /** As long as the bars' columns. */
  readonly scratch: Float64Array;
}

/** Runs one scanner over one series as it stood at the moment; never throws on data. */
export function scanSeries(run: ScannerRun, input: SeriesInput): SeriesScan {
  const { bars, moment } = input;
  const end = countClosedBy(bars, moment.asOfTsMs);
  const first = historyStart(run, bars, end, moment);
  const barCount = end - first;
  const { warmupBars } = run.dialect;
  if (barCount < warmupBars) {
    const why = `${barCount} of the ${warmupBars} bars that ${run.dialectName} needs`;
    return unknown(run, input, { status: "not-warmed-up", first, end, why });
  }
  const lastTsMs = bars.openTsMs[end - 1] as number;
  if (!run.dialect.acceptsStaleBars && isStale(lastTsMs, bars.interval, moment)) {
    const why = "no bar for the market's newest session: nothing is claimed on older ones";
    return unknown(run, input, { status: "stale", first, end, why });
  }
  return { result: evaluateRange(run, input, { first, end }), first, end };
}

/** The scanner's verdict on exactly the bars first..end-1. */
export function evaluateRange(run: ScannerRun, input: SeriesInput, range: Range): ScanResult {
  const { bars } = input;
  const verdict = run.definition.evaluate({
    bars,
    first: range.first,
    end: range.end,
    params: run.params,
    rules: run.dialect.rules,
    barState: "closed",
    volumeShare: 1,
    scratch: input.scratch,
  });
  return {
    ...receipt(run, input, range),
    status: verdict.status,
    signal: verdict.signal,
    direction: verdict.direction,
    onsetTsMs: verdict.onset < 0 ? Number.NaN : (bars.openTsMs[verdict.onset] as number),
    values: verdict.values,
    why: run.definition.why(verdict, run.params),
  };
}

/** How many bars were complete at the moment. Bars of a series close in the order they open. */
export function countClosedBy(bars: Bars, tsMs: number): number {
  let end = countOpenedBy(bars, tsMs);
  while (end > 0 && barCloseTsMs(bars.openTsMs[end - 1] as number, bars.interval) > tsMs) end--;
  return end;
}

function historyStart(run: ScannerRun, bars: Bars, end: number, moment: ScanMoment): number {
  const { history } = run.dialect;
  if (history.kind !== "calendar-months") {
    return Math.max(0, end - historyBarsMax(run, bars.interval));
  }
  const cutoff = addMonths(moment.asOfDate, -history.months);
  return Math.min(end, countOpenedBy(bars, newYorkTsMs(cutoff, lastMinuteOfDay)));
}

function isStale(lastTsMs: number, interval: Interval, moment: ScanMoment): boolean {
  const lagMs = isDateKeyed(interval) ? 0 : intradayLagBarsMax * intervalMs(interval);
  return lastTsMs < moment.expectedTsMs - lagMs;
}

function receipt(run: ScannerRun, { info, bars, moment }: SeriesInput, { first, end }: Range) {
  const barTsMs = end > 0 ? (bars.openTsMs[end - 1] as number) : Number.NaN;
  return {
    scanner: run.definition.scanner,
    dialect: run.dialectName,
    params: run.paramsText,
    symbol: info.symbol,
    interval: bars.interval,
    adjustment: info.adjustment,
    source: info.source,
    barTsMs,
    barState: "closed" as const,
    dataAgeMs: end > 0 ? moment.ageTsMs - barCloseTsMs(barTsMs, bars.interval) : Number.NaN,
    barCount: end - first,
  };
}

/** A result without a verdict: every cell is missing. */
function unknown(
  run: ScannerRun,
  input: SeriesInput,
  found: Range & { readonly status: ScanStatus; readonly why: string },
): SeriesScan {
  const values: Record<string, null> = {};
  for (const column of run.definition.columns) values[column.name] = null;
  const { first, end, status, why } = found;
  const verdict: Pick<Verdict, "signal" | "direction"> = { signal: "none", direction: "neutral" };
  return {
    result: {
      ...receipt(run, input, found),
      ...verdict,
      status,
      onsetTsMs: Number.NaN,
      values,
      why,
    },
    first,
    end,
  };
}
