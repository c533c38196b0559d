import { rateLimitHeaders } from "../rate-limit-headers.ts";
import type { VendorAuth, VendorLimits } from "../vendor-http.ts";

/** Where Alpaca is reached (docs.alpaca.markets/docs/about-market-data-api). */
export const alpacaUrls = {
  data: "https://data.alpaca.markets",
  /** Contracts, assets and the calendar; a paper key works on the first only. */
  paperTrading: "https://paper-api.alpaca.markets",
  liveTrading: "https://api.alpaca.markets",
  stream: "wss://stream.data.alpaca.markets",
} as const;

/** 200 requests a minute on the free plan; the headers of every answer tell the plan's own. */
export const alpacaLimits: VendorLimits = {
  limit: 180,
  windowMs: 60_000,
  burst: 20,
  parallelMax: 6,
  pauseMs: { first: 15_000, max: 120_000 },
  readLimit: rateLimitHeaders({
    ...{ limit: "X-RateLimit-Limit", left: "X-RateLimit-Remaining" },
    ...{ reset: "X-RateLimit-Reset", resetUnitMs: 1_000 },
  }),
};

export interface AlpacaKey {
  readonly keyId: string;
  readonly secretKey: string;
}

/** A pair of headers that never ends and cannot be renewed. */
export class AlpacaAuth implements VendorAuth {
  readonly #key: AlpacaKey;

  constructor(key: AlpacaKey) {
    this.#key = key;
  }

  async credentials() {
    const { keyId, secretKey } = this.#key;
    return { headers: { "APCA-API-KEY-ID": keyId, "APCA-API-SECRET-KEY": secretKey } };
  }

  async renew(): Promise<boolean> {
    return false;
  }
}
