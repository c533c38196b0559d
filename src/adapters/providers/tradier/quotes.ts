import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import type { Asking, Sourced } from "../../../ports/market-data.ts";
import { positiveOrNull } from "../figures.ts";
import { bookOf } from "../quote-lots.ts";
import { inParts } from "../symbol-batches.ts";
import { ask, type TradierContext, type TradierRequest, tradierProvenance } from "./calls.ts";
import { fromTradierSymbol, toTradierSymbol } from "./symbols.ts";
import { readRows, rowsAt, type StockQuote, stockQuote } from "./wire.ts";

/** Symbols of one request. */
export const quoteSymbolsMax = 400;
/** Longer lists go in the body of a POST: addresses stay short. */
const addressLettersMax = 1_500;

/**
 * Newest trades, bids and asks (docs.tradier.com/reference/brokerage-api-markets-get-quotes, and
 * post-quotes for long lists). Unknown symbols stand in a list of their own, which is left.
 */
export async function readQuotes(
  context: TradierContext,
  symbols: readonly string[],
  asking: Asking,
): Promise<Sourced<readonly Quote[]>> {
  const names = [...new Set(symbols)].flatMap((symbol) => toTradierSymbol(symbol) ?? []);
  const nowMs = context.clock.nowMs();
  const quotes: Quote[] = [];
  for (const batch of inParts(names, quoteSymbolsMax)) {
    const response = await ask(context, requestOf(batch, asking));
    const rows = readRows(stockQuote, rowsOf(rowsAt(response, ["quotes"])), "quotes");
    for (const row of rows) {
      const quote = batch.includes(row.symbol) ? quoteOf(row, nowMs) : null;
      if (quote !== null) quotes.push(quote);
    }
  }
  const newestTsMs = Math.max(...quotes.map(({ tsMs }) => tsMs));
  const asOfTsMs = quotes.length === 0 ? nowMs : newestTsMs;
  return { value: quotes, provenance: tradierProvenance(context, "nbbo", asOfTsMs) };
}

function requestOf(batch: readonly string[], asking: Asking): TradierRequest {
  const symbols = batch.join(",");
  const shared = { path: "/markets/quotes", endpoint: "quotes", asking };
  if (symbols.length <= addressLettersMax) {
    return { ...shared, query: { symbols, greeks: false } };
  }
  return {
    ...shared,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ symbols, greeks: "false" }).toString(),
  };
}

/** Without a known symbol there is no `quote` beside the unmatched ones. */
function rowsOf([quotes]: readonly unknown[]): readonly unknown[] {
  const { quote } = (quotes ?? {}) as { readonly quote?: unknown };
  if (quote === undefined || quote === null) return [];
  return Array.isArray(quote) ? quote : [quote];
}

/** Null without a trade. */
export function quoteOf(row: StockQuote, nowMs: number): Quote | null {
  const symbol = fromTradierSymbol(row.symbol);
  const price = positiveOrNull(row.last);
  const tsMs = positiveOrNull(row.trade_date);
  if (symbol === null || price === null || tsMs === null) return null;
  const session = sessionAt(tsMs);
  const previousClose = previousCloseOf(row, tsMs, nowMs);
  const regularPrices = { regular: price, premarket: previousClose };
  const isBeforeClose = session === "regular" || session === "premarket";
  return {
    ...{ symbol, price, tsMs, session, previousClose },
    regularPrice: isBeforeClose ? regularPrices[session] : positiveOrNull(row.close),
    open: positiveOrNull(row.open),
    high: positiveOrNull(row.high),
    low: positiveOrNull(row.low),
    volume: row.volume !== null && row.volume >= 0 ? row.volume : null,
    averageVolume: positiveOrNull(row.average_volume),
    ...bookOf(
      { price: row.bid, size: row.bidsize, tsMs: positiveOrNull(row.bid_date) },
      { price: row.ask, size: row.asksize, tsMs: positiveOrNull(row.ask_date) },
    ),
    isHalted: null,
  };
}

/**
 * Before a symbol's first trade of a day its last one is of the day before, while the previous
 * close may have moved up to that day already: then both are the same, and nothing is known.
 */
function previousCloseOf(row: StockQuote, tsMs: number, nowMs: number): number | null {
  const previousClose = positiveOrNull(row.prevclose);
  const isOfToday = newYorkDate(tsMs) === newYorkDate(nowMs);
  return isOfToday || previousClose !== row.last ? previousClose : null;
}
