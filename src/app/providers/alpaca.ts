import { AlpacaAuth, alpacaLimits, alpacaUrls } from "../../adapters/providers/alpaca/access.ts";
import { type AlpacaPlan, alpacaPlans } from "../../adapters/providers/alpaca/plan.ts";
import { AlpacaProvider } from "../../adapters/providers/alpaca/provider.ts";
import { Failure } from "../../base/failure.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

/** Keys of paper accounts begin so. */
const paperKey = /^PK/;

export function openAlpaca(parts: VendorParts): OpenedVendor {
  const { clock } = parts.means;
  const key = {
    keyId: parts.needed("L2T_ALPACA_KEY_ID"),
    secretKey: parts.needed("L2T_ALPACA_SECRET_KEY"),
  };
  const { paperTrading, liveTrading } = alpacaUrls;
  const tradingUrl = paperKey.test(key.keyId) ? paperTrading : liveTrading;
  const shared = { limits: alpacaLimits, auth: new AlpacaAuth(key) };
  const http = parts.http({
    baseUrl: parts.variable("L2T_ALPACA_URL") ?? alpacaUrls.data,
    ...shared,
  });
  const tradingHttp = parts.http({
    ...{ baseUrl: parts.variable("L2T_ALPACA_TRADING_URL") ?? tradingUrl, ...shared },
  });
  const streamUrl = parts.variable("L2T_ALPACA_STREAM_URL") ?? alpacaUrls.stream;
  const stream = { openSocket: parts.openSocket, key, streamUrl };
  const provider = new AlpacaProvider({ http, tradingHttp, clock, plan: planOf(parts), stream });
  return { provider, links: [http], limits: alpacaLimits };
}

function planOf(parts: VendorParts): AlpacaPlan {
  const text = parts.variable("L2T_ALPACA_PLAN") ?? "basic";
  const plan = alpacaPlans.find((known) => known === text);
  if (plan !== undefined) return plan;
  const offered = alpacaPlans.join(" or ");
  throw new Failure("config.invalid", `L2T_ALPACA_PLAN is ${offered}, not "${text}"`);
}
