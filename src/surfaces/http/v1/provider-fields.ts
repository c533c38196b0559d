import { capabilities, lanes } from "../../../ports/market-data.ts";
import {
  type BudgetRow,
  type RequestLine,
  requestOutcomes,
  type UsageRow,
} from "../../../ports/provider-ledger.ts";
import {
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { ageSeconds, isoOrNull, isoText } from "./envelope.ts";
import { intervalField } from "./fields.ts";
import { usageOf, usageSchema, usageStarts } from "./provider-usage.ts";
import type { BarTally } from "./stored-bars.ts";

const states = ["ok", "degraded", "auth-needed", "rate-limited", "down"] as const;

const budget = object(
  {
    limit: number("requests in the window that its limit allows", 200),
    window_seconds: number("length of the window", 60),
    left: whole("requests that are left of it now", 143),
    left_pct: number("the same in percent of the limit", 71.5),
    updated_at: instant("when it was written down"),
    age_seconds: nullable(whole("time since then; it is written every 10 s", 4)),
  },
  { title: "ProviderBudget" },
);

const serving = object(
  {
    capability: word("kind of market data", capabilities, "quotes"),
    why: text("why it and no other", "first in the order"),
  },
  { title: "ProviderServes" },
);

const storedBars = object(
  {
    feed: text("what the provider calls the tape", "daily.csv"),
    simulated: flag("true for made-up prices"),
    series_count: whole("stored series whose newest bars came from it", 150),
    intervals: list(intervalField, "bar lengths of those series"),
    newest_bar_closed_at: nullable(instant("close of the newest of them")),
    data_age_seconds: nullable(whole("time since then; negative while that bar is forming", 720)),
  },
  { title: "StoredBars" },
);

export const providerSchema = object(
  {
    provider: text("its id", "alpaca"),
    title: nullable(text("its name; null where only stored bars are known of it", "Alpaca")),
    state: nullable(
      word("how it is; null where nothing is asked of it: files, earlier providers", states, "ok"),
    ),
    text: text("what is wrong and what helps; empty when all is well", ""),
    until: nullable(instant("when it is tried again")),
    login_ends_at: nullable(instant("when the user has to log in again; null: never")),
    serves: list(serving, "what the router takes from it now"),
    budget: { ...nullable(budget), description: "null where it has no limit" },
    last_hour: usageSchema,
    last_24_hours: usageSchema,
    bars: list(storedBars, "stored bars that came from it"),
  },
  { title: "Provider" },
);

export const troubleSchema = object(
  {
    at: instant("when the request ended"),
    provider: text("whose", "alpaca"),
    endpoint: text("part of the vendor's interface", "bars"),
    lane: word("who waited for it", lanes, "backfill"),
    outcome: word("how it ended", requestOutcomes, "skipped"),
    calls: whole("calls that were made for it, attempts included", 0),
    elapsed_ms: number("time it took", 12),
    reason: text("why", "no budget left for backfill until 15:31:00"),
  },
  { title: "ProviderTrouble" },
);

export interface ProviderFacts {
  readonly budget: BudgetRow | null;
  readonly usage: readonly UsageRow[];
  readonly tallies: readonly BarTally[];
}

export function providerOf(
  provider: string,
  { budget: row, usage, tallies }: ProviderFacts,
  { nowTsMs, clockTsMs }: { readonly nowTsMs: number; readonly clockTsMs: number },
) {
  const starts = usageStarts(clockTsMs);
  return {
    provider,
    title: row?.title ?? null,
    state: row?.status.state ?? null,
    text: row?.status.text ?? "",
    until: isoOrNull(row?.status.untilTsMs),
    login_ends_at: isoOrNull(row?.status.loginEndsTsMs),
    serves: row?.serves.map(({ capability, why }) => ({ capability, why })) ?? [],
    // A limit of 0 is none: files and the made-up market can be read without end.
    budget: row !== null && row.limit > 0 ? budgetOf(row, clockTsMs) : null,
    last_hour: usageOf(usage, starts.hour),
    last_24_hours: usageOf(usage, starts.day),
    bars: tallies.map((tally) => storedBarsOf(tally, nowTsMs)),
  };
}

function budgetOf({ limit, windowMs, left, updatedTsMs }: BudgetRow, clockTsMs: number) {
  return {
    limit,
    window_seconds: windowMs / 1_000,
    // A limiter that fills up steadily has fractions of a request.
    left: Math.floor(left),
    left_pct: (100 * left) / limit,
    updated_at: isoText(updatedTsMs),
    age_seconds: ageSeconds(updatedTsMs, clockTsMs),
  };
}

function storedBarsOf({ source, seriesCount, intervals, closeTsMs }: BarTally, nowTsMs: number) {
  return {
    feed: source.feed,
    simulated: source.isSimulated,
    series_count: seriesCount,
    intervals: [...intervals],
    newest_bar_closed_at: isoOrNull(closeTsMs),
    data_age_seconds: ageSeconds(closeTsMs, nowTsMs),
  };
}

export function troubleOf(line: RequestLine) {
  const { provider, endpoint, lane, outcome, calls } = line;
  return {
    at: isoText(line.tsMs),
    ...{ provider, endpoint, lane, outcome, calls },
    elapsed_ms: line.elapsedMs,
    reason: line.reason ?? "",
  };
}
