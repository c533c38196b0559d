import { setImmediate } from "node:timers/promises";
import { assert } from "../base/assert.ts";
import { Failure } from "../base/failure.ts";
import { allocateBars, type MutableBars } from "../domain/bars.ts";
import { nyse } from "../domain/calendar.ts";
import { addDays, type LocalDate } from "../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../domain/new-york.ts";
import { sourceText } from "../domain/result-table.ts";
import type { BarStore, SeriesInfo } from "../ports/bar-store.ts";
import type { DateRange, MarketSimulator } from "../ports/market-simulator.ts";

export interface FillHistoryOptions {
  readonly store: BarStore;
  readonly market: MarketSimulator;
  /** Sessions per symbol. */
  readonly days: number;
  /** The last session wanted; on a closed day the one before it counts. */
  readonly toDate: LocalDate;
  readonly onProgress?: (progress: FillProgress) => void;
  readonly signal?: AbortSignal;
}

export interface FillProgress {
  /** Symbols that are complete, those found complete included. */
  readonly symbolsDone: number;
  readonly symbolCount: number;
  readonly barsWritten: number;
}

/** Bars of one transaction, about: large enough to be fast, small enough to stop quickly. */
const transactionBars = 100_000;
const transactionSymbolsMax = 500;

/**
 * Fills a store with the daily history of a simulated market, symbol by symbol. It may be stopped
 * and run again: complete series are skipped, others get what they lack.
 *
 * memory  one symbol's bars, plus the store's list of series
 * throws  Failure run.interrupted when `signal` aborts (whole transactions are kept);
 *         usage.invalid when the store holds another market's bars; whatever the store throws
 */
export async function fillHistory(options: FillHistoryOptions): Promise<FillProgress> {
  const { store, market, days } = options;
  assert(Number.isInteger(days) && days >= 1, "history has at least one day");
  const range = lastSessions(days, options.toDate);
  const known = knownSeries(store, market);
  const sink: Sink = { store, market, buffer: allocateBars("1d", sessionsIn(range)) };
  const symbolCount = market.symbols.length;
  const perTransaction = Math.floor(transactionBars / days);
  const batchSymbols = Math.min(Math.max(perTransaction, 1), transactionSymbolsMax);
  let progress: FillProgress = { symbolsDone: 0, symbolCount, barsWritten: 0 };
  while (progress.symbolsDone < symbolCount) {
    const fromSymbol = progress.symbolsDone;
    if (options.signal?.aborted) throw interrupted(progress);
    const untilSymbol = Math.min(fromSymbol + batchSymbols, symbolCount);
    const written = store.transaction(() => {
      let bars = 0;
      for (let index = fromSymbol; index < untilSymbol; index++) {
        const missing = missingPart(known.get(market.symbols[index] as string), range);
        if (missing) bars += fillSymbol(sink, index, missing);
      }
      return bars;
    });
    const barsWritten = progress.barsWritten + written;
    progress = { symbolsDone: untilSymbol, symbolCount, barsWritten };
    options.onProgress?.(progress);
    await setImmediate();
  }
  return progress;
}

/** The first and the last of `days` sessions that end on or before a date. */
function lastSessions(days: number, toDate: LocalDate): DateRange {
  const lastDate = nyse.previousTradingDay(addDays(toDate, 1));
  let fromDate = lastDate;
  for (let session = 1; session < days; session++) fromDate = nyse.previousTradingDay(fromDate);
  return { fromDate, toDate: lastDate };
}

function knownSeries(store: BarStore, market: MarketSimulator): ReadonlyMap<string, SeriesInfo> {
  const known = new Map<string, SeriesInfo>();
  const wanted = sourceText(market.source);
  for (const info of store.series({ interval: "1d", adjustment: "split" })) {
    const found = sourceText(info.source);
    if (found !== wanted) {
      throw new Failure(
        "usage.invalid",
        `the data directory holds bars of "${found}", which cannot be mixed with "${wanted}"; ` +
          "use the same seed or another data directory",
      );
    }
    known.set(info.symbol, info);
  }
  return known;
}

interface Sink {
  readonly store: BarStore;
  readonly market: MarketSimulator;
  /** Grows when a series lags further behind than the days that are wanted. */
  buffer: MutableBars;
}

function fillSymbol(sink: Sink, index: number, range: DateRange): number {
  const { store, market } = sink;
  if (sink.buffer.close.length < sessionsIn(range)) {
    sink.buffer = allocateBars("1d", sessionsIn(range));
  }
  market.dailyBars(index, range, sink.buffer);
  const key = {
    symbol: market.symbols[index] as string,
    interval: "1d",
    adjustment: "split",
  } as const;
  store.write(key, sink.buffer, market.source);
  return sink.buffer.length;
}

/** At least as many as the sessions of a range. */
function sessionsIn(range: DateRange): number {
  return Math.ceil((range.toDate - range.fromDate + 1) / 7) * 5;
}

/** Series have no holes, so what is missing is nothing, the newest part, or taken as everything. */
function missingPart(info: SeriesInfo | undefined, range: DateRange): DateRange | null {
  if (!info || info.firstTsMs > newYorkTsMs(range.fromDate, 0)) return range;
  if (info.lastTsMs >= newYorkTsMs(range.toDate, 0)) return null;
  return { fromDate: addDays(newYorkDate(info.lastTsMs), 1), toDate: range.toDate };
}

function interrupted(progress: FillProgress): Failure {
  const { symbolsDone, symbolCount } = progress;
  return new Failure(
    "run.interrupted",
    `stopped after ${symbolsDone} of ${symbolCount} symbols; run it again to go on`,
  );
}
