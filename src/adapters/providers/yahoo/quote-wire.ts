import * as v from "valibot";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { positiveOrNull } from "../figures.ts";
import { fittingRows, readValue, secondMs } from "./wire.ts";

const number = v.nullish(v.number());

/** Fields of a quote that are read; Yahoo has about ninety. */
const fields = {
  quoteType: v.nullish(v.string()),
  regularMarketPrice: number,
  regularMarketTime: number,
  regularMarketPreviousClose: number,
  regularMarketOpen: number,
  regularMarketDayHigh: number,
  regularMarketDayLow: number,
  regularMarketVolume: number,
  preMarketPrice: number,
  preMarketTime: number,
  postMarketPrice: number,
  postMarketTime: number,
  averageDailyVolume3Month: number,
  bid: number,
  ask: number,
  exchangeDataDelayedBy: number,
} as const;

export const quoteFields = Object.keys(fields).join(",");

export const quoteRow = v.object({ symbol: v.string(), ...fields });
export type QuoteRow = v.InferOutput<typeof quoteRow>;

const answer = v.object({ quoteResponse: v.object({ result: v.nullish(v.array(v.unknown())) }) });

const minuteMs = 60_000;

/** Rows of `GET /v7/finance/quote`. */
export function readQuotes(json: unknown): QuoteRow[] {
  const { quoteResponse } = readValue(answer, json, "quotes");
  return fittingRows(quoteRow, quoteResponse.result ?? []);
}

/** A price with its moment. */
interface Trade {
  readonly price: number;
  readonly tsMs: number;
}

/**
 * A quote from its row, or null where it has no price: delisted symbols are rows without one.
 * Sizes are left out, for nobody tells how many shares a lot of Yahoo's has.
 */
export function toQuote(row: QuoteRow, symbol: string): Quote | null {
  const regular = tradeOf(row.regularMarketPrice, row.regularMarketTime);
  const trades = [
    regular,
    tradeOf(row.preMarketPrice, row.preMarketTime),
    tradeOf(row.postMarketPrice, row.postMarketTime),
  ].filter((trade) => trade !== null);
  const [newest] = trades.toSorted((a, b) => b.tsMs - a.tsMs);
  if (newest === undefined) return null;
  const isOfRegularDay = regular !== null && newYorkDate(regular.tsMs) === newYorkDate(newest.tsMs);
  // Before the bell Yahoo's day is still the one before, and its close the previous one.
  const previousClose = isOfRegularDay ? row.regularMarketPreviousClose : row.regularMarketPrice;
  const ofTheDay = (value: number | null | undefined) => (isOfRegularDay ? value : null);
  return {
    symbol,
    price: newest.price,
    tsMs: newest.tsMs,
    session: sessionAt(newest.tsMs),
    previousClose: positiveOrNull(previousClose),
    regularPrice: positiveOrNull(row.regularMarketPrice),
    open: positiveOrNull(ofTheDay(row.regularMarketOpen)),
    high: positiveOrNull(ofTheDay(row.regularMarketDayHigh)),
    low: positiveOrNull(ofTheDay(row.regularMarketDayLow)),
    // 0 is how an index says that it has no volume.
    volume: positiveOrNull(ofTheDay(row.regularMarketVolume)),
    // The average of ten days follows a single busy one.
    averageVolume: positiveOrNull(row.averageDailyVolume3Month),
    bid: positiveOrNull(row.bid),
    ask: positiveOrNull(row.ask),
    bidSize: null,
    askSize: null,
    isHalted: null,
  };
}

/**
 * How far quotes lag, ms: the longest delay among stocks and funds. Indices may lag by 15 minutes,
 * which the moments of their quotes show.
 */
export function delayOf(rows: readonly QuoteRow[]): number {
  const minutes = rows.map((row) =>
    row.quoteType === "INDEX" ? 0 : (row.exchangeDataDelayedBy ?? 0),
  );
  return Math.max(0, ...minutes) * minuteMs;
}

function tradeOf(
  price: number | null | undefined,
  seconds: number | null | undefined,
): Trade | null {
  const positive = positiveOrNull(price);
  if (positive === null || !seconds) return null;
  return { price: positive, tsMs: seconds * secondMs };
}
