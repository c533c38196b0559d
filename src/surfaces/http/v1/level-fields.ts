import { formatLocalDate } from "../../../domain/local-date.ts";
import type { Level, OptionLevels, StrikeRow } from "../../../ports/option-store.ts";
import {
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  type Schema,
  text,
  whole,
} from "../openapi/schema.ts";
import { ageSeconds, isoText } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originOf } from "./origin.ts";

const level = object(
  {
    price: number("USD", 190),
    robust: flag("it stays where it is when volatility, spot or one contract are off", true),
  },
  { title: "Level" },
);

/** A null of a named schema takes no description of its own. */
const levelAt = (description: string): Schema<{ price: number; robust: boolean } | null> => ({
  ...nullable(level),
  description,
});

const gamma = (of: string, example: number) =>
  nullable(number(`gamma exposure of ${of}, USD for a move of 1 %: calls up, puts down`, example));

const usd = (description: string, example: number) =>
  nullable(number(`${description}, USD`, example));

const contracts = (description: string, example: number) =>
  nullable(number(`${description}, contracts`, example));

const strike = object(
  {
    expiry: text("expiry date", "2024-07-05"),
    strike: number("strike price, USD", 190),
    call_volume: contracts("calls traded today", 5_200),
    put_volume: contracts("puts traded today", 1_900),
    call_open_interest: contracts("calls open when the day began", 12_400),
    put_open_interest: contracts("puts open when the day began", 8_300),
    call_gex_usd: gamma("its calls", 4_100_000),
    put_gex_usd: gamma("its puts", -2_700_000),
    call_premium_usd: usd("premium of calls traded today", 1_250_000),
    put_premium_usd: usd("premium of puts traded today", 430_000),
    net_premium_usd: usd("bought minus sold by side; null where the feed has no trades", 310_000),
  },
  { title: "OptionStrike" },
);

export const levelsSchema = object(
  {
    symbol: symbolField,
    spot: usd("price of the underlying", 187.5),
    expiries: list(text("expiry date", "2024-07-05"), "those that were looked at, rising"),
    contract_count: whole("contracts that were looked at", 2_400),
    gamma_contract_count: whole("those with open interest and a volatility", 2_150),
    gex_usd: gamma("the whole chain", 184_000_000),
    zero_gamma: levelAt("spot at which the exposure of the chain changes its sign"),
    call_wall: levelAt("strike with the largest gamma exposure of calls"),
    put_wall: levelAt("strike with the largest gamma exposure of puts"),
    call_wall_by_open_interest: levelAt("strike with the most open calls"),
    put_wall_by_open_interest: levelAt("strike with the most open puts"),
    max_pain: usd("strike at which holders of the nearest expiry are paid least", 185),
    put_call_volume_ratio: nullable(number("puts for each call, by volume", 0.72)),
    put_call_open_interest_ratio: nullable(number("the same by open interest", 0.91)),
    call_minus_put_premium_usd: usd(
      "premium of calls minus premium of puts, whoever began the trades: a tilt, no direction",
      2_100_000,
    ),
    net_premium_usd: usd(
      "calls bought minus sold plus puts sold minus bought; null where the feed has no trades",
      1_400_000,
    ),
    computed_at: instant("when it was computed, in time of the market"),
    data_age_seconds: nullable(whole("time since as_of", 240)),
    ...originFields,
    strikes: {
      ...nullable(list(strike)),
      description: "by expiry, then strike; null unless the parameter symbol is given",
    },
  },
  { title: "OptionLevels" },
);

export function levelsOf(
  row: OptionLevels,
  facts: {
    readonly strikes: readonly StrikeRow[] | null;
    readonly nowTsMs: number;
    readonly isSimulated: boolean;
  },
) {
  return {
    symbol: row.underlying,
    spot: row.spot,
    expiries: row.expiries.map(formatLocalDate),
    contract_count: row.contractCount,
    gamma_contract_count: row.gammaContractCount,
    gex_usd: row.gexUsd,
    zero_gamma: levelOf(row.zeroGamma),
    call_wall: levelOf(row.callWall),
    put_wall: levelOf(row.putWall),
    call_wall_by_open_interest: levelOf(row.callWallByOpenInterest),
    put_wall_by_open_interest: levelOf(row.putWallByOpenInterest),
    max_pain: row.maxPain,
    put_call_volume_ratio: row.putCallVolumeRatio,
    put_call_open_interest_ratio: row.putCallOpenInterestRatio,
    call_minus_put_premium_usd: row.callMinusPutPremiumUsd,
    net_premium_usd: row.netPremiumUsd,
    computed_at: isoText(row.computedTsMs),
    data_age_seconds: ageSeconds(row.asOfTsMs, facts.nowTsMs),
    ...originOf(row, facts.isSimulated),
    strikes: facts.strikes?.map(strikeOf) ?? null,
  };
}

function levelOf(level: Level | null) {
  return level && { price: level.price, robust: level.isRobust };
}

function strikeOf(row: StrikeRow) {
  return {
    expiry: formatLocalDate(row.expiry),
    strike: row.strike,
    call_volume: row.callVolume,
    put_volume: row.putVolume,
    call_open_interest: row.callOpenInterest,
    put_open_interest: row.putOpenInterest,
    call_gex_usd: row.callGexUsd,
    put_gex_usd: row.putGexUsd,
    call_premium_usd: row.callPremiumUsd,
    put_premium_usd: row.putPremiumUsd,
    net_premium_usd: row.netPremiumUsd,
  };
}
