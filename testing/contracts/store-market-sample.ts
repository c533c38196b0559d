import { expect } from "bun:test";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  budgetOf,
  contractOf,
  expiryDate,
  flowDetails,
  freshOf,
  levelsOf,
  lineOf,
  listingOf,
  newsOf,
  noonTsMs,
  quoteDetails,
  ratingOf,
  strikeOf,
  vendor,
} from "./store-market-rows.ts";

const minutes = { interval: "1m", adjustment: "split" } as const;
const stretch = { fromTsMs: noonTsMs - 9, untilTsMs: noonTsMs };
const gap = { ...minutes, ...stretch, reason: "stream" };
const split = { symbol: "AAA", exDate: fromYearMonthDay(2026, 5, 4), ratio: 0.1 };
const contract = contractOf("SPY260612P00688500");
const levels = levelsOf("SPY");
const strike = strikeOf(expiryDate, 688.5);
const trouble = lineOf({ outcome: "failed", reason: "HTTP 502" });

/** What live market data leaves in a store: a little of each kind. */
export function fillMarketSample(store: Store): void {
  const [quote] = store.cache.watchlist();
  const [flow] = store.cache.whaleFlows(0);
  if (quote === undefined || flow === undefined) throw new Error("the sample has both");
  store.cache.putWatchlist([{ ...quote, ...quoteDetails }]);
  const other = { ...flow, ...flowDetails, strike: 690, detectedTsMs: noonTsMs + 1 };
  store.cache.addWhaleFlows([other]);
  const judged = { id: flow.id, nextOpenInterest: 19_000, verdict: "opened" } as const;
  store.cache.putFlowVerdicts([judged]);
  store.options.putContracts([contract]);
  store.options.putChain(levels, [strike]);
  store.research.addRatings([ratingOf("AAA", noonTsMs)], vendor);
  store.research.addNews([newsOf("n1", noonTsMs, ["AAA", "BRK.B"])], vendor);
  store.research.putListings([listingOf("AAA")], vendor);
  store.research.markSplit(split, noonTsMs);
  store.coverage.putCoverage(minutes, [{ symbol: "AAA", ...stretch }]);
  store.coverage.setLiveUntil(minutes, noonTsMs);
  store.coverage.advanceGap(store.coverage.addGap(gap), "AAA");
  store.providers.record([lineOf(), trouble]);
  store.providers.putBudgets([budgetOf("vendor")]);
  store.providers.putFreshness([freshOf("AAA")]);
}

export function expectMarketSample(store: Store): void {
  const [quote] = store.cache.watchlist();
  expect(quote).toMatchObject(quoteDetails);
  const flows = store.cache.whaleFlows(0);
  expect(flows).toMatchObject([flowDetails, { provenance: null, verdict: "opened" }]);
  expect(store.options.contracts("SPY")).toEqual([contract]);
  expect(store.options.levels()).toEqual([levels]);
  expect(store.options.strikes("SPY")).toEqual([strike]);
  const all = { sinceTsMs: 0, limit: 9 };
  expect(store.research.ratings(all)).toEqual([{ ...ratingOf("AAA", noonTsMs), ...vendor }]);
  const item = newsOf("n1", noonTsMs, ["AAA", "BRK.B"]);
  expect(store.research.news({ ...all, symbol: "BRK.B" })).toEqual([{ ...item, ...vendor }]);
  expect(store.research.listings()).toEqual([listingOf("AAA")]);
  expect(store.research.listingsInfo()).toEqual({ count: 1, provenance: vendor });
  expect(store.research.splits(split.exDate)).toEqual([split]);
  expect(store.coverage.coverage(minutes)).toEqual([{ symbol: "AAA", ...stretch }]);
  expect(store.coverage.liveUntil(minutes)).toBe(noonTsMs);
  expect(store.coverage.gaps()).toEqual([{ id: 1, ...gap, doneSymbol: "AAA" }]);
  expect(store.providers.usage(0)).toMatchObject([{ outcome: "failed" }, { outcome: "ok" }]);
  expect(store.providers.troubles(9)).toEqual([trouble]);
  expect(store.providers.budgets()).toEqual([budgetOf("vendor")]);
  expect(store.providers.freshness()).toEqual([freshOf("AAA")]);
}
