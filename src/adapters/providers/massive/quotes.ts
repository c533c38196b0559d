import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import type { Asking, Sourced } from "../../../ports/market-data.ts";
import { isPrice, positiveOrNull } from "../figures.ts";
import { type Book, bookOf } from "../quote-lots.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { planDelayMs } from "./plan.ts";
import { fromMassiveSymbol, massiveBatches } from "./symbols.ts";
import {
  nanosecondsToMs,
  readBody,
  readRows,
  type StockSnapshot,
  snapshotsPage,
  stockSnapshot,
} from "./wire.ts";

/** Addresses stay under 4 KB. */
export const quoteBatch = { symbolsMax: 250, lettersMax: 3_000 } as const;
const bytesMax = 4 * 1_048_576;

/** Newest trades, bids and asks (massive.com/docs/rest/stocks/snapshots/full-market-snapshot). */
export async function readQuotes(
  context: MassiveContext,
  symbols: readonly string[],
  asking: Asking,
): Promise<Sourced<readonly Quote[]>> {
  const nowMs = context.clock.nowMs();
  const quotes: Quote[] = [];
  for (const batch of massiveBatches(symbols, quoteBatch)) {
    const response = await context.calls.get({
      path: "/v2/snapshot/locale/us/markets/stocks/tickers",
      query: { tickers: batch.join(","), include_otc: false },
      ...{ endpoint: "quotes", bytesMax, asking },
    });
    const { tickers } = readBody(snapshotsPage, response, "quotes");
    for (const row of readRows(stockSnapshot, tickers, "quotes")) {
      const quote = batch.includes(row.ticker) ? quoteOf(row, nowMs) : null;
      if (quote !== null) quotes.push(quote);
    }
  }
  const newestTsMs = Math.max(...quotes.map(({ tsMs }) => tsMs));
  const facts = {
    delayMs: planDelayMs(context.plan),
    asOfTsMs: quotes.length === 0 ? nowMs : newestTsMs,
  };
  return { value: quotes, provenance: massiveProvenance("sip", facts) };
}

/** Null without a trade. The smaller plans have no last trade: the last minute stands for it. */
export function quoteOf(row: StockSnapshot, nowMs: number): Quote | null {
  const symbol = fromMassiveSymbol(row.ticker);
  const trade = newestTrade(row);
  if (symbol === null || trade === null) return null;
  const { price, tsMs } = trade;
  const session = sessionAt(tsMs);
  const days = daysOf(row, tsMs, nowMs);
  const { previousClose, today } = days;
  const regularPrices = { regular: price, premarket: previousClose };
  const isBeforeClose = session === "regular" || session === "premarket";
  // Trades before the bell count for the volume only.
  const day = session === "premarket" ? null : today;
  return {
    ...{ symbol, price, tsMs, session, previousClose },
    regularPrice: isBeforeClose ? regularPrices[session] : positiveOrNull(today?.c),
    open: positiveOrNull(day?.o),
    high: positiveOrNull(day?.h),
    low: positiveOrNull(day?.l),
    volume: positiveOrNull(today?.v) ?? days.volume,
    averageVolume: null,
    ...bidAndAsk(row.lastQuote),
    isHalted: null,
  };
}

function newestTrade({ lastTrade, min }: StockSnapshot): { price: number; tsMs: number } | null {
  const tradeTsMs = nanosecondsToMs(lastTrade?.t);
  if (isPrice(lastTrade?.p) && tradeTsMs !== null) return { price: lastTrade.p, tsMs: tradeTsMs };
  if (!isPrice(min?.c) || !min.t) return null;
  return { price: min.c, tsMs: min.t };
}

/**
 * Which days the two bars are of. They are cleared at 03:30, and the day before moves up then: of
 * a trade from before that, and a day without trades since, neither bar is known to be its own.
 */
function daysOf({ day, prevDay, min }: StockSnapshot, tsMs: number, nowMs: number) {
  const isOfToday = newYorkDate(tsMs) === newYorkDate(nowMs);
  const isCleared = !isOfToday && positiveOrNull(day?.v) === null;
  if (isCleared) return { previousClose: null, today: null, volume: null };
  return {
    previousClose: positiveOrNull(prevDay?.c),
    today: day,
    volume: positiveOrNull(min?.av),
  };
}

function bidAndAsk(quote: StockSnapshot["lastQuote"]): Book {
  const tsMs = nanosecondsToMs(quote?.t);
  return bookOf(
    { price: quote?.p, size: quote?.s, tsMs },
    { price: quote?.P, size: quote?.S, tsMs },
  );
}
