/**
 * basic  free: IEX live, the consolidated tape 15 minutes late, indicative options
 * plus   paid ("Algo Trader Plus"): the consolidated tape and OPRA live
 */
export const alpacaPlans = ["basic", "plus"] as const;
export type AlpacaPlan = (typeof alpacaPlans)[number];

export type StockFeed = "sip" | "iex" | "delayed_sip";
export type OptionFeed = "opra" | "indicative";

/** Tapes that are asked for: always named in the request, never left to the vendor's default. */
export interface AlpacaFeeds {
  readonly quotes: StockFeed;
  readonly stream: StockFeed;
  readonly options: OptionFeed;
}

const delayedMs = 15 * 60_000;
/** The free plan answers 403 inside of 15 minutes; a minute more forgives a clock that is ahead. */
const sipEmbargoMs = delayedMs + 60_000;

export function feedsOf(plan: AlpacaPlan, wanted: Partial<AlpacaFeeds> = {}): AlpacaFeeds {
  const isPlus = plan === "plus";
  return {
    quotes: wanted.quotes ?? (isPlus ? "sip" : "iex"),
    stream: wanted.stream ?? (isPlus ? "sip" : "iex"),
    options: wanted.options ?? (isPlus ? "opra" : "indicative"),
  };
}

export function delayMsOf(feed: StockFeed | OptionFeed): number {
  return feed === "delayed_sip" || feed === "indicative" ? delayedMs : 0;
}

/** What the history of the consolidated tapes lags behind by the plan. */
export function historyDelayMs(plan: AlpacaPlan): number {
  return plan === "plus" ? 0 : sipEmbargoMs;
}

/** Moments before this one may be asked of the consolidated tapes. */
export function consolidatedUntilTsMs(plan: AlpacaPlan, nowMs: number): number {
  return plan === "plus" ? nowMs : nowMs - sipEmbargoMs;
}
