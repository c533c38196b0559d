import { fromYearMonthDay, type LocalDate } from "../../src/domain/local-date.ts";
import { parseOcc } from "../../src/domain/option-contract.ts";
import type { Provenance } from "../../src/domain/provenance.ts";
import type { Listing, NewsItem, Rating } from "../../src/domain/research.ts";
import type { FlowDetails, QuoteDetails } from "../../src/ports/cache-store.ts";
import type { ContractState, OptionLevels, StrikeRow } from "../../src/ports/option-store.ts";
import type { BudgetRow, FreshnessRow, RequestLine } from "../../src/ports/provider-ledger.ts";

export const noonTsMs = Date.UTC(2026, 5, 1, 12);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export const expiryDate = fromYearMonthDay(2026, 6, 12);

export const vendor: Provenance = {
  provider: "vendor",
  feed: "opra",
  isSimulated: false,
  delayMs: 900_000,
  asOfTsMs: noonTsMs - minuteMs,
};
export const simulated: Provenance = { ...vendor, provider: "demo", isSimulated: true };

export const quoteDetails: QuoteDetails = {
  provenance: vendor,
  session: "premarket",
  bid: 101.2,
  ask: 101.3,
  previousClose: 102.75,
  averageVolume: 54_000_000,
  premarketPrice: 101.25,
  premarketChangePct: -1.46,
  premarketTsMs: noonTsMs,
  premarketVolume: 810_000,
  premarketVolumePct: 1.5,
};
export const noQuoteDetails = nullsOf(quoteDetails);

export const flowDetails: FlowDetails = {
  provenance: vendor,
  occ: "SPY260612P00688500",
  premiumUsd: 10_181_650,
  volumeRise: 1_200,
  bid: 5.3,
  ask: 5.46,
  last: 5.4,
  spreadPct: 2.97,
  ivRatio: 0.185,
  underlyingPrice: 690.12,
  underlyingVolume: 41_000_000,
  volumeZScore: 3.25,
  side: "bought",
  nextOpenInterest: null,
  verdict: null,
};
export const noFlowDetails = nullsOf(flowDetails);

/** The same properties, each of them null. */
function nullsOf<T extends object>(details: T): { readonly [Name in keyof T]: null } {
  const names = Object.keys(details) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, null])) as { [Name in keyof T]: null };
}

export function contractOf(occ: string, other: Partial<ContractState> = {}): ContractState {
  const contract = parseOcc(occ);
  if (!contract.ok) throw new Error(contract.error);
  return {
    underlying: contract.value.root,
    ...contract.value,
    volumeDate: fromYearMonthDay(2026, 6, 1),
    volume: 1_200,
    flowVolume: 800,
    openInterest: 5_000,
    openInterestBefore: null,
    historyDays: 7,
    meanVolume: 310.142857,
    squaredVolume: 81_234.5,
    ...other,
  };
}

export function levelsOf(underlying: string, other: Partial<OptionLevels> = {}): OptionLevels {
  return {
    ...vendor,
    underlying,
    spot: 690.12,
    expiries: [fromYearMonthDay(2026, 6, 1), expiryDate],
    contractCount: 420,
    gammaContractCount: 401,
    gexUsd: -1_250_000_000.5,
    zeroGamma: { price: 687.25, isRobust: false },
    callWall: { price: 700, isRobust: true },
    putWall: null,
    callWallByOpenInterest: { price: 705, isRobust: true },
    putWallByOpenInterest: { price: 650, isRobust: false },
    maxPain: 689,
    putCallVolumeRatio: 1.25,
    putCallOpenInterestRatio: null,
    callMinusPutPremiumUsd: -3_100_000,
    netPremiumUsd: null,
    computedTsMs: noonTsMs,
    ...other,
  };
}

export function strikeOf(
  expiry: LocalDate,
  strike: number,
  other: Partial<StrikeRow> = {},
): StrikeRow {
  return {
    ...{ expiry, strike, callVolume: 10, putVolume: 0 },
    ...{ callOpenInterest: 100, putOpenInterest: null },
    ...{ callGexUsd: 12_345.5, putGexUsd: -0.25 },
    ...{ callPremiumUsd: 5_500, putPremiumUsd: 0, netPremiumUsd: null },
    ...other,
  };
}

export function ratingOf(symbol: string, tsMs: number, other: Partial<Rating> = {}): Rating {
  return {
    ...{ symbol, tsMs, firm: "Morgan & Söhne", action: "upgrade" },
    ...{ fromGrade: "Hold", toGrade: "Buy", target: 250.5, priorTarget: null },
    ...other,
  };
}

export function newsOf(id: string, tsMs: number, symbols: readonly string[]): NewsItem {
  return {
    ...{ id, tsMs, symbols, headline: `Headline of ${id}`, summary: null },
    ...{ url: `https://news.example/${id}`, publisher: "Example Wire" },
  };
}

export function listingOf(symbol: string, other: Partial<Listing> = {}): Listing {
  return {
    ...{ symbol, name: `${symbol} Inc.`, exchange: "NASDAQ", isEtf: false },
    ...{ kind: "common", hasOptions: null },
    ...other,
  };
}

export function lineOf(other: Partial<RequestLine> = {}): RequestLine {
  return {
    ...{ tsMs: noonTsMs + minuteMs, provider: "vendor", endpoint: "bars", lane: "live" },
    ...{ outcome: "ok", calls: 1, bytes: 2_048, elapsedMs: 12.5, reason: null },
    ...other,
  };
}

export function budgetOf(provider: string, other: Partial<BudgetRow> = {}): BudgetRow {
  return {
    ...{ provider, title: `The ${provider}`, limit: 200, windowMs: minuteMs, left: 187.5 },
    status: { state: "ok", text: "", untilTsMs: null, loginEndsTsMs: null },
    serves: [{ capability: "bars", why: "first in the order" }],
    updatedTsMs: noonTsMs,
    ...other,
  };
}

export function freshOf(symbol: string, other: Partial<FreshnessRow> = {}): FreshnessRow {
  return {
    ...{ symbol, capability: "quotes", provider: "vendor" },
    ...{ fetchedTsMs: noonTsMs, asOfTsMs: noonTsMs - minuteMs },
    ...other,
  };
}
