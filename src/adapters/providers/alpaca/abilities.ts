import { dayMs } from "../../../domain/local-date.ts";
import type { Ability, Capability } from "../../../ports/market-data.ts";
import { barsFeed, nativeIntervals, stockBatch } from "./bars.ts";
import type { AlpacaContext } from "./calls.ts";
import { tradeContractsMax } from "./option-trades.ts";
import { delayMsOf, historyDelayMs } from "./plan.ts";

/** First day of Alpaca's bars. */
const historyFromTsMs = Date.UTC(2016, 0, 4);
const { symbolsMax } = stockBatch;

type Offered = Exclude<Capability, "market-day" | "ratings">;

/** What the plan gives (docs.alpaca.markets/docs/about-market-data-api#subscription-plans). */
export function alpacaAbilities(
  context: Pick<AlpacaContext, "plan" | "feeds" | "clock">,
): Readonly<Record<Offered, Ability>> {
  const { plan, feeds, clock } = context;
  const days = Math.floor((clock.nowMs() - historyFromTsMs) / dayMs);
  const historyMs = historyDelayMs(plan);
  const reference = { delayMs: 0, symbolsMax };
  return {
    bars: {
      feed: barsFeed,
      delayMs: historyMs,
      symbolsMax,
      intervals: nativeIntervals,
      depthDays: Object.fromEntries(nativeIntervals.map((interval) => [interval, days])),
      adjustments: ["split", "raw"],
    },
    quotes: {
      feed: feeds.quotes,
      delayMs: delayMsOf(feeds.quotes),
      symbolsMax,
      hasPremarket: true,
    },
    chain: {
      feed: feeds.options,
      delayMs: delayMsOf(feeds.options),
      symbolsMax: 1,
      hasGreeks: true,
      hasOpenInterest: true,
    },
    "option-trades": { feed: "opra", delayMs: historyMs, symbolsMax: tradeContractsMax },
    news: { feed: "benzinga", ...reference },
    splits: { feed: "corporate-actions", ...reference },
    universe: { feed: "assets", ...reference },
    calendar: { feed: "calendar", ...reference },
    stream: {
      feed: feeds.stream,
      delayMs: delayMsOf(feeds.stream),
      symbolsMax: Number.MAX_SAFE_INTEGER,
      streams: ["bars", "quotes", "option-trades", "news"],
      hasMarketStream: true,
    },
  };
}
