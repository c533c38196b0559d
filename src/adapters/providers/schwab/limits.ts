import type { VendorLimits } from "../vendor-http.ts";

/** Market data, account data and login all live below it. */
export const schwabBaseUrl = "https://api.schwabapi.com";

/**
 * Schwab allows 120 requests a minute and application, tells it in no header, and says nothing
 * but 429 beyond. Twenty are left to other programs of the user.
 */
export const schwabLimits: VendorLimits = {
  limit: 100,
  windowMs: 60_000,
  burst: 10,
  parallelMax: 4,
  pauseMs: { first: 60_000, max: 900_000 },
};
