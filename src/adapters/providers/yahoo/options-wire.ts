import * as v from "valibot";
import { dayMs, type LocalDate, localDateFromDays } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import { type OptionQuote, parseOcc } from "../../../domain/option-contract.ts";
import { sessionAt } from "../../../domain/session.ts";
import { positiveOrNull } from "../figures.ts";
import { isStandardContract, noGreeks, optionBook, standardMultiplier } from "../option-terms.ts";
import { quoteRow } from "./quote-wire.ts";
import { fittingRows, readValue, secondMs } from "./wire.ts";

const number = v.nullish(v.number());

const contract = v.object({
  contractSymbol: v.string(),
  contractSize: v.nullish(v.string()),
  lastPrice: number,
  lastTradeDate: number,
  bid: number,
  ask: number,
  volume: number,
  openInterest: number,
  impliedVolatility: number,
});
type Contract = v.InferOutput<typeof contract>;

const found = v.object({
  /** Seconds at 00:00 UTC of the day. */
  expirationDates: v.optional(v.nullable(v.array(v.number())), []),
  quote: v.nullish(v.unknown()),
  options: v.optional(
    v.nullable(
      v.array(
        v.object({
          expirationDate: v.number(),
          calls: v.optional(v.nullable(v.array(v.unknown())), []),
          puts: v.optional(v.nullable(v.array(v.unknown())), []),
        }),
      ),
    ),
    [],
  ),
});
const answer = v.object({
  optionChain: v.object({ result: v.nullish(v.array(found)) }),
});
export type OptionsAnswer = v.InferOutput<typeof found>;

const miniShares = 10;
/** Fewer contracts with open interest than one in ten: Yahoo has none of it yet. */
const openInterestShareMin = 0.1;

/** What `GET /v7/finance/options/{symbol}` tells; null where the symbol is unknown. */
export function readOptions(json: unknown): OptionsAnswer | null {
  return readValue(answer, json, "options").optionChain.result?.[0] ?? null;
}

/** Listed expiries from `today` on, rising. */
export function toExpirations(options: OptionsAnswer, today: LocalDate): LocalDate[] {
  const dates = (options.expirationDates ?? []).map(dateOf).filter((date) => date >= today);
  return [...new Set(dates)].toSorted((a, b) => a - b);
}

/** The underlying's row, read with `toQuote`. */
export function underlyingOf(options: OptionsAnswer): v.InferOutput<typeof quoteRow> | null {
  const parsed = v.safeParse(quoteRow, options.quote);
  return parsed.success ? parsed.output : null;
}

export interface ContractsWanted {
  readonly expiry: LocalDate;
  /** When the answer came. */
  readonly receivedTsMs: number;
}

/**
 * Contracts of one expiry. At night Yahoo writes 0 for bid, ask and open interest, and an implied
 * volatility that follows from nothing: all of these are null then. Volumes are those of the day of
 * the last trade, whenever that was: null unless it is the newest day of trading.
 */
export function toContracts(options: OptionsAnswer, wanted: ContractsWanted): OptionQuote[] {
  const expiry = options.options?.find(({ expirationDate }) => {
    return dateOf(expirationDate) === wanted.expiry;
  });
  if (expiry === undefined) return [];
  const rows = fittingRows(contract, [...(expiry.calls ?? []), ...(expiry.puts ?? [])]);
  const withInterest = rows.filter(({ openInterest }) => (openInterest ?? 0) > 0).length;
  const isOpen = sessionAt(wanted.receivedTsMs) === "regular";
  const context: Context = {
    isOpen,
    hasOpenInterest: isOpen && withInterest > rows.length * openInterestShareMin,
    tradingDate: tradingDateOf(options, wanted.receivedTsMs),
  };
  return rows.flatMap((row) => {
    const quote = toOptionQuote(row, context);
    return quote?.expiry === wanted.expiry ? [quote] : [];
  });
}

interface Context {
  readonly isOpen: boolean;
  readonly hasOpenInterest: boolean;
  readonly tradingDate: LocalDate;
}

function toOptionQuote(row: Contract, context: Context): OptionQuote | null {
  const occ = parseOcc(row.contractSymbol);
  if (!occ.ok) return null;
  const tradeTsMs = row.lastTradeDate ? row.lastTradeDate * secondMs : null;
  const { bid, ask } = optionBook(row.bid, row.ask);
  const isTradedToday = tradeTsMs !== null && newYorkDate(tradeTsMs) === context.tradingDate;
  const multiplier = row.contractSize === "MINI" ? miniShares : standardMultiplier;
  return {
    ...occ.value,
    bid,
    ask,
    last: positiveOrNull(row.lastPrice),
    mark: null,
    volume: isTradedToday ? (row.volume ?? null) : null,
    openInterest: openInterestOf(row, context, ask !== null),
    openInterestDate: null,
    ...noGreeks,
    ivRatio: context.isOpen && ask !== null && bid ? positiveOrNull(row.impliedVolatility) : null,
    quoteTsMs: null,
    tradeTsMs,
    multiplier,
    isStandard: row.contractSize === "REGULAR" && isStandardContract(occ.value.root, multiplier),
  };
}

function openInterestOf(row: Contract, context: Context, isQuoted: boolean): number | null {
  const { openInterest } = row;
  if (typeof openInterest !== "number" || openInterest < 0) return null;
  if (openInterest > 0) return openInterest;
  return context.hasOpenInterest && isQuoted ? 0 : null;
}

/** Date of the newest regular session that has begun, as the underlying's last price tells it. */
function tradingDateOf(options: OptionsAnswer, receivedTsMs: number): LocalDate {
  const seconds = underlyingOf(options)?.regularMarketTime;
  return newYorkDate(seconds ? seconds * secondMs : receivedTsMs);
}

function dateOf(seconds: number): LocalDate {
  return localDateFromDays(Math.floor((seconds * secondMs) / dayMs));
}
