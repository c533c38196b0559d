import * as v from "valibot";
import { answersOf, nullableNumber as number, nullableText as text } from "../read-answer.ts";

/**
 * Shapes of Massive's answers (massive.com/docs/rest). Unknown members are ignored: new ones are
 * added without notice. Bars and prints come by the ten thousand and are read by hand.
 */

export const { readBody, readRows, unreadable } = answersOf("Massive");

/** A page of anything; `results` is missing where there are none. */
export const resultsPage = v.object({
  status: v.string(),
  results: v.nullish(v.array(v.unknown()), []),
  next_url: text,
});

const dayBar = v.nullish(v.object({ o: number, h: number, l: number, c: number, v: number }), null);

export const snapshotsPage = v.object({
  status: v.string(),
  tickers: v.nullish(v.array(v.unknown()), []),
});
export const stockSnapshot = v.object({
  ticker: v.string(),
  day: dayBar,
  prevDay: dayBar,
  min: v.nullish(v.object({ c: number, t: number, av: number }), null),
  lastTrade: v.nullish(v.object({ p: number, t: number }), null),
  lastQuote: v.nullish(v.object({ P: number, S: number, p: number, s: number, t: number }), null),
});
export type StockSnapshot = v.InferOutput<typeof stockSnapshot>;

export const optionSnapshot = v.object({
  details: v.object({ ticker: v.string(), shares_per_contract: number }),
  day: v.nullish(v.object({ close: number, volume: number, last_updated: number }), null),
  greeks: v.nullish(v.object({ delta: number, gamma: number, theta: number, vega: number }), null),
  implied_volatility: number,
  last_quote: v.nullish(v.object({ bid: number, ask: number, last_updated: number }), null),
  last_trade: v.nullish(v.object({ price: number, sip_timestamp: number }), null),
  open_interest: number,
  underlying_asset: v.nullish(v.object({ price: number, last_updated: number }), null),
});
export type OptionSnapshot = v.InferOutput<typeof optionSnapshot>;

export const optionContract = v.object({ expiration_date: v.string() });

export const newsArticle = v.object({
  id: v.string(),
  publisher: v.nullish(v.object({ name: text }), null),
  title: v.string(),
  published_utc: v.string(),
  article_url: text,
  tickers: v.nullish(v.array(v.string()), []),
  description: text,
});
export type NewsArticle = v.InferOutput<typeof newsArticle>;

export const split = v.object({
  ticker: v.string(),
  execution_date: v.string(),
  split_from: v.number(),
  split_to: v.number(),
});

export const tickerRow = v.object({
  ticker: v.string(),
  name: text,
  primary_exchange: text,
  type: text,
});
export type TickerRow = v.InferOutput<typeof tickerRow>;

export const specialDays = v.array(v.unknown());
export const specialDay = v.object({
  exchange: v.string(),
  date: v.string(),
  status: v.string(),
  close: text,
});

const nsOfMs = 1_000_000;
/** Numbers of 19 digits lose the last ones on their way; a whole ms must stay one. */
const lostMs = 0.000_5;

/** Whole ms of a time in ns; null where it is none. */
export function nanosecondsToMs(value: unknown): number | null {
  if (typeof value !== "number" || !(value > 0)) return null;
  return Math.floor(value / nsOfMs + lostMs);
}
