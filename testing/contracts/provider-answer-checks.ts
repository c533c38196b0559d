import { expect } from "bun:test";
import { nyse } from "../../src/domain/calendar.ts";
import { parseSymbol } from "../../src/domain/instrument.ts";
import type { Provenance } from "../../src/domain/provenance.ts";
import type { Quote } from "../../src/domain/quote.ts";
import {
  type Listing,
  type NewsItem,
  type Rating,
  ratingActions,
  type SymbolSplit,
} from "../../src/domain/research.ts";
import { sessionAt } from "../../src/domain/session.ts";
import type { AnnouncedDay, Capability, MarketDataProvider } from "../../src/ports/market-data.ts";
import type { DatesCase, NewsCase, RatingsCase, SplitsCase } from "./provider-harness.ts";

/** Clocks differ: a vendor may be ahead of ours by so much. */
const aheadMsMax = 60_000;
const tag = /<\/?[a-z][^>]*>/i;
const entity = /&(#\d+|#x[\da-f]+|[a-z]+);/i;

export function checkProvenance(
  provenance: Provenance,
  provider: MarketDataProvider,
  capability: Capability,
  isSimulated: boolean,
): void {
  const { delayMs, asOfTsMs } = provenance;
  expect(provenance.provider).toBe(provider.id);
  expect(provenance.feed).toBe(provider.abilities()[capability]?.feed as string);
  expect(provenance.isSimulated).toBe(isSimulated);
  expect(delayMs).toBeGreaterThanOrEqual(0);
  expect(Number.isFinite(asOfTsMs) && asOfTsMs > 0, `${asOfTsMs} is an instant`).toBe(true);
}

function checkCanonical(symbol: string): void {
  expect(parseSymbol(symbol), "a symbol is spelt as inside").toEqual({
    ok: true,
    value: symbol as never,
  });
}

export function checkQuote(quote: Quote, nowTsMs: number): void {
  const { symbol, price, tsMs, session, high, low, volume, averageVolume } = quote;
  checkCanonical(symbol);
  expect(Number.isFinite(price) && price > 0, `${symbol}: ${price} is a price`).toBe(true);
  expect(tsMs, `${symbol}: a trade of the past`).toBeLessThanOrEqual(nowTsMs + aheadMsMax);
  expect(session, `${symbol}: the session of the trade by the clock`).toBe(sessionAt(tsMs));
  const { previousClose, regularPrice, open, bid, ask, bidSize, askSize } = quote;
  for (const value of [previousClose, regularPrice, open, high, low, bid, ask, averageVolume]) {
    if (value !== null) expect(value, `${symbol}: null, not 0`).toBeGreaterThan(0);
  }
  for (const value of [volume, bidSize, askSize]) {
    if (value !== null) expect(value, symbol).toBeGreaterThanOrEqual(0);
  }
  if (high !== null && low !== null) expect(high).toBeGreaterThanOrEqual(low);
}

export function checkRatings(ratings: readonly Rating[], asked: RatingsCase): void {
  expect(ratings.length).toBeGreaterThanOrEqual(asked.ratingsMin);
  checkNewestFirst(ratings, asked.nowTsMs);
  for (const { symbol, firm, action, fromGrade, toGrade, target, priorTarget } of ratings) {
    expect(symbol).toBe(asked.symbol);
    expect(ratingActions).toContain(action);
    expect(firm).not.toBe("");
    for (const grade of [fromGrade, toGrade]) expect(grade, "null, not blank").not.toBe("");
    for (const price of [target, priorTarget]) {
      if (price !== null) expect(price, "null, not 0").toBeGreaterThan(0);
    }
  }
}

export function checkNews(items: readonly NewsItem[], asked: NewsCase): void {
  expect(items.length).toBeGreaterThanOrEqual(asked.itemsMin);
  checkNewestFirst(items, asked.nowTsMs);
  expect(new Set(items.map(({ id }) => id)).size, "each item comes once").toBe(items.length);
  for (const { id, tsMs, headline, summary, url, publisher, symbols } of items) {
    expect(id).not.toBe("");
    expect(tsMs).toBeGreaterThanOrEqual(asked.fromTsMs);
    expect(headline.trim()).not.toBe("");
    for (const text of [headline, summary ?? "", publisher]) {
      expect(text, "plain text").not.toMatch(tag);
      expect(text, "plain text").not.toMatch(entity);
    }
    expect(URL.canParse(url), `"${url}" is an address`).toBe(true);
    for (const symbol of symbols) checkCanonical(symbol);
  }
}

function checkNewestFirst(rows: readonly { readonly tsMs: number }[], nowTsMs: number): void {
  let before = nowTsMs + aheadMsMax;
  for (const { tsMs } of rows) {
    expect(tsMs, "newest first, none of the future").toBeLessThanOrEqual(before);
    before = tsMs;
  }
}

export function checkSplits(splits: readonly SymbolSplit[], asked: SplitsCase): void {
  expect(splits.length).toBeGreaterThanOrEqual(asked.splitsMin);
  const keys = splits.map(({ symbol, exDate }) => `${symbol} ${exDate}`);
  expect(new Set(keys).size, "each split comes once").toBe(keys.length);
  for (const { symbol, exDate, ratio } of splits) {
    checkCanonical(symbol);
    if (asked.symbols) expect(asked.symbols).toContain(symbol);
    expect(exDate >= asked.fromDate && exDate <= asked.toDate, `${exDate} is asked for`).toBe(true);
    expect(Number.isFinite(ratio) && ratio > 0 && ratio !== 1, `${ratio} for one`).toBe(true);
  }
}

export function checkUniverse(listings: readonly Listing[], listingsMin: number): void {
  expect(listings.length).toBeGreaterThanOrEqual(listingsMin);
  expect(new Set(listings.map(({ symbol }) => symbol)).size).toBe(listings.length);
  for (const { symbol, exchange } of listings) {
    checkCanonical(symbol);
    expect(exchange, symbol).not.toBe("");
  }
}

/** The announced days agree with the rules of the exchange. */
export function checkCalendar(days: readonly AnnouncedDay[], asked: DatesCase): void {
  const sessions = days.filter(({ closeMinute }) => closeMinute !== null);
  const expected = nyse.tradingDaysBetween(asked.fromDate, asked.toDate);
  expect(sessions.map(({ date }) => date)).toEqual(expected);
  for (const { date, closeMinute } of days) {
    expect(closeMinute ?? 0).toBe(nyse.closeMinuteOrZero(date));
  }
}
