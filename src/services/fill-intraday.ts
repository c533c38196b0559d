import { setImmediate } from "node:timers/promises";
import { Failure } from "../base/failure.ts";
import { allocateBars, barAt, pushBar } from "../domain/bars.ts";
import { nyse } from "../domain/calendar.ts";
import { type Interval, intervalMs } from "../domain/interval.ts";
import { addDays, type LocalDate } from "../domain/local-date.ts";
import type { BarStore } from "../ports/bar-store.ts";
import type { MarketSimulator } from "../ports/market-simulator.ts";
import type { FillProgress } from "./fill-history.ts";

export interface FillIntradayOptions {
  readonly store: BarStore;
  readonly market: MarketSimulator;
  /** Shorter than a day. */
  readonly interval: Interval;
  readonly sessions: number;
  /** The last session; on a closed day the one before it counts. */
  readonly toDate: LocalDate;
  readonly onProgress?: (progress: FillProgress) => void;
  readonly signal?: AbortSignal;
}

/** Symbols of one transaction: some ten milliseconds of work. */
const batchSymbols = 25;
const regularMinutesMax = 390;

/**
 * Gives each symbol of a simulated market that has no bars of the interval those of its last
 * sessions, so that intraday scanners are warmed up from the first live bar on.
 *
 * memory  one symbol's bars, plus the store's list of series
 * throws  Failure run.interrupted when `signal` aborts; whatever the store throws
 */
export async function fillIntraday(options: FillIntradayOptions): Promise<FillProgress> {
  const { store, market, interval, signal } = options;
  const known = new Set(store.series({ interval }).map(({ symbol }) => symbol));
  const dates = lastSessions(options.sessions, options.toDate);
  const barsMax = Math.ceil((regularMinutesMax * 60_000) / intervalMs(interval));
  const session = allocateBars(interval, barsMax);
  const all = allocateBars(interval, barsMax * dates.length);
  const symbolCount = market.symbols.length;
  let progress: FillProgress = { symbolsDone: 0, symbolCount, barsWritten: 0 };
  while (progress.symbolsDone < symbolCount) {
    if (signal?.aborted) throw new Failure("run.interrupted", "stopped while bars were made up");
    const until = Math.min(progress.symbolsDone + batchSymbols, symbolCount);
    const written = store.transaction(() => {
      let bars = 0;
      for (let index = progress.symbolsDone; index < until; index++) {
        const symbol = market.symbols[index] as string;
        if (known.has(symbol)) continue;
        all.length = 0;
        for (const date of dates) {
          market.intradayBars(index, date, interval, session);
          for (let i = 0; i < session.length; i++) pushBar(all, barAt(session, i));
        }
        store.write({ symbol, interval, adjustment: "split" }, all, market.source);
        bars += all.length;
      }
      return bars;
    });
    const barsWritten = progress.barsWritten + written;
    progress = { symbolsDone: until, symbolCount, barsWritten };
    options.onProgress?.(progress);
    await setImmediate();
  }
  return progress;
}

/** Oldest first. */
function lastSessions(count: number, toDate: LocalDate): LocalDate[] {
  const dates: LocalDate[] = [];
  let date = addDays(toDate, 1);
  while (dates.length < count) {
    date = nyse.previousTradingDay(date);
    dates.unshift(date);
  }
  return dates;
}
