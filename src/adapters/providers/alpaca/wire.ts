import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";
import type { VendorResponse } from "../vendor-http.ts";

/**
 * Shapes of Alpaca's answers (docs.alpaca.markets/reference). Unknown members are ignored: new
 * ones are added without notice. Rows of bars and prints come by the ten thousand and are read by
 * hand: see bar-rows.ts and option-trades.ts.
 */

const number = v.nullish(v.number(), null);
const text = v.nullish(v.string(), null);
const token = v.nullish(v.string(), null);
const rows = v.nullish(v.record(v.string(), v.nullish(v.array(v.unknown()), [])), {});

export const barsPage = v.object({ bars: rows, next_page_token: token });
export const tradesPage = v.object({ trades: rows, next_page_token: token });

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
  next_page_token: token,
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
  next_page_token: token,
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
  next_page_token: token,
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
  next_page_token: token,
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

type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

/** The body of an answer, or Failure provider.bad-payload that names what is wrong. */
export function readBody<S extends Schema>(
  schema: S,
  response: VendorResponse,
  what: string,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, response.json());
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? "the whole body";
  throw new Failure(
    "provider.bad-payload",
    `Alpaca answered ${what} in another shape than documented: at "${place}", ${issue.message}`,
  );
}

/**
 * The entries that fit. A single one that does not is left out; where none of several fits, the
 * format has changed, and that is a Failure.
 */
export function readEntries<S extends Schema, T>(
  schema: S,
  entries: Iterable<readonly [T, unknown]>,
  what: string,
): [T, v.InferOutput<S>][] {
  const read: [T, v.InferOutput<S>][] = [];
  let misfits = 0;
  for (const [key, entry] of entries) {
    if (entry === null || entry === undefined) continue;
    const parsed = v.safeParse(schema, entry);
    if (parsed.success) read.push([key, parsed.output]);
    else misfits++;
  }
  if (read.length === 0 && misfits > 0) throw unreadable(what, misfits);
  return read;
}

export function unreadable(what: string, count: number): Failure {
  return new Failure(
    "provider.bad-payload",
    `None of the ${count} entries of Alpaca's ${what} can be read; its format may have changed`,
  );
}
