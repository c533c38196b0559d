import * as v from "valibot";
import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { type OptionChain, type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import { inChainOrder } from "../in-chain-order.ts";
import { listedExpiries, noGreeks, optionBook, standardMultiplier } from "../option-terms.ts";
import { fromSchwabOption, fromSchwabSymbol } from "./symbols.ts";
import { count, flag, number, part, positive, text } from "./wire.ts";

/**
 * A volatility beyond is the model's way to explain a cent: 2,151 % was recorded for a put at a
 * fortieth of the price, a day before its end.
 */
const ivRatioMax = 5;
const percent = 100;

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
    contracts: contracts.sort(inChainOrder),
    isTruncated: chain.isChainTruncated || isDamaged,
  };
}

function listed(map: WireChain["callExpDateMap"]): unknown[] {
  return Object.values(map ?? {}).flatMap((strikes) => Object.values(strikes).flat());
}

/** Null where the row names no contract, or one that contradicts its place in the answer. */
function readContract(value: unknown, right: "CALL" | "PUT"): OptionQuote | null {
  const parsed = v.safeParse(contractSchema, value);
  if (!parsed.success) return null;
  const wire = parsed.output;
  const contract = parseOcc(fromSchwabOption(wire.symbol));
  if (!contract.ok) return null;
  const multiplier = wire.multiplier ?? standardMultiplier;
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
    multiplier,
    isStandard: !wire.nonStandard && !wire.mini && multiplier === standardMultiplier,
  };
}

function pricesOf({ bid, ask, last, mark }: WireContract) {
  const book = optionBook(bid, ask);
  return { ...book, last, mark: book.bid !== null || book.ask !== null ? mark : null };
}

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
  const dates = (expirationList ?? []).map(({ expirationDate }) => expirationDate.slice(0, 10));
  return listedExpiries(dates, today);
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
