import * as v from "valibot";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { positiveOrNull } from "../figures.ts";
import { readValue, secondMs } from "./wire.ts";

const series = v.object({
  timestamp: v.optional(v.nullable(v.array(v.number())), []),
  close: v.optional(v.nullable(v.array(v.nullable(v.number()))), []),
  previousClose: v.nullish(v.number()),
  chartPreviousClose: v.nullish(v.number()),
});

const answer = v.record(v.string(), v.unknown());

/**
 * Quotes from `GET /v8/finance/spark` over one day with the hours before and after: prices only.
 * `names` are the symbols by Yahoo's names. A price's moment is the start of its five minutes.
 */
export function readSpark(json: unknown, names: ReadonlyMap<string, string>): Quote[] {
  const quotes: Quote[] = [];
  for (const [name, value] of Object.entries(readValue(answer, json, "spark"))) {
    const symbol = names.get(name);
    const parsed = v.safeParse(series, value);
    if (symbol === undefined || !parsed.success) continue;
    const quote = toQuote(parsed.output, symbol);
    if (quote !== null) quotes.push(quote);
  }
  return quotes;
}

function toQuote(found: v.InferOutput<typeof series>, symbol: string): Quote | null {
  const trades = (found.timestamp ?? []).flatMap((seconds, i) => {
    const price = positiveOrNull(found.close?.[i]);
    return price === null ? [] : [{ price, tsMs: seconds * secondMs }];
  });
  const newest = trades.at(-1);
  if (newest === undefined) return null;
  const regular = trades.findLast(({ tsMs }) => sessionAt(tsMs) === "regular");
  return {
    symbol,
    price: newest.price,
    tsMs: newest.tsMs,
    session: sessionAt(newest.tsMs),
    // Of one day the close before the chart is the close before the day.
    previousClose: positiveOrNull(found.chartPreviousClose) ?? positiveOrNull(found.previousClose),
    regularPrice: regular?.price ?? null,
    ...{ open: null, high: null, low: null, volume: null, averageVolume: null },
    ...{ bid: null, ask: null, bidSize: null, askSize: null, isHalted: null },
  };
}
