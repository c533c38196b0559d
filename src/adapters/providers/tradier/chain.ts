import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import { type OptionChain, type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import type { Asking, ChainQuery, Sourced } from "../../../ports/market-data.ts";
import { positiveOrNull } from "../figures.ts";
import { inChainOrder } from "../in-chain-order.ts";
import { inOrder } from "../in-order.ts";
import {
  isStandardContract,
  listedExpiries,
  noGreeks,
  optionBook,
  standardMultiplier,
} from "../option-terms.ts";
import { ask, parallelMax, type TradierContext, tradierProvenance } from "./calls.ts";
import { toTradierSymbol } from "./symbols.ts";
import { type OptionRow, optionRow, readRows, rowsAt } from "./wire.ts";

/** Listed expiries change once a day. */
const listedFreshMs = 3_600_000;

/**
 * Days of every root
 * (docs.tradier.com/reference/brokerage-api-markets-get-options-expirations).
 */
export async function readExpirations(
  context: TradierContext,
  underlying: string,
  asking: Asking,
): Promise<readonly LocalDate[]> {
  const symbol = toTradierSymbol(underlying);
  if (symbol === null) return [];
  const response = await ask(context, {
    path: "/markets/options/expirations",
    query: { symbol, includeAllRoots: true },
    ...{ endpoint: "expirations", freshMs: listedFreshMs, asking },
  });
  const today = newYorkDate(context.clock.nowMs());
  return listedExpiries(rowsAt(response, ["expirations", "date"]), today);
}

/**
 * Contracts with quotes, open interest and the greeks of ORATS, which are up to an hour old
 * (docs.tradier.com/reference/brokerage-api-markets-get-options-chains). One expiry a request.
 */
export async function readChain(
  context: TradierContext,
  query: ChainQuery,
): Promise<Sourced<OptionChain>> {
  const symbol = toTradierSymbol(query.underlying);
  const expiries = symbol === null ? [] : [...new Set(query.expiries)];
  const contracts: OptionQuote[] = [];
  let asOfTsMs = 0;
  const read = async (expiry: LocalDate, signal: AbortSignal) => {
    const response = await ask(context, {
      path: "/markets/options/chains",
      query: { symbol: symbol ?? "", expiration: formatLocalDate(expiry), greeks: true },
      ...{ endpoint: "chain", asking: { ...query, signal } },
    });
    const rows = readRows(optionRow, rowsAt(response, ["options", "option"]), "option chain");
    return rows.flatMap((row) => optionQuoteOf(row) ?? []);
  };
  for await (const quotes of inOrder(expiries, parallelMax, query.signal, read)) {
    for (const quote of quotes) {
      if (!expiries.includes(quote.expiry)) continue;
      contracts.push(quote);
      asOfTsMs = Math.max(asOfTsMs, quote.quoteTsMs ?? 0, quote.tradeTsMs ?? 0);
    }
  }
  return {
    value: {
      underlying: query.underlying,
      ...{ underlyingPrice: null, underlyingTsMs: null },
      ...{ interestRatio: null, dividendRatio: null },
      contracts: contracts.sort(inChainOrder),
      isTruncated: false,
    },
    provenance: tradierProvenance(context, "opra", asOfTsMs || context.clock.nowMs()),
  };
}

/** Null for a name that is no OCC symbol. */
function optionQuoteOf(row: OptionRow): OptionQuote | null {
  const parsed = parseOcc(row.symbol);
  if (!parsed.ok) return null;
  const multiplier = row.contract_size ?? standardMultiplier;
  const quotedTsMs = Math.max(row.bid_date ?? 0, row.ask_date ?? 0);
  return {
    ...parsed.value,
    ...optionBook(row.bid, row.ask),
    last: positiveOrNull(row.last),
    mark: null,
    volume: row.volume,
    openInterest: row.open_interest,
    openInterestDate: null,
    ...greeksOf(row, parsed.value.right === "call"),
    quoteTsMs: quotedTsMs > 0 ? quotedTsMs : null,
    tradeTsMs: positiveOrNull(row.trade_date),
    multiplier,
    isStandard: isStandardContract(parsed.value.root, multiplier),
  };
}

type Greeks = Pick<
  OptionQuote,
  "ivRatio" | "delta" | "gamma" | "theta" | "vega" | "rho" | "greeksFrom"
>;

/**
 * Without a bid the volatility of the middle is that of the ask alone, and the smoothed one stands
 * for it. Puts come with the rho of the call beside them, which is none of theirs. Zeros throughout
 * mean that nothing was computed.
 */
function greeksOf({ bid, greeks }: OptionRow, isCall: boolean): Greeks {
  if (greeks === null) return noGreeks;
  const { delta, gamma, theta, vega, rho, mid_iv, smv_vol } = greeks;
  const ivRatio = positiveOrNull(positiveOrNull(bid) === null ? smv_vol : mid_iv);
  const isComputed = [delta, gamma, theta, vega].some((greek) => greek !== null && greek !== 0);
  if (!isComputed) return { ...noGreeks, ivRatio };
  return { ivRatio, delta, gamma, theta, vega, rho: isCall ? rho : null, greeksFrom: "provider" };
}
