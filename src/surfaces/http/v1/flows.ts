import { effectiveUserSettings } from "../../../config/user-settings.ts";
import type { WhaleFlowRow } from "../../../ports/cache-store.ts";
import { numberParam } from "../list-params.ts";
import { instant, list, nullable, number, object, text, whole, word } from "../openapi/schema.ts";
import { momentParam, symbolParam, wholeParam, wordParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { compareKeys, cursorParam, type Key, pageOf } from "./cursor.ts";
import { ageSeconds, isoOrNull, isoText, newestOf, pageEnvelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";

const hourMs = 3_600_000;

const flow = object(
  {
    symbol: symbolField,
    type: text("CALL or PUT", "CALL"),
    strike: number("strike price", 190),
    expiry: text("expiry date", "2024-07-05"),
    days_to_expiry: nullable(whole("days between detection and expiry", 7)),
    score: number("how unusual it is; the higher, the more", 420),
    volume: number("contracts traded", 5_200),
    open_interest: nullable(number("contracts open the day before", 310)),
    volume_to_open_interest: nullable(number("the one divided by the other", 16.8)),
    premium_usd: nullable(number("what was paid for them", 1_250_000)),
    delta: nullable(number("of the contract", 0.42)),
    detected_at: instant("when it was found"),
    data_age_seconds: nullable(whole("time since then", 340)),
  },
  { title: "Flow" },
);

const response = pageEnvelope(list(flow), {
  count: whole("flows on this page", 1),
  total: whole("flows on all pages", 12),
  since: instant("flows found at or after this moment"),
  min_premium_usd: number("flows that cost less are left out", 0),
  sort: word("score: highest first; time: newest first", ["score", "time"], "score"),
});

export const flowsV1 = defineRoute({
  group: "Options",
  path: "/api/v1/flows",
  summary: "Large option flows, best score or newest first.",
  params: {
    symbol: symbolParam({ help: "only this underlying" }),
    since: momentParam({
      help: "found at or after this moment; left out: the hours of the setting flows_hours",
    }),
    min_premium_usd: numberParam({
      min: 0,
      max: 1_000_000_000_000,
      help: "only flows that cost as much; left out: the setting flows_min_premium_usd",
    }),
    sort: wordParam({
      words: ["score", "time"],
      default: "score",
      help: "score: highest first; time: newest first",
    }),
    limit: wholeParam({ default: 100, min: 1, max: 5_000, help: "flows at most" }),
    cursor: cursorParam(6),
  },
  response,
  answer: ({ params }, { store, status, nowTsMs }) => {
    const settings = effectiveUserSettings(store.settings);
    const { symbol, sort, limit, cursor } = params;
    const sinceTsMs = params.since ?? nowTsMs - settings.flows_hours * hourMs;
    const minimum = params.min_premium_usd ?? settings.flows_min_premium_usd;
    return v1Answer(response, () => {
      const rows = store.cache
        .whaleFlows(sinceTsMs)
        .filter((row) => symbol === null || row.symbol === symbol)
        // A flow whose premium nobody knows is no reason to hide it, unless one is asked for.
        .filter((row) => minimum === 0 || (row.premium ?? -1) >= minimum)
        .toSorted((a, b) => compareFlows(a, keyOf(b, sort), sort));
      const compare = (row: WhaleFlowRow, key: Key) => compareFlows(row, key, sort);
      const page = pageOf(rows, {
        ...{ after: cursor, limit, compare },
        keyOf: (row) => keyOf(row, sort),
      });
      return {
        data: page.rows.map((row) => flowOf(row, nowTsMs)),
        meta: {
          simulated: status.isSimulated,
          source: rows.length === 0 ? null : "whale_flows",
          as_of: isoOrNull(newestOf(rows.map(({ detectedTsMs }) => detectedTsMs))),
          next_cursor: page.nextCursor,
          count: page.rows.length,
          total: rows.length,
          since: isoText(sinceTsMs),
          min_premium_usd: minimum,
          sort,
        },
      };
    });
  },
});

type Order = "score" | "time";

/** A flow never changes once it is written, and no two share all of this. */
function keyOf(row: WhaleFlowRow, sort: Order): Key {
  const { detectedTsMs, symbol, type, strike, expiry } = row;
  const score = sort === "score" ? row.whale_score : 0;
  return [score, detectedTsMs, symbol, type, strike, expiry];
}

function compareFlows(row: WhaleFlowRow, key: Key, sort: Order): number {
  return compareKeys(keyOf(row, sort), key, [-1, -1, 1, 1, 1, 1]);
}

function flowOf(row: WhaleFlowRow, nowTsMs: number) {
  return {
    symbol: row.symbol,
    type: row.type,
    strike: row.strike,
    expiry: row.expiry,
    days_to_expiry: row.dte,
    score: row.whale_score,
    volume: row.volume,
    open_interest: row.open_interest,
    volume_to_open_interest: row.vol_oi,
    premium_usd: row.premium,
    delta: row.delta,
    detected_at: isoText(row.detectedTsMs),
    data_age_seconds: ageSeconds(row.detectedTsMs, nowTsMs),
  };
}
