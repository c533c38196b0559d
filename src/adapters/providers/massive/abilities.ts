import type { Ability, Capability } from "../../../ports/market-data.ts";
import { nativeIntervals } from "./bars.ts";
import { tradeContractsMax } from "./option-trades.ts";
import { type MassivePlan, planDelayMs, planDepthDays } from "./plan.ts";
import { quoteBatch } from "./quotes.ts";

type Abilities = Partial<Readonly<Record<Capability, Ability>>>;

/** What the plan gives (massive.com/pricing). */
export function massiveAbilities(plan: MassivePlan): Abilities {
  const days = planDepthDays(plan);
  const prices = { feed: "sip", delayMs: planDelayMs(plan), symbolsMax: 1 };
  const reference = { delayMs: 0, symbolsMax: Number.MAX_SAFE_INTEGER };
  const adjustments = ["split", "raw"] as const;
  return {
    bars: {
      ...prices,
      intervals: nativeIntervals,
      depthDays: Object.fromEntries(nativeIntervals.map((interval) => [interval, days])),
      adjustments,
    },
    "market-day": { ...prices, symbolsMax: Number.MAX_SAFE_INTEGER, adjustments },
    news: { feed: "news", ...reference },
    splits: { feed: "splits", ...reference },
    universe: { feed: "tickers", ...reference },
    calendar: { feed: "calendar", ...reference },
    ...(plan !== "free" && paidAbilities(plan)),
  };
}

function paidAbilities(plan: MassivePlan): Abilities {
  const delayMs = planDelayMs(plan);
  return {
    quotes: { feed: "sip", delayMs, symbolsMax: quoteBatch.symbolsMax, hasPremarket: true },
    chain: {
      ...{ feed: "opra", delayMs, symbolsMax: 1, hasGreeks: true, hasOpenInterest: true },
    },
    "option-trades": { feed: "opra", delayMs, symbolsMax: tradeContractsMax },
    stream: {
      ...{ feed: "sip", delayMs, symbolsMax: Number.MAX_SAFE_INTEGER },
      streams: ["bars"],
      hasMarketStream: true,
    },
  };
}
