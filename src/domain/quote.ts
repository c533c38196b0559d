import type { SessionName } from "./session.ts";

/**
 * What a vendor says of a symbol now. Null: the vendor does not say; never a made-up 0.
 * Prices in the instrument's currency, sizes and volumes in shares.
 */
export interface Quote {
  readonly symbol: string;
  /** Newest trade of any session. */
  readonly price: number;
  /** When that trade was, UTC epoch ms. */
  readonly tsMs: number;
  /** Session of that trade, by the clock: what vendors say of it contradicts it now and then. */
  readonly session: SessionName;
  /** Close of the regular session before the one of `tsMs`'s date. */
  readonly previousClose: number | null;
  /** Newest trade of the regular session, which stands still before and after it. */
  readonly regularPrice: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  /** Shares of the day, all sessions that the vendor counts. */
  readonly volume: number | null;
  /** Shares of an average day: see the vendor's page for the number of days. */
  readonly averageVolume: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly isHalted: boolean | null;
}
