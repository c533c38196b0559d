import { barCloseTsMs } from "../src/domain/bar-time.ts";
import { type Bars, barsFrom } from "../src/domain/bars.ts";
import { nyse } from "../src/domain/calendar.ts";
import { parseLocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import type { ScanResult } from "../src/domain/signal.ts";
import type { SeriesInfo } from "../src/ports/bar-store.ts";
import { prepareRun, type ScannerDefinition, type ScannerRun } from "../src/scanners/define.ts";
import { momentAsOf } from "../src/services/scan/moment.ts";
import { scanSeries } from "../src/services/scan/scan-series.ts";
import type { PriceColumns } from "./prices.ts";

/** Daily bars on real trading days from 2020 on. */
export function dailyBars(prices: Omit<PriceColumns, "session" | "slot">): Bars {
  const start = parseLocalDate("2020-01-01");
  if (!start.ok) throw new Error(start.error);
  let date = start.value;
  return barsFrom(
    "1d",
    Array.from(prices.close, (close, i) => {
      date = nyse.nextTradingDay(date);
      return {
        openTsMs: newYorkTsMs(date, 0),
        open: prices.open[i] as number,
        high: prices.high[i] as number,
        low: prices.low[i] as number,
        close,
        volume: prices.volume[i] as number,
      };
    }),
  );
}

/** The first `length` bars. */
export function firstBars(bars: Bars, length: number): Bars {
  return { ...bars, length };
}

/** Bars first..end-1 as copies. */
export function cutBars(bars: Bars, first: number, end = bars.length): Bars {
  return {
    interval: bars.interval,
    length: end - first,
    openTsMs: bars.openTsMs.slice(first, end),
    open: bars.open.slice(first, end),
    high: bars.high.slice(first, end),
    low: bars.low.slice(first, end),
    close: bars.close.slice(first, end),
    volume: bars.volume.slice(first, end),
  };
}

export function runOf(
  definition: ScannerDefinition,
  choice: Parameters<typeof prepareRun>[1] = {},
): ScannerRun {
  const run = prepareRun(definition, choice);
  if (!run.ok) throw new Error(run.error);
  return run.value;
}

/** Scans the bars as they stood when the newest of them closed. */
export function scanBars(run: ScannerRun, bars: Bars, symbol = "TEST"): ScanResult {
  const lastTsMs = bars.length > 0 ? (bars.openTsMs[bars.length - 1] as number) : 0;
  const moment = momentAsOf(barCloseTsMs(lastTsMs, bars.interval), bars.interval);
  const scratch = new Float64Array(bars.close.length);
  return scanSeries(run, { info: seriesOf(bars, symbol), bars, moment, scratch }).result;
}

export function seriesOf(bars: Bars, symbol: string): SeriesInfo {
  return {
    id: 1,
    symbol,
    interval: bars.interval,
    adjustment: "split",
    source: { provider: "test", feed: "made", isSimulated: false },
    barCount: bars.length,
    firstTsMs: bars.openTsMs[0] ?? 0,
    lastTsMs: bars.openTsMs[bars.length - 1] ?? 0,
  };
}
