import { utcText } from "../../../domain/result-table.ts";
import type { WhaleFlowRow } from "../../../ports/cache-store.ts";
import { wholeParam, wordParam } from "../params.ts";
import { defineRoute, jsonAnswer } from "../route.ts";
import { limitParam } from "./limit.ts";

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
      if (params.sort_by === "score") flows.sort((a, b) => b.whale_score - a.whale_score);
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

function flowRow({ detectedTsMs, ...flow }: WhaleFlowRow) {
  // A flow is written once and never changed, so its last update is its detection.
  const detectedAt = utcText(detectedTsMs);
  return { ...flow, detected_at: detectedAt, updated_at: detectedAt };
}
