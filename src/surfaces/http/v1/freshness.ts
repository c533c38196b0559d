import { capabilities } from "../../../ports/market-data.ts";
import type { FreshnessRow } from "../../../ports/provider-ledger.ts";
import { instant, list, nullable, object, text, whole, word } from "../openapi/schema.ts";
import { optionalWordParam, symbolParam, wholeParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { compareKeys, cursorParam, type Key, pageOf } from "./cursor.ts";
import { ageSeconds, isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originMeta } from "./origin.ts";

const fresh = object(
  {
    symbol: symbolField,
    capability: word("kind of market data", capabilities, "quotes"),
    provider: text("who told it last", "alpaca"),
    fetched_at: instant("when it was fetched last"),
    as_of: instant("the moment that the newest value speaks of"),
    data_age_seconds: nullable(whole("time since then, in time of the market", 12)),
  },
  { title: "Freshness" },
);

const response = pageEnvelope(list(fresh), {
  count: whole("rows on this page", 1),
  total: whole("rows on all pages", 400),
});

export const freshnessV1 = defineRoute({
  group: "System",
  path: "/api/v1/freshness",
  summary: "How fresh each kind of data of a symbol is, and who told it.",
  params: {
    symbol: symbolParam({ help: "only this symbol" }),
    capability: optionalWordParam({ words: capabilities, help: "only this kind of data" }),
    limit: wholeParam({ default: 100, min: 1, max: 10_000, help: "rows at most" }),
    cursor: cursorParam(2),
  },
  response,
  answer: ({ params }, { store, status, nowTsMs }) =>
    v1Answer(response, () => {
      const { symbol, capability, limit, cursor } = params;
      const rows = store.providers
        .freshness({ ...(symbol && { symbol }), ...(capability && { capability }) })
        .toSorted((a, b) => compareRows(a, keyOf(b)));
      const page = pageOf(rows, { after: cursor, limit, keyOf, compare: compareRows });
      return {
        data: page.rows.map((row) => ({
          symbol: row.symbol,
          capability: row.capability,
          provider: row.provider,
          fetched_at: isoText(row.fetchedTsMs),
          as_of: isoText(row.asOfTsMs),
          data_age_seconds: ageSeconds(row.asOfTsMs, nowTsMs),
        })),
        meta: {
          ...originMeta(rows, {
            ...{ isSimulated: status.isSimulated, table: "freshness" },
            provenanceOf: () => null,
            tsMsOf: ({ asOfTsMs }) => asOfTsMs,
          }),
          next_cursor: page.nextCursor,
          count: page.rows.length,
          total: rows.length,
        },
      };
    }),
});

function keyOf({ symbol, capability }: FreshnessRow): Key {
  return [symbol, capability];
}

function compareRows(row: FreshnessRow, key: Key): number {
  return compareKeys(keyOf(row), key, [1, 1]);
}
