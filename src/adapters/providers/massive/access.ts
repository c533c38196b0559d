import type { VendorAuth, VendorLimits } from "../vendor-http.ts";
import type { MassivePlan } from "./plan.ts";

/** Where Massive, formerly Polygon.io, is reached (massive.com/docs/rest/quickstart). */
export const massiveUrls = {
  rest: "https://api.massive.com",
  streams: { delayed: "wss://delayed.massive.com", realtime: "wss://socket.massive.com" },
} as const;

/** A 429 tells no time; the window of the free plan is a minute. */
const pauseMs = { first: 15_000, max: 240_000 } as const;

/** Free keys have 5 requests a minute; paid ones no limit, "stay under 100 a second". */
export const massiveLimits: Readonly<Record<MassivePlan, VendorLimits>> = {
  free: { limit: 5, windowMs: 60_000, burst: 5, parallelMax: 1, pauseMs },
  delayed: { limit: 20, windowMs: 1_000, burst: 20, parallelMax: 8, pauseMs },
  realtime: { limit: 20, windowMs: 1_000, burst: 20, parallelMax: 8, pauseMs },
};

/** A key in a header; it never ends and cannot be renewed. */
export class MassiveAuth implements VendorAuth {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  async credentials() {
    return { headers: { authorization: `Bearer ${this.#key}` } };
  }

  async renew(): Promise<boolean> {
    return false;
  }
}
