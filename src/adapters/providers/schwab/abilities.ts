import type { Ability, Capability } from "../../../ports/market-data.ts";
import { depthDays, schwabIntervals } from "./price-history.ts";
import { streamSymbolsMax } from "./subscriptions.ts";

/** Schwab names no maximum; more would make addresses that proxies refuse. */
export const quotesPerCall = 200;

const stock = { feed: "nbbo", delayMs: 0 } as const;

/** What a Schwab application gives. Options come as snapshots: there are no trades of them. */
export function abilitiesOf({
  hasStream,
}: {
  readonly hasStream: boolean;
}): Partial<Readonly<Record<Capability, Ability>>> {
  return {
    bars: {
      ...stock,
      symbolsMax: 1,
      intervals: schwabIntervals,
      depthDays,
      adjustments: ["split"],
    },
    quotes: { ...stock, symbolsMax: quotesPerCall, hasPremarket: true },
    chain: {
      ...{ feed: "opra", delayMs: 0, symbolsMax: 1 },
      ...{ hasGreeks: true, hasOpenInterest: true },
    },
    calendar: { ...stock, symbolsMax: 1 },
    ...(hasStream && {
      stream: { ...stock, symbolsMax: streamSymbolsMax, streams: ["bars", "quotes"] },
    }),
  };
}
