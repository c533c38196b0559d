import { type Bar, type Bars, barsFrom } from "../src/domain/bars.ts";
import { nyse } from "../src/domain/calendar.ts";
import { type Interval, intervalMs } from "../src/domain/interval.ts";
import { fromYearMonthDay, type LocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import { sessionBounds } from "../src/domain/session.ts";
import { buildChart, type ChartInput, type ChartModel } from "../src/services/chart/chart-model.ts";
import { type PriceColumns, priceBar } from "./prices.ts";

/** A Friday; the last session of made-up daily bars. */
const lastDate: LocalDate = fromYearMonthDay(2024, 3, 1);
/** Saturday morning after `lastDate`: the newest bar is closed and nothing is missing. */
export const saturdayTsMs = newYorkTsMs(fromYearMonthDay(2024, 3, 2), 600);

/** Made-up prices on the sessions up to `lastDate`. */
export function dailyBars(prices: PriceColumns): Bars {
  const dates: LocalDate[] = [];
  let date = lastDate;
  for (let i = 0; i < prices.close.length; i++) {
    dates.unshift(date);
    date = nyse.previousTradingDay(date);
  }
  return barsAt("1d", prices, (i) => newYorkTsMs(dates[i] as LocalDate, 0));
}

/** Made-up prices on regular sessions up to the close of `lastDate`. */
export function intradayBars(prices: PriceColumns, interval: Interval): Bars {
  const opens: number[] = [];
  let date = lastDate;
  while (opens.length < prices.close.length) {
    const session = sessionBounds(date);
    if (session === null) throw new Error("trading days have a session");
    let tsMs = session.regularCloseTsMs - intervalMs(interval);
    for (; tsMs >= session.regularOpenTsMs; tsMs -= intervalMs(interval)) opens.unshift(tsMs);
    date = nyse.previousTradingDay(date);
  }
  const first = opens.length - prices.close.length;
  return barsAt(interval, prices, (i) => opens[first + i] as number);
}

/** The chart of made-up bars, with everything that a test does not care about filled in. */
export function chartOf(bars: Bars, input: Partial<ChartInput> = {}): ChartModel {
  return buildChart({
    symbol: "TEST",
    bars,
    source: { provider: "csv", feed: "made-up.csv", isSimulated: false },
    adjustment: "split",
    asOfTsMs: saturdayTsMs,
    visibleBars: 120,
    ...input,
  });
}

function barsAt(interval: Interval, prices: PriceColumns, openTsMs: (i: number) => number): Bars {
  const rows = Array.from(prices.close, (_, i): Bar => {
    const { open, high, low, close, volume } = priceBar(prices, i);
    return { openTsMs: openTsMs(i), open, high, low, close, volume };
  });
  return barsFrom(interval, rows);
}
