import type { WatchlistRow } from "../../../ports/cache-store.ts";
import { instant, nullable, number, object, whole, word } from "../openapi/schema.ts";
import { ageSeconds, isoOrNull, isoText } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originOf } from "./origin.ts";

/** What was paid before the bell: of the newest day that had any. */
const premarketFields = {
  premarket_price: nullable(number("newest trade before the bell, USD", 191.2)),
  premarket_change_pct: nullable(
    number("its distance to the close of the session before, in percent", 1.9),
  ),
  premarket_at: nullable(instant("when that trade was")),
  premarket_volume: nullable(number("shares traded before the bell", 820_000)),
  premarket_volume_pct: nullable(number("the same in percent of an average day's shares", 1.6)),
} as const;

export const quoteSchema = object(
  {
    symbol: symbolField,
    price: nullable(number("newest price of any session, USD", 187.5)),
    change: nullable(number("against the close of the session before, USD", 2.5)),
    change_pct: nullable(number("the same in percent", 1.35)),
    volume: nullable(
      number("shares of the day, all sessions that the provider counts", 51_000_000),
    ),
    session: nullable(
      word(
        "part of the day that the newest trade was in",
        ["premarket", "regular", "postmarket", "closed"],
        "regular",
      ),
    ),
    bid: nullable(number("best bid, USD", 187.49)),
    ask: nullable(number("best ask, USD", 187.51)),
    previous_close: nullable(number("close of the session before, USD", 185)),
    average_volume: nullable(number("shares of an average day", 58_000_000)),
    ...premarketFields,
    updated_at: instant("newest trade, or when another program wrote the row"),
    data_age_seconds: nullable(whole("time since then", 4)),
    ...originFields,
  },
  { title: "Quote" },
);

function premarketOf(row: WatchlistRow) {
  return {
    premarket_price: row.premarketPrice ?? null,
    premarket_change_pct: row.premarketChangePct ?? null,
    premarket_at: isoOrNull(row.premarketTsMs),
    premarket_volume: row.premarketVolume ?? null,
    premarket_volume_pct: row.premarketVolumePct ?? null,
  };
}

export function quoteOf(
  row: WatchlistRow,
  facts: { readonly nowTsMs: number; readonly isSimulated: boolean },
) {
  return {
    symbol: row.symbol,
    price: row.price,
    change: row.daily_change,
    change_pct: row.daily_change_pct,
    volume: row.volume,
    session: row.session ?? null,
    bid: row.bid ?? null,
    ask: row.ask ?? null,
    previous_close: row.previousClose ?? null,
    average_volume: row.averageVolume ?? null,
    ...premarketOf(row),
    updated_at: isoText(row.updatedTsMs),
    data_age_seconds: ageSeconds(row.updatedTsMs, facts.nowTsMs),
    ...originOf(row.provenance, facts.isSimulated),
  };
}
