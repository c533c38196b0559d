import { effectiveUserSettings } from "../../../config/user-settings.ts";
import type { StoredFlow } from "../../../ports/cache-store.ts";
import { finiteOrNull } from "../finite.ts";
import { numberParam } from "../list-params.ts";
import { instant, list, number, whole, word } from "../openapi/schema.ts";
import { momentParam, symbolParam, wholeParam, wordParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { compareKeys, cursorParam, type Key, pageOf } from "./cursor.ts";
import { isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { flowOf, flowSchema, premiumUsdOf } from "./flow-fields.ts";
import { originMeta } from "./origin.ts";

const hourMs = 3_600_000;

const response = pageEnvelope(list(flowSchema), {
  count: whole("flows on this page", 1),
  total: whole("flows on all pages", 12),
  since: instant("flows found at or after this moment"),
  min_premium_usd: number("flows that cost less are left out", 0),
  sort: word(
    "score: highest first, without one last; time: newest first",
    ["score", "time"],
    "score",
  ),
});

export const flowsV1 = defineRoute({
  group: "Options",
  path: "/api/v1/flows",
  summary: "Large option flows with their premium, best score or newest first.",
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
    cursor: cursorParam(3),
  },
  response,
  answer: ({ params }, { store, status, nowTsMs }) => {
    const settings = effectiveUserSettings(store.settings);
    const { symbol, sort, limit, cursor } = params;
    const sinceTsMs = params.since ?? nowTsMs - settings.flows_hours * hourMs;
    const { isSimulated } = status;
    const minimum = params.min_premium_usd ?? settings.flows_min_premium_usd;
    return v1Answer(response, () => {
      const rows = store.cache
        .whaleFlows(sinceTsMs)
        .filter((row) => symbol === null || row.symbol === symbol)
        // A flow whose premium nobody knows is no reason to hide it, unless one is asked for.
        .filter((row) => minimum === 0 || (premiumUsdOf(row) ?? -1) >= minimum)
        .toSorted((a, b) => compareFlows(a, keyOf(b, sort), sort));
      const compare = (row: StoredFlow, key: Key) => compareFlows(row, key, sort);
      const page = pageOf(rows, {
        ...{ after: cursor, limit, compare },
        keyOf: (row) => keyOf(row, sort),
      });
      return {
        data: page.rows.map((row) => flowOf(row, { nowTsMs, isSimulated })),
        meta: {
          ...originMeta(rows, {
            ...{ isSimulated, table: "whale_flows" },
            provenanceOf: ({ provenance }) => provenance,
            tsMsOf: ({ detectedTsMs }) => detectedTsMs,
          }),
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

/** Neither time nor score of a flow change; those without a score come last. */
function keyOf(row: StoredFlow, sort: Order): Key {
  const score = sort === "score" ? finiteOrNull(row.whale_score) : 0;
  return [score, row.detectedTsMs, row.id];
}

function compareFlows(row: StoredFlow, key: Key, sort: Order): number {
  return compareKeys(keyOf(row, sort), key, [-1, -1, -1]);
}
