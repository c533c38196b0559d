import type { Ability, Capability } from "../../../ports/market-data.ts";
import { depthDays, nativeIntervals } from "./bars.ts";
import { planDelayMs, type TradierPlan } from "./plan.ts";
import { quoteSymbolsMax } from "./quotes.ts";

type Abilities = Partial<Readonly<Record<Capability, Ability>>>;

/** What the account gives (docs.tradier.com/docs/market-data). */
export function tradierAbilities(plan: TradierPlan): Abilities {
  const delayMs = planDelayMs(plan);
  return {
    bars: {
      ...{ feed: "sip", delayMs, symbolsMax: 1, depthDays, intervals: nativeIntervals },
      adjustments: ["split"],
    },
    // The last price stands still outside of regular hours.
    quotes: { feed: "nbbo", delayMs, symbolsMax: quoteSymbolsMax, hasPremarket: false },
    chain: {
      ...{ feed: "opra", delayMs, symbolsMax: 1, hasGreeks: true, hasOpenInterest: true },
    },
    calendar: { feed: "calendar", delayMs: 0, symbolsMax: Number.MAX_SAFE_INTEGER },
    ...(plan === "production" && {
      "option-trades": { feed: "opra", delayMs, symbolsMax: 1 },
      stream: {
        ...{ feed: "nbbo", delayMs, symbolsMax: Number.MAX_SAFE_INTEGER },
        streams: ["quotes", "option-trades"],
        hasMarketStream: false,
      },
    }),
  };
}
