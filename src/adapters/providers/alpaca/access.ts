import type { VendorAuth, VendorLimits } from "../vendor-http.ts";

/** Where Alpaca is reached (docs.alpaca.markets/docs/about-market-data-api). */
export const alpacaUrls = {
  data: "https://data.alpaca.markets",
  /** Contracts, assets and the calendar; a paper key works on the first only. */
  paperTrading: "https://paper-api.alpaca.markets",
  liveTrading: "https://api.alpaca.markets",
  stream: "wss://stream.data.alpaca.markets",
} as const;

/** Share of the announced limit that is used: the rest is left to the user's other programs. */
const limitShare = 0.9;

/** 200 requests a minute on the free plan; the headers of every answer tell the plan's own. */
export const alpacaLimits: VendorLimits = {
  limit: 180,
  windowMs: 60_000,
  burst: 20,
  parallelMax: 6,
  pauseMs: { first: 15_000, max: 120_000 },
  readLimit: readAlpacaLimit,
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

function readAlpacaLimit(headers: Headers): ReturnType<NonNullable<VendorLimits["readLimit"]>> {
  const limit = countOf(headers, "X-RateLimit-Limit");
  const left = countOf(headers, "X-RateLimit-Remaining");
  const resetSeconds = countOf(headers, "X-RateLimit-Reset");
  if (limit === null && left === null && resetSeconds === null) return null;
  return {
    ...(limit !== null && limit > 0 && { limit: Math.max(1, Math.floor(limit * limitShare)) }),
    ...(left !== null && { left }),
    ...(resetSeconds !== null && { resetTsMs: resetSeconds * 1_000 }),
  };
}

function countOf(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}
