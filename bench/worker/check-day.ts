import { createDemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { aggregateBars } from "../../src/domain/aggregate.ts";
import { allocateBars, type Bars } from "../../src/domain/bars.ts";
import type { Interval } from "../../src/domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../src/domain/new-york.ts";
import type { Store } from "../../src/ports/store.ts";
import { longerIntraday } from "../../src/services/market-data/rebuild-bars.ts";
import type { WorkerDay } from "./worker-child.ts";

export interface DayFindings {
  readonly bars: number;
  readonly missing: number;
  readonly mismatches: number;
  /** Quotes with a move before the bell. */
  readonly premarketQuotes: number;
  readonly quotes: number;
  readonly flows: number;
  /** Flows of one contract at one volume of the day. */
  readonly duplicateFlows: number;
}

const feedInterval = "5m";
/** Of one length: a session has 78 bars of 5 minutes. */
const dayBarsMax = 80;
const columns = ["open", "high", "low", "close", "volume"] as const;

/** Holds what the worker stored of its day against the simulator. */
export function checkDay(store: Store, day: WorkerDay): DayFindings {
  const market = createDemoMarket(day);
  const date = newYorkDate(day.untilTsMs);
  const counts = { bars: 0, missing: 0, mismatches: 0 };
  const openTsMs = newYorkTsMs(date, 0);
  const indexOf = new Map(market.symbols.map((symbol, index) => [symbol, index]));
  const intervals: readonly Interval[] = [feedInterval, ...longerIntraday(feedInterval), "1d"];
  for (const interval of intervals) {
    const open = new Set(market.symbols);
    const series = store.bars.series({ interval, adjustment: "split" });
    store.bars.readEach(series, { barsMax: dayBarsMax }, ({ symbol }, stored) => {
      open.delete(symbol);
      const index = indexOf.get(symbol);
      const wanted = index === undefined ? allocateBars(interval, 0) : bars(index, interval);
      compare(stored, wanted, { openTsMs, counts });
    });
    // Symbols without a series have not traded on that day, or something is wrong.
    for (const symbol of open) counts.missing += bars(indexOf.get(symbol) ?? 0, interval).length;
  }
  return { ...counts, ...quotesOf(store), ...flowsOf(store) };

  function bars(index: number, interval: Interval): Bars {
    const range = { fromDate: date, toDate: date };
    const into = allocateBars(interval === "1d" ? "1d" : feedInterval, dayBarsMax);
    if (interval === "1d") market.dailyBars(index, range, into);
    else market.intradayBars(index, date, feedInterval, into);
    return interval === into.interval ? into : aggregateBars(into, interval);
  }
}

function compare(
  stored: Bars,
  wanted: Bars,
  { openTsMs, counts }: { readonly openTsMs: number; readonly counts: Counts },
): void {
  const rows = new Map<number, number>();
  for (let i = 0; i < stored.length; i++) {
    const tsMs = stored.openTsMs[i] as number;
    if (tsMs >= openTsMs) rows.set(tsMs, i);
  }
  counts.bars += rows.size;
  for (let i = 0; i < wanted.length; i++) {
    const row = rows.get(wanted.openTsMs[i] as number);
    if (row === undefined) counts.missing += 1;
    else if (columns.some((name) => !Object.is(stored[name][row], wanted[name][i]))) {
      counts.mismatches += 1;
    }
  }
  // Bars that the simulator does not have.
  counts.mismatches += Math.max(0, rows.size - wanted.length);
}

interface Counts {
  bars: number;
  missing: number;
  mismatches: number;
}

function quotesOf(store: Store) {
  const rows = store.cache.watchlist();
  const moved = rows.filter((row) => typeof row.premarketChangePct === "number");
  return { quotes: rows.length, premarketQuotes: moved.length };
}

function flowsOf(store: Store) {
  const flows = store.cache.whaleFlows(0);
  const names = flows.map((flow) => {
    const { symbol, type, strike, expiry, volume } = flow;
    return [symbol, type, strike, expiry, volume].join(" ");
  });
  return { flows: flows.length, duplicateFlows: flows.length - new Set(names).size };
}
