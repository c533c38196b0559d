import { rateLimitHeaders } from "../rate-limit-headers.ts";
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

/** 120 requests a minute, 60 in the sandbox; the headers of every answer tell the account's own. */
export const tradierLimits: VendorLimits = {
  limit: 60,
  windowMs: 60_000,
  burst: 10,
  parallelMax: 4,
  pauseMs: { first: 60_000, max: 240_000 },
  readLimit: rateLimitHeaders({
    ...{ limit: "X-Ratelimit-Allowed", left: "X-Ratelimit-Available" },
    ...{ reset: "X-Ratelimit-Expiry", resetUnitMs: 1 },
  }),
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
