import { NasdaqTraderProvider } from "../../adapters/providers/nasdaq-trader/provider.ts";
import type { VendorLimits } from "../../adapters/providers/vendor-http.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

const url = "https://www.nasdaqtrader.com";
/** Two files a day. */
const limits: VendorLimits = {
  ...{ limit: 10, windowMs: 60_000, burst: 4, parallelMax: 1 },
  pauseMs: { first: 60_000, max: 3_600_000 },
};

export function openNasdaqTrader(parts: VendorParts): OpenedVendor {
  const http = parts.http({ baseUrl: parts.variable("L2T_NASDAQ_TRADER_URL") ?? url, limits });
  return { provider: new NasdaqTraderProvider({ http }), links: [http], limits };
}
