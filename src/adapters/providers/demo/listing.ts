import type { Listing } from "../../../domain/research.ts";
import type { DemoMarket } from "./market.ts";
import type { OptionClasses } from "./option-expiries.ts";
import type { DemoTier } from "./profile.ts";

/** The better ones are listed on the older exchange more often than not. */
const exchanges: Readonly<Record<DemoTier, readonly string[]>> = {
  trophy: ["NYSE"],
  large: ["NYSE", "NASDAQ"],
  middle: ["NASDAQ", "NYSE"],
  small: ["NASDAQ", "NASDAQ", "NYSE American"],
  illiquid: ["NASDAQ", "NYSE American"],
  penny: ["NASDAQ"],
};

/** A symbol of the demo market as a directory lists it. The name says that it is invented. */
export function demoListing(
  market: DemoMarket,
  symbolIndex: number,
  classes: OptionClasses,
): Listing {
  const symbol = market.symbols[symbolIndex] as string;
  const { tier, sector } = market.profile(symbolIndex);
  const places = exchanges[tier];
  return {
    symbol,
    name: `${symbol} ${sector} (demo)`,
    exchange: places[symbolIndex % places.length] as string,
    isEtf: false,
    kind: "common",
    hasOptions: classes.of(symbolIndex) !== null,
  };
}
