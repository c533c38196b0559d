import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import { type OptionChain, type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import type { Asking, ChainQuery, Sourced } from "../../../ports/market-data.ts";
import { isPrice, positiveOrNull } from "../figures.ts";
import { inChainOrder } from "../in-chain-order.ts";
import {
  isStandardContract,
  lastOpenedSession,
  listedExpiries,
  optionBook,
  standardMultiplier,
} from "../option-terms.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { planDelayMs } from "./plan.ts";
import { toMassiveSymbol } from "./symbols.ts";
import {
  nanosecondsToMs,
  type OptionSnapshot,
  optionContract,
  optionSnapshot,
  readRows,
} from "./wire.ts";

/** The most contracts of one page of either endpoint. */
const snapshotsOfPage = 250;
const contractsOfPage = 1_000;
/** Listed expiries change once a day. */
const listedFreshMs = 3_600_000;
const contractPrefix = "O:";

/**
 * Days on which calls expire (massive.com/docs/rest/options/contracts/all-contracts): puts are
 * listed for the same ones.
 */
export async function readExpirations(
  context: MassiveContext,
  underlying: string,
  asking: Asking,
): Promise<readonly LocalDate[]> {
  if (toMassiveSymbol(underlying) === null) return [];
  const today = newYorkDate(context.clock.nowMs());
  const dates: string[] = [];
  const first = {
    path: "/v3/reference/options/contracts",
    query: {
      ...{ underlying_ticker: underlying, contract_type: "call", expired: false },
      ...{ "expiration_date.gte": formatLocalDate(today), limit: contractsOfPage },
      ...{ sort: "expiration_date", order: "asc" },
    },
  };
  const pages = pagesOf(context, "option contracts", {
    ...{ first, endpoint: "contracts", freshMs: listedFreshMs, asking },
  });
  for await (const page of pages) {
    for (const row of readRows(optionContract, page.results, "option contracts")) {
      dates.push(row.expiration_date);
    }
  }
  return listedExpiries(dates, today);
}

/**
 * Contracts with quotes, greeks and open interest, one expiry after the other
 * (massive.com/docs/rest/options/snapshots/option-chain-snapshot).
 */
export async function readChain(
  context: MassiveContext,
  query: ChainQuery,
): Promise<Sourced<OptionChain>> {
  const nowMs = context.clock.nowMs();
  const volumeDate = lastOpenedSession(nowMs);
  const contracts = new Map<string, OptionQuote>();
  let price: Pick<OptionChain, "underlyingPrice" | "underlyingTsMs"> = noPrice;
  let asOfTsMs = 0;
  for (const expiry of new Set(query.expiries)) {
    for await (const snapshot of readExpiry(context, query, expiry)) {
      const quote = optionQuoteOf(snapshot, volumeDate);
      if (quote === null || quote.expiry !== expiry) continue;
      contracts.set(quote.occ, quote);
      asOfTsMs = Math.max(asOfTsMs, quote.quoteTsMs ?? 0, quote.tradeTsMs ?? 0);
      price = newerPrice(price, snapshot.underlying_asset);
    }
  }
  const facts = {
    delayMs: planDelayMs(context.plan),
    asOfTsMs: asOfTsMs === 0 ? nowMs : asOfTsMs,
  };
  return {
    value: {
      underlying: query.underlying,
      ...price,
      ...{ interestRatio: null, dividendRatio: null },
      contracts: [...contracts.values()].sort(inChainOrder),
      isTruncated: false,
    },
    provenance: massiveProvenance("opra", facts),
  };
}

async function* readExpiry(
  context: MassiveContext,
  query: ChainQuery,
  expiry: LocalDate,
): AsyncGenerator<OptionSnapshot> {
  const ticker = toMassiveSymbol(query.underlying);
  if (ticker === null) return;
  const first = {
    path: `/v3/snapshot/options/${encodeURIComponent(ticker)}`,
    query: { expiration_date: formatLocalDate(expiry), limit: snapshotsOfPage },
  };
  const pages = pagesOf(context, "option chain", { first, endpoint: "chain", asking: query });
  for await (const page of pages) yield* readRows(optionSnapshot, page.results, "option chain");
}

const noPrice = { underlyingPrice: null, underlyingTsMs: null } as const;

function newerPrice(
  price: Pick<OptionChain, "underlyingPrice" | "underlyingTsMs">,
  asset: OptionSnapshot["underlying_asset"],
): typeof price {
  const tsMs = nanosecondsToMs(asset?.last_updated);
  if (!isPrice(asset?.price) || (tsMs ?? 0) < (price.underlyingTsMs ?? 0)) return price;
  return { underlyingPrice: asset.price, underlyingTsMs: tsMs };
}

/**
 * Null for a name that is no OCC symbol. Without a deal of today `day` is of an older one, and its
 * volume is not told; the smaller plans have no last trade, for which that day's close stands.
 */
function optionQuoteOf(snapshot: OptionSnapshot, volumeDate: LocalDate): OptionQuote | null {
  const { details, day, greeks, last_quote, last_trade } = snapshot;
  const parsed = parseOcc(details.ticker.replace(contractPrefix, ""));
  if (!parsed.ok) return null;
  const dayTsMs = nanosecondsToMs(day?.last_updated);
  const isOfDay = dayTsMs !== null && newYorkDate(dayTsMs) === volumeDate;
  const traded = isPrice(last_trade?.price)
    ? { last: last_trade.price, tradeTsMs: nanosecondsToMs(last_trade.sip_timestamp) }
    : { last: positiveOrNull(day?.close), tradeTsMs: isPrice(day?.close) ? dayTsMs : null };
  const multiplier = details.shares_per_contract ?? standardMultiplier;
  return {
    ...parsed.value,
    ...optionBook(last_quote?.bid, last_quote?.ask),
    ...{ ...traded, mark: null },
    volume: isOfDay ? (day?.volume ?? null) : null,
    openInterest: snapshot.open_interest,
    openInterestDate: null,
    ivRatio: positiveOrNull(snapshot.implied_volatility),
    ...greeksOf(greeks),
    quoteTsMs: nanosecondsToMs(last_quote?.last_updated),
    multiplier,
    isStandard: isStandardContract(parsed.value.root, multiplier),
  };
}

/** `{}` stands where Massive's model finds none. */
function greeksOf(
  greeks: OptionSnapshot["greeks"],
): Pick<OptionQuote, "delta" | "gamma" | "theta" | "vega" | "rho" | "greeksFrom"> {
  const { delta = null, gamma = null, theta = null, vega = null } = greeks ?? {};
  const hasGreeks = [delta, gamma, theta, vega].some((greek) => greek !== null);
  return { delta, gamma, theta, vega, rho: null, greeksFrom: hasGreeks ? "provider" : null };
}
