import { utcText } from "../../../domain/result-table.ts";
import type { StoredFlow } from "../../../ports/cache-store.ts";
import { finiteOrNull } from "../finite.ts";
import { wholeParam, wordParam } from "../params.ts";
import { defineRoute, jsonAnswer } from "../route.ts";
import { premiumUsdOf } from "../v1/flow-fields.ts";
import { limitParam } from "./limit.ts";
import { originText } from "./origin-text.ts";

const hourMs = 3_600_000;
/** Ten years: more than any store keeps. */
const hoursMax = 87_600;

export const whaleFlows = defineRoute({
  group: "Quotes and flows",
  path: "/api/whale_flows",
  summary: "Large option flows of the last hours, best score or newest first.",
  params: {
    sort_by: wordParam({
      words: ["score", "time"],
      default: "score",
      help: "score: highest whale score first; time: newest first",
    }),
    limit: limitParam(10),
    hours: wholeParam({
      default: 6,
      min: 0,
      max: hoursMax,
      help: "flows detected within so many hours",
    }),
  },
  acceptsUnknown: true,
  answer: ({ params }, { store, status, nowTsMs }) =>
    jsonAnswer(() => {
      // Newest first.
      const flows = [...store.cache.whaleFlows(nowTsMs - params.hours * hourMs)];
      if (params.sort_by === "score") flows.sort(byScore);
      const newest = flows.reduce((tsMs, flow) => Math.max(tsMs, flow.detectedTsMs), 0);
      const shown = params.limit > 0 ? flows.slice(0, params.limit) : flows;
      return {
        success: true,
        count: shown.length,
        data: shown.map(flowRow),
        total: flows.length,
        hours: params.hours,
        as_of: newest === 0 ? null : utcText(newest),
        source: "whale_flows",
        simulated: status.isSimulated,
      };
    }),
});

/** Highest first; flows without a score come last, the newest of equals first. */
function byScore(a: StoredFlow, b: StoredFlow): number {
  const [x, y] = [finiteOrNull(a.whale_score), finiteOrNull(b.whale_score)];
  if (x === y) return b.detectedTsMs - a.detectedTsMs || b.id - a.id;
  if (x === null || y === null) return x === null ? 1 : -1;
  return y - x;
}

/** The columns of the reference system, then what has been added since. */
function flowRow(flow: StoredFlow) {
  const detectedAt = utcText(flow.detectedTsMs);
  return {
    symbol: flow.symbol,
    type: flow.type,
    strike: finiteOrNull(flow.strike),
    whale_score: finiteOrNull(flow.whale_score),
    volume: finiteOrNull(flow.volume),
    open_interest: flow.open_interest,
    vol_oi: flow.vol_oi,
    premium: flow.premium,
    delta: flow.delta,
    expiry: flow.expiry,
    dte: flow.dte,
    detected_at: detectedAt,
    // Nothing of the reference system's columns changes after the detection.
    updated_at: detectedAt,
    premium_usd: premiumUsdOf(flow),
    occ: flow.occ ?? null,
    bid: flow.bid ?? null,
    ask: flow.ask ?? null,
    last: flow.last ?? null,
    spread_pct: flow.spreadPct ?? null,
    volume_rise: flow.volumeRise ?? null,
    volume_z_score: flow.volumeZScore ?? null,
    iv_ratio: flow.ivRatio ?? null,
    side: flow.side ?? null,
    underlying_price: flow.underlyingPrice ?? null,
    underlying_volume: flow.underlyingVolume ?? null,
    next_open_interest: flow.nextOpenInterest ?? null,
    verdict: flow.verdict ?? null,
    ...originText(flow.provenance),
  };
}
