import { lanes } from "../../../ports/market-data.ts";
import {
  type RequestOutcome,
  requestOutcomes,
  type UsageRow,
} from "../../../ports/provider-ledger.ts";
import { instant, list, number, object, text, whole, word } from "../openapi/schema.ts";
import { isoText } from "./envelope.ts";

const hourMs = 3_600_000;
/** Hours of the longer stretch, the one that began last among them. */
const dayHours = 24;

const counts = {
  requests: whole("requests of the program that ended", 140),
  calls: whole("calls that were really made for them, attempts included", 120),
  ok: whole("requests that were answered", 110),
  unchanged: whole('answered with "as before"', 4),
  cached: whole("answered from what was fetched a moment ago, without a call", 10),
  joined: whole("answered by the same request of somebody else, without a call", 10),
  rate_limited: whole("refused for their number, and not tried again", 1),
  failed: whole("without a usable answer after all attempts", 2),
  skipped: whole("not sent: no budget left for the lane, or the provider is down", 3),
  bytes: whole("bytes that came", 4_200_000),
  elapsed_ms: number("time that they took together", 31_000),
} as const;

const lane = word(
  "who waited: click a person, live the stream, watchlist what is watched, backfill the past",
  lanes,
  "watchlist",
);

export const usageSchema = object(
  {
    since: instant("the full hour from which it is counted, by the clock of the machine"),
    ...counts,
    by_lane: list(object({ lane, ...counts }, { title: "LaneUsage" }), "lanes with requests"),
    by_endpoint: list(
      object({ endpoint: text("part of the vendor's interface", "bars"), ...counts }),
      "the same by part of the vendor's interface",
    ),
  },
  { title: "ProviderUsage" },
);

/** When the hour and the 24 hours that usage is told of began. */
export function usageStarts(clockTsMs: number): { readonly hour: number; readonly day: number } {
  const hour = Math.floor(clockTsMs / hourMs) * hourMs;
  return { hour, day: hour - (dayHours - 1) * hourMs };
}

/** Sums over rows from a moment on. */
export function usageOf(rows: readonly UsageRow[], sinceTsMs: number) {
  const counted = rows.filter(({ hourTsMs }) => hourTsMs >= sinceTsMs);
  const endpoints = [...new Set(counted.map(({ endpoint }) => endpoint))].toSorted();
  return {
    since: isoText(sinceTsMs),
    ...sumOf(counted),
    by_lane: lanes.flatMap((lane) => {
      const own = counted.filter((row) => row.lane === lane);
      return own.length === 0 ? [] : [{ lane, ...sumOf(own) }];
    }),
    by_endpoint: endpoints.map((endpoint) => ({
      endpoint,
      ...sumOf(counted.filter((row) => row.endpoint === endpoint)),
    })),
  };
}

function sumOf(rows: readonly UsageRow[]) {
  const of = (name: "requests" | "calls" | "bytes" | "elapsedMs", outcome?: RequestOutcome) =>
    rows
      .filter((row) => outcome === undefined || row.outcome === outcome)
      .reduce((sum, row) => sum + row[name], 0);
  const byOutcome = Object.fromEntries(
    requestOutcomes.map((outcome) => [outcome, of("requests", outcome)]),
  ) as Record<RequestOutcome, number>;
  const { "rate-limited": rate_limited, ...others } = byOutcome;
  return {
    requests: of("requests"),
    calls: of("calls"),
    ...others,
    rate_limited,
    bytes: of("bytes"),
    elapsed_ms: of("elapsedMs"),
  };
}
