import type { VendorAuth, VendorLimits } from "../vendor-http.ts";
import type { TradierPlan } from "./plan.ts";

/** Where Tradier is reached (docs.tradier.com/docs/endpoints). */
export const tradierUrls = {
  rest: {
    production: "https://api.tradier.com/v1",
    sandbox: "https://sandbox.tradier.com/v1",
  } satisfies Record<TradierPlan, string>,
  stream: "wss://ws.tradier.com/v1/markets/events",
} as const;

/** Share of the announced limit that is used: the rest is left to the user's other programs. */
const limitShare = 0.9;

/** 120 requests a minute, 60 in the sandbox; the headers of every answer tell the account's own. */
export const tradierLimits: VendorLimits = {
  limit: 60,
  windowMs: 60_000,
  burst: 10,
  parallelMax: 4,
  pauseMs: { first: 60_000, max: 240_000 },
  readLimit: readTradierLimit,
};

/** A token in a header; without a wish for JSON, XML would come. */
export class TradierAuth implements VendorAuth {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  async credentials() {
    const headers = { authorization: `Bearer ${this.#token}`, accept: "application/json" };
    return { headers };
  }

  async renew(): Promise<boolean> {
    return false;
  }
}

function readTradierLimit(headers: Headers): ReturnType<NonNullable<VendorLimits["readLimit"]>> {
  const limit = countOf(headers, "X-Ratelimit-Allowed");
  const left = countOf(headers, "X-Ratelimit-Available");
  const resetTsMs = countOf(headers, "X-Ratelimit-Expiry");
  if (limit === null && left === null && resetTsMs === null) return null;
  return {
    ...(limit !== null && limit > 0 && { limit: Math.max(1, Math.floor(limit * limitShare)) }),
    ...(left !== null && { left }),
    ...(resetTsMs !== null && { resetTsMs }),
  };
}

function countOf(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  return text !== null && /^\d{1,14}$/.test(text) ? Number(text) : null;
}
