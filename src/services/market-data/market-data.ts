import type { Ability, Capability, MarketDataProvider } from "../../ports/market-data.ts";

/** Methods of a provider that ask once and get an answer. */
export type MarketQuestions = Required<
  Pick<
    MarketDataProvider,
    | "bars"
    | "marketDay"
    | "quotes"
    | "expirations"
    | "chain"
    | "optionTrades"
    | "ratings"
    | "news"
    | "splits"
    | "universe"
    | "calendar"
  >
>;

/**
 * Market data, whoever serves it: the questions of a provider, put to the first one that can
 * answer. Throws Failure provider.missing where nobody offers the capability.
 */
export interface MarketData extends MarketQuestions {
  /** What holds of a capability now, and who serves it; null where nobody does. */
  ability(capability: Capability): (Ability & { readonly provider: string }) | null;
}
