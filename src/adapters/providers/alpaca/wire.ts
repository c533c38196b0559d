import * as v from "valibot";
import { answersOf, nullableNumber as number, nullableText as text } from "../read-answer.ts";

/**
 * Shapes of Alpaca's answers (docs.alpaca.markets/reference). Unknown members are ignored: new
 * ones are added without notice. Rows of bars and prints come by the ten thousand and are read by
 * hand: see bar-rows.ts and option-trades.ts.
 */

export const { readBody, readEntries, readRows, unreadable } = answersOf("Alpaca");

const rows = v.nullish(v.record(v.string(), v.nullish(v.array(v.unknown()), [])), {});

export const barsPage = v.object({ bars: rows, next_page_token: text });
export const tradesPage = v.object({ trades: rows, next_page_token: text });

const bar = v.nullish(
  v.object({ t: text, o: number, h: number, l: number, c: number, v: number }),
  null,
);
const bidAndAsk = v.nullish(
  v.object({ t: text, bp: number, bs: number, ap: number, as: number }),
  null,
);
const trade = v.nullish(v.object({ t: text, p: number }), null);

export const stockSnapshot = v.object({
  latestTrade: trade,
  latestQuote: bidAndAsk,
  dailyBar: bar,
  prevDailyBar: bar,
});
export type StockSnapshot = v.InferOutput<typeof stockSnapshot>;

/** Snapshots by symbol; null for a symbol that is unknown. */
export const stockSnapshots = v.record(v.string(), v.unknown());

export const optionSnapshot = v.object({
  latestTrade: trade,
  latestQuote: bidAndAsk,
  dailyBar: bar,
  impliedVolatility: number,
  greeks: v.nullish(
    v.object({ delta: number, gamma: number, theta: number, vega: number, rho: number }),
    null,
  ),
});
export type OptionSnapshot = v.InferOutput<typeof optionSnapshot>;

export const optionSnapshotsPage = v.object({
  snapshots: v.nullish(v.record(v.string(), v.unknown()), {}),
  next_page_token: text,
});

/** A listed contract of the trading host; numbers come as texts. */
export const optionContract = v.object({
  symbol: v.string(),
  expiration_date: v.string(),
  size: text,
  open_interest: text,
  open_interest_date: text,
});
export const optionContractsPage = v.object({
  option_contracts: v.nullish(v.array(v.unknown()), []),
  next_page_token: text,
});

export const newsArticle = v.object({
  id: v.union([v.number(), v.string()]),
  headline: v.string(),
  summary: text,
  created_at: v.string(),
  url: text,
  source: text,
  symbols: v.nullish(v.array(v.string()), []),
});
export type NewsArticle = v.InferOutput<typeof newsArticle>;
export const newsPage = v.object({
  news: v.nullish(v.array(v.unknown()), []),
  next_page_token: text,
});

export const split = v.object({
  symbol: v.string(),
  ex_date: v.string(),
  new_rate: v.number(),
  old_rate: v.number(),
});
export const actionsPage = v.object({
  corporate_actions: v.nullish(
    v.object({
      forward_splits: v.nullish(v.array(v.unknown()), []),
      reverse_splits: v.nullish(v.array(v.unknown()), []),
    }),
    {},
  ),
  next_page_token: text,
});

export const assets = v.array(v.unknown());
export const asset = v.object({
  symbol: v.string(),
  name: text,
  exchange: text,
  status: text,
  attributes: v.nullish(v.array(v.string()), null),
});
export type Asset = v.InferOutput<typeof asset>;

export const calendarDays = v.array(
  v.object({ date: v.string(), open: v.string(), close: v.string() }),
);
