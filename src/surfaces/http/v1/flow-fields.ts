import { flowVerdicts, type WhaleFlowRow } from "../../../ports/cache-store.ts";
import { finiteOrNull } from "../finite.ts";
import { instant, nullable, number, object, text, whole, word } from "../openapi/schema.ts";
import { ageSeconds, isoText } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originOf } from "./origin.ts";

/** Shares of a contract where the row does not say what was paid: the old system knew no other. */
const sharesPerContract = 100;

const price = (description: string, example: number) =>
  nullable(number(`${description}, USD a share`, example));

export const flowSchema = object(
  {
    symbol: symbolField,
    occ: nullable(text("OCC symbol of the contract", "AAPL240705C00190000")),
    type: text("CALL or PUT", "CALL"),
    strike: nullable(number("strike price, USD", 190)),
    expiry: text("expiry date", "2024-07-05"),
    days_to_expiry: nullable(whole("calendar days from detection to expiry in New York", 7)),
    score: nullable(
      number("how unusual it is; the higher, the more. Null without open interest", 420),
    ),
    volume: nullable(number("contracts traded that day until then", 5_200)),
    volume_rise: nullable(
      number("contracts since the flow of this contract before it, or since the bell", 900),
    ),
    volume_z_score: nullable(
      number("deviations above the contract's own daily volumes; null before 5 sessions", 6.1),
    ),
    open_interest: nullable(number("contracts open when the day began", 310)),
    volume_to_open_interest: nullable(number("the one divided by the other", 16.8)),
    premium_usd: nullable(number("volume x price x shares of a contract, USD", 1_250_000)),
    price: price("middle of the quote, or what stands for it", 2.4),
    bid: price("best bid", 2.35),
    ask: price("best ask", 2.45),
    last: price("newest trade of the contract", 2.42),
    spread_pct: nullable(number("ask minus bid in percent of their middle", 4.2)),
    delta: nullable(number("of the contract, a share", 0.42)),
    implied_volatility: nullable(number("a fraction a year: 0.25 is 25 %", 0.31)),
    side: nullable(
      word(
        "who began the trades; mixed where neither side leads, null where the feed has no trades",
        ["bought", "sold", "mixed"],
        "bought",
      ),
    ),
    underlying_price: nullable(number("of the underlying, USD", 187.5)),
    underlying_volume: nullable(number("shares of the underlying that day", 51_000_000)),
    next_open_interest: nullable(number("contracts open on the next morning", 4_900)),
    verdict: nullable(
      word("what became of it by the next morning's open interest", flowVerdicts, "opened"),
    ),
    detected_at: instant("when it was found"),
    data_age_seconds: nullable(whole("time since then", 340)),
    ...originFields,
  },
  { title: "Flow" },
);

/** Dollars. Rows of the reference system have the price of a share only. */
export function premiumUsdOf(row: WhaleFlowRow): number | null {
  const { premiumUsd, premium, volume } = row;
  if (premiumUsd !== null && premiumUsd !== undefined) return finiteOrNull(premiumUsd);
  return premium === null ? null : finiteOrNull(premium * volume * sharesPerContract);
}

export function flowOf(
  row: WhaleFlowRow,
  facts: { readonly nowTsMs: number; readonly isSimulated: boolean },
) {
  return {
    symbol: row.symbol,
    occ: row.occ ?? null,
    type: row.type,
    strike: finiteOrNull(row.strike),
    expiry: row.expiry,
    days_to_expiry: row.dte,
    score: finiteOrNull(row.whale_score),
    volume: finiteOrNull(row.volume),
    volume_rise: row.volumeRise ?? null,
    volume_z_score: row.volumeZScore ?? null,
    open_interest: row.open_interest,
    volume_to_open_interest: row.vol_oi,
    premium_usd: premiumUsdOf(row),
    price: row.premium,
    bid: row.bid ?? null,
    ask: row.ask ?? null,
    last: row.last ?? null,
    spread_pct: row.spreadPct ?? null,
    delta: row.delta,
    implied_volatility: row.ivRatio ?? null,
    side: row.side ?? null,
    underlying_price: row.underlyingPrice ?? null,
    underlying_volume: row.underlyingVolume ?? null,
    next_open_interest: row.nextOpenInterest ?? null,
    verdict: row.verdict ?? null,
    detected_at: isoText(row.detectedTsMs),
    data_age_seconds: ageSeconds(row.detectedTsMs, facts.nowTsMs),
    ...originOf(row.provenance, facts.isSimulated),
  };
}
