import type { DataSource } from "./instrument.ts";

/** Where a value comes from and how old it is: kept with every row and shown with every value. */
export interface Provenance extends DataSource {
  /** How far the feed lags behind the market by its terms, ms; 0 is live. */
  readonly delayMs: number;
  /** The moment that the values speak of, as far as the vendor says; else when they came. */
  readonly asOfTsMs: number;
}

/** What a series keeps of where its bars came from. */
export function sourceOf({ provider, feed, isSimulated, delayMs }: Provenance): DataSource {
  return { provider, feed, isSimulated, delayMs };
}
