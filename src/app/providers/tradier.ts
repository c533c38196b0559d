import {
  TradierAuth,
  tradierLimits,
  tradierUrls,
} from "../../adapters/providers/tradier/access.ts";
import { type TradierPlan, tradierPlans } from "../../adapters/providers/tradier/plan.ts";
import { TradierProvider } from "../../adapters/providers/tradier/provider.ts";
import { Failure } from "../../base/failure.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

export function openTradier(parts: VendorParts): OpenedVendor {
  const { clock } = parts.means;
  const plan = planOf(parts);
  const url = parts.variable("L2T_TRADIER_URL");
  const baseUrl = url ?? tradierUrls.rest[plan];
  const limits = tradierLimits;
  const http = parts.http({
    ...{ baseUrl, limits, auth: new TradierAuth(parts.needed("L2T_TRADIER_TOKEN")) },
  });
  const provider = new TradierProvider({
    ...{ http, clock, plan },
    // A proxy for requests says nothing of where the stream is.
    ...(url === undefined && { stream: { openSocket: parts.openSocket } }),
  });
  return { provider, links: [http], limits };
}

function planOf(parts: VendorParts): TradierPlan {
  const text = parts.variable("L2T_TRADIER_PLAN") ?? "production";
  const plan = tradierPlans.find((known) => known === text);
  if (plan !== undefined) return plan;
  const offered = tradierPlans.join(" or ");
  throw new Failure("config.invalid", `L2T_TRADIER_PLAN is ${offered}, not "${text}"`);
}
