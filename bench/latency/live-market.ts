import { aggregateBars } from "../../src/domain/aggregate.ts";
import { type Bars, barAt } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import type { Interval } from "../../src/domain/interval.ts";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import { sessionBounds } from "../../src/domain/session.ts";
import type { MarketBars, SeriesKey } from "../../src/ports/bar-store.ts";
import type { Store } from "../../src/ports/store.ts";
import { setSimulatedNowMs } from "../../src/services/scan/market-clock.ts";
import { type MadeMarket, makeMarket } from "../market/made-market.ts";

/** What the bench's market is called in results and receipts. */
export const source = { provider: "bench", feed: "made", isSimulated: true } as const;
export const interval = "5m";
/** Longer bars of the day, which the worker builds and stores as well. */
export const longerIntervals = ["15m", "30m", "1h", "4h"] as const;
const barMs = 300_000;
const firstDate = fromYearMonthDay(2025, 1, 2);
/** Four sessions: more than the 250 bars from which MACD speaks. */
const historyBars = 312;
const seriesPerWrite = 500;

/** A seeded market of 5-minute bars: some are history, the others come one by one. */
export class LiveMarket {
  readonly #market: MadeMarket;
  readonly #openTsMs: Float64Array;
  readonly #days = daysBefore(historyBars);
  readonly #liveCount: number;

  constructor(options: { readonly seed: number; readonly symbols: number; readonly live: number }) {
    const { seed, symbols, live } = options;
    const barsPerSymbol = historyBars + live;
    this.#market = makeMarket({ seed, symbols, barsPerSymbol });
    this.#openTsMs = regularOpens(barsPerSymbol);
    this.#liveCount = live;
  }

  get liveCount(): number {
    return this.#liveCount;
  }

  /** Writes the history, and sets the market's clock to its end. */
  fill(store: Store): void {
    const { series, symbols } = this.#market;
    for (let from = 0; from < series.length; from += seriesPerWrite) {
      store.bars.transaction(() => {
        for (let at = from; at < Math.min(from + seriesPerWrite, series.length); at++) {
          this.#write(store, symbols[at] as string, series[at] as Bars);
        }
      });
    }
    setSimulatedNowMs(store.metadata, this.closeTsMs(-1));
  }

  /** The bars that close at one moment, from 0 on. */
  moment(index: number): MarketBars {
    const { series, symbols } = this.#market;
    const at = historyBars + index;
    const bars = series.map((one) => barAt(one, at));
    return {
      ...{ interval, adjustment: "split", symbols },
      openTsMs: this.#openTsMs[at] as number,
      open: Float64Array.from(bars, ({ open }) => open),
      high: Float64Array.from(bars, ({ high }) => high),
      low: Float64Array.from(bars, ({ low }) => low),
      close: Float64Array.from(bars, ({ close }) => close),
      volume: Float64Array.from(bars, ({ volume }) => volume),
    };
  }

  /** When the bars of a moment close; -1 is the last of the history. */
  closeTsMs(index: number): number {
    return (this.#openTsMs[historyBars + index] as number) + barMs;
  }

  #write(store: Store, symbol: string, made: Bars): void {
    const history = { ...made, length: historyBars };
    const bars = { ...history, interval, openTsMs: this.#openTsMs } as const;
    // The same prices serve as days: what they are does not matter, that they are there does.
    const days = { ...history, interval: "1d", openTsMs: this.#days } as const;
    const all: readonly Bars[] = [
      bars,
      days,
      ...longerIntervals.map((to) => aggregateBars(bars, to)),
    ];
    for (const each of all) {
      const key: SeriesKey = { symbol, interval: each.interval as Interval, adjustment: "split" };
      store.bars.write(key, each, source);
    }
  }
}

/** Days before the first bar of a market, oldest first. */
function daysBefore(count: number): Float64Array {
  const days = new Float64Array(count);
  let date = firstDate;
  for (let at = count - 1; at >= 0; at--) {
    date = nyse.previousTradingDay(date);
    days[at] = newYorkTsMs(date, 0);
  }
  return days;
}

/** Open times of the regular session, day after day. */
function regularOpens(count: number): Float64Array {
  const opens = new Float64Array(count);
  let [date, filled] = [firstDate, 0];
  while (filled < count) {
    const bounds = sessionBounds(date);
    if (bounds === null) throw new Error("trading days have a session");
    const { regularOpenTsMs, regularCloseTsMs } = bounds;
    for (let tsMs = regularOpenTsMs; tsMs < regularCloseTsMs && filled < count; tsMs += barMs) {
      opens[filled++] = tsMs;
    }
    date = nyse.nextTradingDay(date);
  }
  return opens;
}
