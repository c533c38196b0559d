import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";

/** Monday 1 June 2026, 11:00 in New York. */
export const today = fromYearMonthDay(2026, 6, 1);
export const nowTsMs = newYorkTsMs(today, 660);
export const bellTsMs = newYorkTsMs(today, 570);
export const minuteMs = 60_000;

/** A bar as Massive writes it, round about `c`. */
export function aggregate(t: number, c = 10, more: object = {}) {
  return { v: 1_000, vw: c, o: c, c, h: c * 1.01, l: c * 0.99, t, n: 9, ...more };
}

export function minuteRows(fromTsMs: number, count: number, c = 10) {
  return Array.from({ length: count }, (_, i) => aggregate(fromTsMs + i * minuteMs, c));
}

export function dayRow(year: number, month: number, day: number, c: number) {
  return aggregate(newYorkTsMs(fromYearMonthDay(year, month, day), 0), c);
}

export function page(results: readonly unknown[], nextUrl?: string) {
  const rest = nextUrl === undefined ? {} : { next_url: nextUrl };
  return { status: "OK", request_id: "r", resultsCount: results.length, results, ...rest };
}

export function nanoseconds(tsMs: number): number {
  return tsMs * 1_000_000;
}

/** A share's snapshot of the regular session. */
export function stockSnapshot(ticker: string, p: number, more: object = {}) {
  return {
    ticker,
    day: { o: p - 1, h: p + 2, l: p - 2, c: p, v: 5e6, vw: p },
    prevDay: { o: p, h: p, l: p, c: p - 3, v: 4e6, vw: p },
    min: { av: 5_000_100, c: p, h: p, l: p, o: p, v: 100, t: nowTsMs - minuteMs },
    lastTrade: { c: [14], i: "1", p, s: 100, t: nanoseconds(nowTsMs - 2_000), x: 4 },
    lastQuote: { P: p + 0.01, S: 300, p: p - 0.01, s: 200, t: nanoseconds(nowTsMs - 1_000) },
    updated: nanoseconds(nowTsMs),
    ...more,
  };
}

/** A contract's snapshot; `ticker` as "O:AAA260605C00150000". */
export function optionSnapshot(ticker: string, more: object = {}) {
  return {
    day: { close: 1.5, volume: 8, last_updated: nanoseconds(bellTsMs) },
    details: { ticker, contract_type: "call", shares_per_contract: 100 },
    greeks: { delta: ticker.includes("P") ? -0.4 : 0.6, gamma: 0.01, theta: -0.03, vega: 0.6 },
    implied_volatility: 0.35,
    last_quote: {
      ask: 1.6,
      ask_size: 9,
      bid: 1.4,
      bid_size: 7,
      last_updated: nanoseconds(nowTsMs),
    },
    last_trade: { price: 1.5, sip_timestamp: nanoseconds(bellTsMs), size: 1 },
    open_interest: 813,
    underlying_asset: { price: 151.5, ticker: "AAA", last_updated: nanoseconds(nowTsMs) },
    ...more,
  };
}

export function article(id: string, published: string, more: object = {}) {
  return {
    id,
    publisher: { name: "Wire &amp; Co" },
    title: "Macy&#39;s <b>beats</b>",
    published_utc: published,
    article_url: `https://news.example.com/${id}`,
    tickers: ["M", "ABRpD", "X:BTCUSD"],
    description: "All of it.",
    ...more,
  };
}
