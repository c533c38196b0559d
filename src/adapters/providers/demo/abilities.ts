import { demoIntervals } from "./demo-bars.ts";

const years = 20;
const depth = Object.fromEntries(demoIntervals.map((interval) => [interval, years * 365]));

/** What the demo market gives: everything but a stream, without a limit, at once. */
export function demoAbilities(feed: string) {
  const plain = { feed, delayMs: 0, symbolsMax: 10_000 };
  const one = { ...plain, symbolsMax: 1 };
  return {
    bars: { ...plain, intervals: demoIntervals, depthDays: depth, adjustments: ["split"] },
    "market-day": { ...plain, adjustments: ["split"] },
    quotes: { ...plain, hasPremarket: true },
    chain: { ...one, hasGreeks: true, hasOpenInterest: true },
    "option-trades": plain,
    ratings: one,
    news: plain,
    splits: plain,
    universe: plain,
    calendar: plain,
  } as const;
}
