import type { Capability, Lane, ProviderStatus } from "./market-data.ts";

/**
 * How a request ended. Each one has exactly one of these, so that none is lost without a line.
 * ok            answered
 * unchanged     answered with "as before" (304)
 * cached        answered from what was fetched a moment ago: no call was made
 * joined        answered by the same request of somebody else that was under way
 * rate-limited  refused for its number, and not tried again
 * failed        no usable answer after all attempts
 * skipped       not sent: no budget left for its lane, the circuit is open, or it was called off
 */
export const requestOutcomes = [
  ...["ok", "unchanged", "cached", "joined"],
  ...["rate-limited", "failed", "skipped"],
] as const;
export type RequestOutcome =
  | "ok"
  | "unchanged"
  | "cached"
  | "joined"
  | "rate-limited"
  | "failed"
  | "skipped";

/** The end of one request. */
export interface RequestLine {
  readonly tsMs: number;
  readonly provider: string;
  /** Part of the vendor's interface: "bars", "quotes", "chain", "token". */
  readonly endpoint: string;
  readonly lane: Lane;
  readonly outcome: RequestOutcome;
  /** Calls that were really made for it, attempts included. */
  readonly calls: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  /** Why it failed or was skipped; null when it went well. No secrets. */
  readonly reason: string | null;
}

/** Requests of one provider, endpoint, lane and outcome within an hour. */
export interface UsageRow {
  readonly hourTsMs: number;
  readonly provider: string;
  readonly endpoint: string;
  readonly lane: Lane;
  readonly outcome: RequestOutcome;
  readonly requests: number;
  readonly calls: number;
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** What a provider may still be asked, as its limiter and its headers tell. */
export interface BudgetRow {
  readonly provider: string;
  readonly title: string;
  /** Requests in `windowMs` that its limit allows. */
  readonly limit: number;
  readonly windowMs: number;
  readonly left: number;
  readonly status: ProviderStatus;
  /** What it serves now, by the router's choice, and why where it is not the first choice. */
  readonly serves: readonly { readonly capability: Capability; readonly why: string }[];
  readonly updatedTsMs: number;
}

/** How fresh one kind of data of a symbol is. */
export interface FreshnessRow {
  readonly symbol: string;
  readonly capability: Capability;
  readonly provider: string;
  /** When it was asked for, in time of the market. */
  readonly fetchedTsMs: number;
  /** The moment that the newest value speaks of. */
  readonly asOfTsMs: number;
}

/** The API budget: what was used, what is left, what was skipped. May throw Failure store.*. */
export interface ProviderLedger {
  /** Adds lines to the hours they fall in, and keeps the newest of those with a reason. */
  record(lines: readonly RequestLine[]): void;
  /** Hours that begin at or after the moment, oldest first. */
  usage(sinceTsMs: number): readonly UsageRow[];
  /** The newest lines that have a reason, newest first. */
  troubles(limit: number): readonly RequestLine[];
  /** Replaces the row of each provider that is named; the others stay. */
  putBudgets(rows: readonly BudgetRow[]): void;
  budgets(): readonly BudgetRow[];
  putFreshness(rows: readonly FreshnessRow[]): void;
  /** Sorted by symbol, then capability. */
  freshness(filter?: {
    readonly symbol?: string;
    readonly capability?: Capability;
  }): readonly FreshnessRow[];
  /**
   * Drops what was not told since the moment: hours, troubles, freshness and budgets, `rowsMax` at
   * most; how many.
   */
  dropUsage(beforeTsMs: number, options?: { readonly rowsMax: number }): number;
}
