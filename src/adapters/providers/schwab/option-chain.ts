import * as v from "valibot";
import { formatLocalDate, type LocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import { type OptionChain, type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import { fromSchwabOption, fromSchwabSymbol } from "./symbols.ts";
import { count, flag, number, part, positive, text } from "./wire.ts";

/**
 * A volatility beyond is the model's way to explain a cent: 2,151 % was recorded for a put at a
 * fortieth of the price, a day before its end.
 */
const ivRatioMax = 5;
const percent = 100;
const sharesUsual = 100;

const contractSchema = v.object({
  symbol: v.string(),
  putCall: text,
  ...{ bid: count, ask: count, last: positive, mark: positive },
  ...{ totalVolume: count, openInterest: count, volatility: number },
  ...{ delta: number, gamma: number, theta: number, vega: number, rho: number },
  ...{ quoteTimeInLong: positive, tradeTimeInLong: positive, multiplier: positive },
  ...{ nonStandard: flag(false), mini: flag(false) },
});
type WireContract = v.InferOutput<typeof contractSchema>;

/** By "2025-01-17:1" (date and days to it), then by strike; a strike may hold several roots. */
const dateMap = v.nullish(v.record(v.string(), v.record(v.string(), v.array(v.unknown()))), {});

export const chainSchema = v.object({
  symbol: v.string(),
  status: text,
  isDelayed: flag(false),
  interestRate: number,
  dividendYield: number,
  underlyingPrice: positive,
  isChainTruncated: flag(false),
  underlying: part({ quoteTime: positive, tradeTime: positive }),
  callExpDateMap: dateMap,
  putExpDateMap: dateMap,
});
export type WireChain = v.InferOutput<typeof chainSchema>;

/** What one answer adds to a chain. Contracts that cannot be read are counted, not invented. */
export function readChain(chain: WireChain): OptionChain {
  const contracts: OptionQuote[] = [];
  let isDamaged = false;
  for (const [map, right] of [
    [chain.callExpDateMap, "CALL"],
    [chain.putExpDateMap, "PUT"],
  ] as const) {
    for (const value of listed(map)) {
      const contract = readContract(value, right);
      if (contract === null) isDamaged = true;
      else contracts.push(contract);
    }
  }
  return {
    underlying: fromSchwabSymbol(chain.symbol),
    underlyingPrice: chain.underlyingPrice,
    underlyingTsMs: chain.underlying?.tradeTime ?? chain.underlying?.quoteTime ?? null,
    interestRatio: chain.interestRate === null ? null : chain.interestRate / percent,
    dividendRatio: chain.dividendYield === null ? null : chain.dividendYield / percent,
    contracts: contracts.sort(byPlace),
    isTruncated: chain.isChainTruncated || isDamaged,
  };
}

function listed(map: WireChain["callExpDateMap"]): unknown[] {
  return Object.values(map ?? {}).flatMap((strikes) => Object.values(strikes).flat());
}

/** The order that chains have: expiry, strike, calls first, then the root. */
export function byPlace(one: OptionQuote, other: OptionQuote): number {
  if (one.expiry !== other.expiry) return one.expiry - other.expiry;
  if (one.strike !== other.strike) return one.strike - other.strike;
  if (one.right !== other.right) return one.right === "call" ? -1 : 1;
  return one.root < other.root ? -1 : 1;
}

/** Null where the row names no contract, or one that contradicts its place in the answer. */
function readContract(value: unknown, right: "CALL" | "PUT"): OptionQuote | null {
  const parsed = v.safeParse(contractSchema, value);
  if (!parsed.success) return null;
  const wire = parsed.output;
  const contract = parseOcc(fromSchwabOption(wire.symbol));
  if (!contract.ok) return null;
  if ((contract.value.right === "call") !== (right === "CALL")) return null;
  return {
    ...contract.value,
    ...pricesOf(wire),
    volume: wire.totalVolume,
    openInterest: wire.openInterest,
    openInterestDate: null,
    ...greeksOf(wire),
    quoteTsMs: wire.quoteTimeInLong,
    tradeTsMs: wire.tradeTimeInLong,
    multiplier: wire.multiplier ?? sharesUsual,
    isStandard: !wire.nonStandard && !wire.mini && (wire.multiplier ?? sharesUsual) === sharesUsual,
  };
}

function pricesOf({ bid, ask, last, mark }: WireContract) {
  // A bid of 0 under an ask says that nobody bids; two zeros say that there is no quote.
  const isQuoted = (bid ?? 0) > 0 || (ask ?? 0) > 0;
  return {
    bid: isQuoted ? bid : null,
    ask: isQuoted && (ask ?? 0) > 0 ? ask : null,
    last,
    mark: isQuoted ? mark : null,
  };
}

const noGreeks = {
  ...{ ivRatio: null, delta: null, gamma: null, theta: null, vega: null, rho: null },
  greeksFrom: null,
} as const;

/** Greeks of a volatility that means nothing mean nothing either. */
function greeksOf({ volatility, delta, gamma, theta, vega, rho }: WireContract) {
  const ivRatio = volatility === null ? null : volatility / percent;
  if (ivRatio === null || ivRatio <= 0 || ivRatio > ivRatioMax) return noGreeks;
  const isWhole = delta !== null && Math.abs(delta) <= 1 && gamma !== null && gamma >= 0;
  if (!isWhole) return { ...noGreeks, ivRatio };
  return { ivRatio, delta, gamma, theta, vega, rho, greeksFrom: "provider" } as const;
}

export const expirationsSchema = v.object({
  expirationList: v.nullish(v.array(v.object({ expirationDate: v.string() })), []),
});

/** Listed expiries from `today` on, rising, each one once: index roots share days. */
export function readExpirations(
  { expirationList }: v.InferOutput<typeof expirationsSchema>,
  today: LocalDate,
): LocalDate[] {
  const dates = new Set<LocalDate>();
  for (const { expirationDate } of expirationList ?? []) {
    const date = parseLocalDate(expirationDate.slice(0, 10));
    if (date.ok && date.value >= today) dates.add(date.value);
  }
  return [...dates].sort((one, other) => one - other);
}

/** Parameters of GET /marketdata/v1/chains (developer.schwab.com, Market Data, getChain). */
export function chainQuery(
  schwabSymbol: string,
  window: { readonly fromDate: LocalDate; readonly toDate: LocalDate; readonly side: ChainSide },
) {
  return {
    symbol: schwabSymbol,
    contractType: window.side,
    strategy: "SINGLE",
    includeUnderlyingQuote: true,
    fromDate: formatLocalDate(window.fromDate),
    toDate: formatLocalDate(window.toDate),
  };
}

export type ChainSide = "ALL" | "CALL" | "PUT";
