import { fromYearMonthDay } from "../src/domain/local-date.ts";
import type { Provenance } from "../src/domain/provenance.ts";
import type { FlowDetails, QuoteDetails } from "../src/ports/cache-store.ts";
import type { RequestLine } from "../src/ports/provider-ledger.ts";
import type { Store } from "../src/ports/store.ts";
import {
  budgetOf,
  freshOf,
  levelsOf,
  lineOf,
  newsOf,
  ratingOf,
  strikeOf,
} from "./contracts/store-market-rows.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const julyExpiry = fromYearMonthDay(2024, 7, 5);
const augustExpiry = fromYearMonthDay(2024, 8, 16);

/** What a vendor told a quarter of an hour ago; simulated, as the bars of the made-up market. */
export function vendorAt(nowTsMs: number, other: Partial<Provenance> = {}): Provenance {
  const asOfTsMs = nowTsMs - 15 * minuteMs;
  return {
    ...{ provider: "vendor", feed: "sip", isSimulated: true, delayMs: 900_000 },
    ...{ asOfTsMs, ...other },
  };
}

/** Rows that only live providers bring. */
export function addLiveRows(store: Store, nowTsMs: number): void {
  addQuotes(store, nowTsMs);
  addFlows(store, nowTsMs);
  addChains(store, nowTsMs);
  addResearch(store, nowTsMs);
  addLedger(store, nowTsMs);
}

function addQuotes({ cache }: Store, nowTsMs: number): void {
  const details = (changePct: number, premarketTsMs: number): QuoteDetails => ({
    ...{ provenance: vendorAt(nowTsMs), session: "postmarket", bid: 49.9, ask: 50.1 },
    ...{ previousClose: 48.75, averageVolume: 2_000_000 },
    ...{ premarketPrice: 48.75 * (1 + changePct / 100), premarketChangePct: changePct },
    ...{ premarketTsMs, premarketVolume: 40_000, premarketVolumePct: 2 },
  });
  const thisMorning = nowTsMs - 7 * hourMs;
  const moves: Readonly<Record<string, QuoteDetails>> = {
    AAA: details(4, thisMorning),
    BBB: details(-6.25, thisMorning + minuteMs),
    Q1: details(0.5, thisMorning),
    Q2: details(-0.5, thisMorning),
    // Of the day before: no move of this morning.
    Q3: details(30, thisMorning - dayMs),
  };
  cache.putWatchlist(cache.watchlist().map((row) => ({ ...row, ...moves[row.symbol] })));
}

/** NIL has no score for want of open interest, and contracts of 10 shares. */
function addFlows({ cache }: Store, nowTsMs: number): void {
  const details: FlowDetails = {
    ...{ provenance: vendorAt(nowTsMs, { feed: "opra" }), occ: "NIL240705P00100000" },
    ...{ premiumUsd: 75_000, volumeRise: 1_200, bid: 14.5, ask: 15.5, last: 15.25 },
    ...{ spreadPct: 6.5, ivRatio: 0.31, underlyingPrice: 98.5, underlyingVolume: 41_000_000 },
    ...{ volumeZScore: 7.25, side: "sold", nextOpenInterest: 4_800, verdict: "opened" },
  };
  cache.addWhaleFlows([
    {
      ...{ symbol: "NIL", type: "PUT", strike: 100, whale_score: Number.NaN, volume: 500 },
      ...{ open_interest: null, vol_oi: null, premium: 15, delta: -0.5, dte: 7 },
      ...{ expiry: "2024-07-05", detectedTsMs: nowTsMs - 2 * hourMs, ...details },
    },
  ]);
}

function addChains({ options }: Store, nowTsMs: number): void {
  const provenance = vendorAt(nowTsMs, { feed: "opra" });
  const computedTsMs = nowTsMs - 12 * minuteMs;
  const expiries = [julyExpiry, augustExpiry];
  const spy = levelsOf("SPY", { ...provenance, expiries, computedTsMs });
  const unknown = strikeOf(julyExpiry, 545, {
    ...{ callVolume: null, putVolume: null, callOpenInterest: null, callGexUsd: null },
    ...{ putGexUsd: null, callPremiumUsd: null, putPremiumUsd: null },
  });
  const august = strikeOf(augustExpiry, 540, { netPremiumUsd: -1_000 });
  options.putChain(spy, [unknown, strikeOf(julyExpiry, 540), august]);
  const none = { spot: null, gexUsd: null, zeroGamma: null, callWall: null, maxPain: null };
  const walls = { callWallByOpenInterest: null, putWallByOpenInterest: null };
  const ratios = { putCallVolumeRatio: null, callMinusPutPremiumUsd: null };
  options.putChain(
    levelsOf("EMPTY", { ...provenance, ...none, ...walls, ...ratios, expiries, computedTsMs }),
    [],
  );
}

/** Thirty ratings and sixty items, many of them of one moment. */
function addResearch({ research }: Store, nowTsMs: number): void {
  const provenance = vendorAt(nowTsMs, { feed: "research" });
  const firms = Array.from({ length: 30 }, (_, at) =>
    ratingOf(at % 2 === 0 ? "AAA" : "BBB", nowTsMs - Math.floor(at / 10) * dayMs - hourMs, {
      firm: `Firm ${at}`,
    }),
  );
  research.addRatings(firms, provenance);
  const items = Array.from({ length: 60 }, (_, at) =>
    newsOf(
      `n${at}`,
      nowTsMs - Math.floor(at / 20) * hourMs - minuteMs,
      at < 5 ? [] : ["AAA", "BBB"],
    ),
  );
  research.addNews(items, provenance);
}

/** One provider that is well, one that is not, and one without a limit. */
function addLedger({ providers }: Store, nowTsMs: number): void {
  providers.putBudgets([
    budgetOf("vendor", { updatedTsMs: nowTsMs - 4_000 }),
    budgetOf("sick", {
      status: {
        ...{ state: "rate-limited", text: "it asked for a pause" },
        ...{ untilTsMs: nowTsMs + minuteMs, loginEndsTsMs: nowTsMs + dayMs },
      },
      ...{ serves: [], limit: 120, left: 0, updatedTsMs: nowTsMs - 4_000 },
    }),
    budgetOf("endless", { limit: 0, left: 0, updatedTsMs: nowTsMs - 4_000 }),
  ]);
  const lines: readonly Partial<RequestLine>[] = [
    { tsMs: nowTsMs - minuteMs },
    { tsMs: nowTsMs - minuteMs, lane: "backfill", calls: 3 },
    { tsMs: nowTsMs - minuteMs, endpoint: "quotes", outcome: "cached", calls: 0, bytes: 0 },
    {
      ...{ tsMs: nowTsMs - minuteMs, lane: "backfill", outcome: "skipped", calls: 0, bytes: 0 },
      reason: "no budget left for backfill",
    },
    { tsMs: nowTsMs - 3 * hourMs, outcome: "failed", calls: 2, reason: 'the vendor said "500"' },
    { tsMs: nowTsMs - 30 * hourMs, calls: 1_000 },
    { tsMs: nowTsMs - 2 * minuteMs, provider: "sick", outcome: "rate-limited", reason: "429" },
  ];
  providers.record(lines.map(lineOf));
  const told = { fetchedTsMs: nowTsMs - 3_000, asOfTsMs: nowTsMs - 15 * minuteMs };
  providers.putFreshness([
    ...["AAA", "BBB"].map((symbol) => freshOf(symbol, told)),
    freshOf("AAA", { ...told, capability: "ratings" }),
  ]);
}
