import { Failure } from "../../../base/failure.ts";
import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import { type OptionChain, type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import type { ChainQuery, Sourced } from "../../../ports/market-data.ts";
import { positiveOrNull } from "../figures.ts";
import { inChainOrder } from "../in-chain-order.ts";
import {
  isStandardContract,
  lastOpenedSession,
  optionBook,
  standardMultiplier,
} from "../option-terms.ts";
import type { AlpacaContext } from "./calls.ts";
import type { ContractBook } from "./contract-book.ts";
import type { ExpiryBook } from "./open-interest.ts";
import { pagesOf } from "./pages.ts";
import { delayMsOf } from "./plan.ts";
import { toAlpacaSymbol } from "./symbols.ts";
import { timestampMs } from "./timestamp.ts";
import {
  type OptionSnapshot,
  optionSnapshot,
  optionSnapshotsPage,
  readBody,
  readEntries,
} from "./wire.ts";

/** The most contracts of one page. */
const pageContracts = 1_000;
const pageBytesMax = 4 * 1_048_576;
/** Expiries with smaller gaps are asked for together: a week holds few that nobody asked for. */
const gapDaysMax = 7;

/**
 * Contracts with quotes, volume and greeks (docs.alpaca.markets/reference/optionchain), joined with
 * their open interest. Alpaca tells neither the price of the underlying nor the rates of its model.
 */
export async function readChain(
  context: AlpacaContext,
  book: ContractBook,
  query: ChainQuery,
): Promise<Sourced<OptionChain>> {
  const snapshots = await readSnapshots(context, query);
  const books = await booksOf(book, query);
  const volumeDate = lastOpenedSession(context.clock.nowMs());
  const contracts: OptionQuote[] = [];
  let asOfTsMs = 0;
  for (const [occ, snapshot] of snapshots) {
    const quote = optionQuoteOf(occ, snapshot, { books, volumeDate });
    if (quote === null || !query.expiries.includes(quote.expiry)) continue;
    contracts.push(quote);
    asOfTsMs = Math.max(asOfTsMs, quote.quoteTsMs ?? 0, quote.tradeTsMs ?? 0);
  }
  contracts.sort(inChainOrder);
  const feed = context.feeds.options;
  return {
    value: {
      underlying: query.underlying,
      underlyingPrice: null,
      underlyingTsMs: null,
      interestRatio: null,
      dividendRatio: null,
      contracts,
      isTruncated: false,
    },
    provenance: {
      provider: "alpaca",
      feed,
      isSimulated: false,
      delayMs: delayMsOf(feed),
      asOfTsMs: asOfTsMs === 0 ? context.clock.nowMs() : asOfTsMs,
    },
  };
}

async function readSnapshots(
  context: AlpacaContext,
  query: ChainQuery,
): Promise<Map<string, OptionSnapshot>> {
  const found = new Map<string, OptionSnapshot>();
  const symbol = toAlpacaSymbol(query.underlying);
  if (symbol === null) return found;
  for (const { fromDate, toDate } of expiryRanges(query.expiries)) {
    const pages = pagesOf("the option chain", async (pageToken) => {
      const response = await context.calls.get("data", {
        path: `/v1beta1/options/snapshots/${symbol}`,
        query: {
          feed: context.feeds.options,
          expiration_date_gte: formatLocalDate(fromDate),
          expiration_date_lte: formatLocalDate(toDate),
          limit: pageContracts,
          page_token: pageToken,
        },
        endpoint: "chain",
        bytesMax: pageBytesMax,
        asking: query,
      });
      return readBody(optionSnapshotsPage, response, "the option chain");
    });
    for await (const page of pages) {
      const entries = Object.entries(page.snapshots);
      for (const [occ, snapshot] of readEntries(optionSnapshot, entries, "option chain")) {
        found.set(occ, snapshot);
      }
    }
  }
  return found;
}

/** Quotes and greeks are worth having without open interest, when the other host shuts us out. */
async function booksOf(
  book: ContractBook,
  query: ChainQuery,
): Promise<ReadonlyMap<LocalDate, ExpiryBook>> {
  try {
    return await book.books(query.underlying, query.expiries, query);
  } catch (error) {
    const isShut =
      error instanceof Failure &&
      (error.code === "provider.forbidden" || error.code === "provider.unauthorized");
    if (!isShut) throw error;
    return new Map();
  }
}

interface JoinWith {
  readonly books: ReadonlyMap<LocalDate, ExpiryBook>;
  /** Session that a volume has to be of: a contract that rests keeps the bar of an older one. */
  readonly volumeDate: LocalDate;
}

/** Null for a name that is no OCC symbol. */
function optionQuoteOf(
  name: string,
  snapshot: OptionSnapshot,
  { books, volumeDate }: JoinWith,
): OptionQuote | null {
  const parsed = parseOcc(name);
  if (!parsed.ok) return null;
  const contract = parsed.value;
  const { latestTrade, latestQuote, dailyBar, greeks, impliedVolatility } = snapshot;
  const listed = books.get(contract.expiry)?.find(contract.occ) ?? null;
  const multiplier = listed?.multiplier ?? standardMultiplier;
  const dayTsMs = timestampMs(dailyBar?.t);
  const isOfDay = !Number.isNaN(dayTsMs) && newYorkDate(dayTsMs) === volumeDate;
  const told = [greeks?.delta, greeks?.gamma, greeks?.theta, greeks?.vega, greeks?.rho];
  const hasGreeks = told.some((greek) => typeof greek === "number");
  return {
    ...contract,
    ...optionBook(latestQuote?.bp, latestQuote?.ap),
    last: positiveOrNull(latestTrade?.p),
    mark: null,
    volume: isOfDay ? (dailyBar?.v ?? null) : null,
    openInterest: listed?.openInterest ?? null,
    openInterestDate: listed?.openInterestDate ?? null,
    ivRatio: positiveOrNull(impliedVolatility),
    delta: greeks?.delta ?? null,
    gamma: greeks?.gamma ?? null,
    theta: greeks?.theta ?? null,
    vega: greeks?.vega ?? null,
    rho: greeks?.rho ?? null,
    greeksFrom: hasGreeks ? "provider" : null,
    quoteTsMs: momentOf(latestQuote?.t),
    tradeTsMs: momentOf(latestTrade?.t),
    multiplier,
    isStandard: isStandardContract(contract.root, multiplier),
  };
}

/** Runs of expiries, each to be asked for at once. */
function expiryRanges(
  expiries: readonly LocalDate[],
): { readonly fromDate: LocalDate; readonly toDate: LocalDate }[] {
  const ranges: { fromDate: LocalDate; toDate: LocalDate }[] = [];
  for (const expiry of [...expiries].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && expiry - last.toDate <= gapDaysMax) last.toDate = expiry;
    else ranges.push({ fromDate: expiry, toDate: expiry });
  }
  return ranges;
}

function momentOf(text: string | null | undefined): number | null {
  const tsMs = timestampMs(text);
  return Number.isNaN(tsMs) ? null : tsMs;
}
