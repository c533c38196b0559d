import * as v from "valibot";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { sharesPerSize } from "../quote-lots.ts";
import { count, flag, number, part, positive, text } from "./wire.ts";

/** The parts of an answer that are read; the reference data costs as much again. */
export const quoteFields = "quote,regular,extended,fundamental";

/** Without an entitlement quotes come late, by the terms of the exchanges. */
export const delayedMs = 900_000;

const quoteEntry = v.object({
  realtime: flag(true),
  quote: part({
    ...{ askPrice: positive, askSize: count, bidPrice: positive, bidSize: count },
    ...{ lastPrice: positive, openPrice: positive, highPrice: positive, lowPrice: positive },
    ...{ closePrice: positive, totalVolume: count, quoteTime: positive, tradeTime: positive },
    securityStatus: text,
  }),
  regular: part({
    regularMarketLastPrice: positive,
    regularMarketNetChange: number,
    regularMarketTradeTime: positive,
  }),
  extended: part({
    ...{ askPrice: positive, askSize: count, bidPrice: positive, bidSize: count },
    ...{ lastPrice: positive, quoteTime: positive, tradeTime: positive },
  }),
  fundamental: part({ avg10DaysVolume: positive }),
});
export type QuoteEntry = v.InferOutput<typeof quoteEntry>;

/** By Schwab's symbol; what it does not know stands under "errors". */
export const quotesSchema = v.record(v.string(), v.unknown());

/** One entry of the answer; null where it is no quote, such as the list of unknown symbols. */
export function readQuoteEntry(value: unknown): QuoteEntry | null {
  const parsed = v.safeParse(quoteEntry, value);
  return parsed.success && parsed.output.quote ? parsed.output : null;
}

/** Null where nothing has ever been traded. Percentages are not taken over. */
export function quoteOf(symbol: string, entry: QuoteEntry): Quote | null {
  const { quote, regular, extended, fundamental } = entry;
  if (!quote) return null;
  const isOvernight = (extended?.tradeTime ?? 0) > (quote.tradeTime ?? 0) && extended?.lastPrice;
  const price = isOvernight ? extended.lastPrice : quote.lastPrice;
  const tsMs = isOvernight ? extended.tradeTime : quote.tradeTime;
  if (!price || !tsMs) return null;
  return {
    symbol,
    price,
    tsMs,
    session: sessionAt(tsMs),
    previousClose: previousClose({
      tsMs,
      closePrice: quote.closePrice,
      regularPrice: regular?.regularMarketLastPrice ?? null,
      regularChange: regular?.regularMarketNetChange ?? null,
      regularTsMs: regular?.regularMarketTradeTime ?? null,
    }),
    regularPrice: regular?.regularMarketLastPrice ?? null,
    open: quote.openPrice,
    high: quote.highPrice,
    low: quote.lowPrice,
    volume: quote.totalVolume,
    averageVolume: fundamental?.avg10DaysVolume ?? null,
    ...book(entry),
    isHalted: isHalted(quote.securityStatus),
  };
}

interface CloseFacts {
  readonly tsMs: number;
  readonly closePrice: number | null;
  readonly regularPrice: number | null;
  readonly regularChange: number | null;
  readonly regularTsMs: number | null;
}

/** Half a cent: prices come with up to four decimals, changes are computed from them. */
const priceTolerance = 0.005;

/**
 * Schwab's "close" is the one before the session that it counts as the current one. Until it turns
 * over to the next, a trade of the new day would be measured against the close of two days ago:
 * then the last price of the regular session is the close that counts.
 */
export function previousClose(facts: CloseFacts): number | null {
  const { tsMs, closePrice, regularPrice, regularChange, regularTsMs } = facts;
  if (closePrice === null || regularPrice === null) return closePrice;
  if (regularChange === null || regularTsMs === null) return closePrice;
  const isLaterDay = newYorkDate(tsMs) > newYorkDate(regularTsMs);
  const isOld = Math.abs(regularPrice - regularChange - closePrice) < priceTolerance;
  return isLaterDay && isOld ? regularPrice : closePrice;
}

function book({ quote, extended }: QuoteEntry) {
  const none = { bid: null, ask: null, bidSize: null, askSize: null };
  // The overnight session has its own book, and counts shares.
  if (extended && (extended.quoteTime ?? 0) > (quote?.quoteTime ?? 0)) {
    const { bidPrice: bid, askPrice: ask, bidSize, askSize } = extended;
    if (bid !== null || ask !== null) return { bid, ask, bidSize, askSize };
  }
  if (!quote) return none;
  const { bidPrice, askPrice, bidSize, askSize, quoteTime } = quote;
  const unit = sharesPerSize(quoteTime ?? Number.POSITIVE_INFINITY);
  return {
    bid: bidPrice,
    ask: askPrice,
    bidSize: bidSize === null ? null : bidSize * unit,
    askSize: askSize === null ? null : askSize * unit,
  };
}

/** "Normal" and "Closed" trade as they should; what else there is nobody has written down. */
export function isHalted(status: string | null): boolean | null {
  if (status === null) return null;
  if (/halt/i.test(status)) return true;
  return /^(normal|closed)$/i.test(status) ? false : null;
}
