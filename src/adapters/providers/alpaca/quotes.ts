import { nyse } from "../../../domain/calendar.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import type { Asking, Sourced } from "../../../ports/market-data.ts";
import { isPrice, positiveOrNull } from "../figures.ts";
import { type Book, bookOf } from "../quote-lots.ts";
import { stockBatch } from "./bars.ts";
import type { AlpacaContext } from "./calls.ts";
import { askKnown } from "./known-symbols.ts";
import { delayMsOf, type StockFeed } from "./plan.ts";
import { alpacaBatches, fromAlpacaSymbol } from "./symbols.ts";
import { timestampMs } from "./timestamp.ts";
import {
  readBody,
  readEntries,
  type StockSnapshot,
  stockSnapshot,
  stockSnapshots,
} from "./wire.ts";

/** A snapshot of five members takes about 700 bytes. */
const pageBytesMax = 4 * 1_048_576;

/** Newest trades, bids and asks (docs.alpaca.markets/reference/stocksnapshots-1). */
export async function readQuotes(
  context: AlpacaContext,
  symbols: readonly string[],
  asking: Asking,
): Promise<Sourced<readonly Quote[]>> {
  const feed = context.feeds.quotes;
  const quotes: Quote[] = [];
  let asOfTsMs = 0;
  for (const batch of alpacaBatches(symbols, stockBatch)) {
    const response = await askKnown(batch, (list) =>
      context.calls.get("data", {
        path: "/v2/stocks/snapshots",
        query: { symbols: list, feed },
        endpoint: "snapshots",
        bytesMax: pageBytesMax,
        asking,
      }),
    );
    if (response === null) continue;
    const body = readBody(stockSnapshots, response, "snapshots");
    for (const [name, snapshot] of readEntries(stockSnapshot, Object.entries(body), "snapshots")) {
      const symbol = fromAlpacaSymbol(name);
      const quote = symbol === null ? null : quoteOf(symbol, snapshot, feed);
      if (quote === null) continue;
      quotes.push(quote);
      asOfTsMs = Math.max(asOfTsMs, quote.tsMs);
    }
  }
  const provenance = {
    provider: "alpaca",
    feed,
    isSimulated: false,
    delayMs: delayMsOf(feed),
    asOfTsMs: asOfTsMs === 0 ? context.clock.nowMs() : asOfTsMs,
  };
  return { value: quotes, provenance };
}

/**
 * Null without a trade. Which day a daily bar is of decides what it says: before the open Alpaca's
 * "daily bar" still is yesterday's, and its "previous" one is of the day before.
 */
export function quoteOf(symbol: string, snapshot: StockSnapshot, feed: StockFeed): Quote | null {
  const { latestTrade, latestQuote, dailyBar, prevDailyBar } = snapshot;
  const price = latestTrade?.p;
  const tsMs = timestampMs(latestTrade?.t);
  if (!isPrice(price) || Number.isNaN(tsMs)) return null;
  const session = sessionAt(tsMs);
  const date = newYorkDate(tsMs);
  const days = [readDay(dailyBar), readDay(prevDailyBar)];
  const today = days.find((day) => day?.date === date) ?? null;
  const previous = days.find((day) => day !== null && day.date < date) ?? null;
  const previousClose = previous && isPreviousClose(previous, date, feed) ? previous.close : null;
  const regularPrices = { regular: price, premarket: previousClose };
  const regularPrice =
    session === "regular" || session === "premarket"
      ? regularPrices[session]
      : (today?.close ?? null);
  // A bar of today from before the open would hold none of the regular session, and one exchange
  // knows neither the day's range nor more than some percent of its shares.
  const day = session === "premarket" || feed === "iex" ? null : today;
  return {
    symbol,
    price,
    tsMs,
    session,
    previousClose,
    regularPrice,
    open: day?.open ?? null,
    high: day?.high ?? null,
    low: day?.low ?? null,
    volume: feed === "iex" ? null : (today?.volume ?? null),
    averageVolume: null,
    ...bidAndAskOf(latestQuote ?? {}),
    isHalted: null,
  };
}

interface VendorBidAndAsk {
  readonly t?: unknown;
  readonly bp?: unknown;
  readonly bs?: unknown;
  readonly ap?: unknown;
  readonly as?: unknown;
}

/** Best bid and ask of a snapshot or a frame. */
export function bidAndAskOf(message: object): Book {
  const { t, bp, bs, ap, as } = message as VendorBidAndAsk;
  const tsMs = timestampMs(t);
  return bookOf({ price: bp, size: bs, tsMs }, { price: ap, size: as, tsMs });
}

interface Day {
  readonly date: LocalDate;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
}

function readDay(bar: StockSnapshot["dailyBar"]): Day | null {
  const tsMs = timestampMs(bar?.t);
  if (bar === null || Number.isNaN(tsMs)) return null;
  return {
    ...{ date: newYorkDate(tsMs), open: positiveOrNull(bar.o), high: positiveOrNull(bar.h) },
    ...{ low: positiveOrNull(bar.l), close: positiveOrNull(bar.c), volume: bar.v },
  };
}

/** A thin symbol may not trade on IEX for days: its last bar there is not the day before's. */
function isPreviousClose(day: Day, date: LocalDate, feed: StockFeed): boolean {
  return feed !== "iex" || day.date === nyse.previousTradingDay(date);
}
