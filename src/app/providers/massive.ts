import {
  MassiveAuth,
  massiveLimits,
  massiveUrls,
} from "../../adapters/providers/massive/access.ts";
import { type MassivePlan, massivePlans } from "../../adapters/providers/massive/plan.ts";
import { MassiveProvider } from "../../adapters/providers/massive/provider.ts";
import { Failure } from "../../base/failure.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

export function openMassive(parts: VendorParts): OpenedVendor {
  const { clock } = parts.means;
  const key = parts.needed("L2T_MASSIVE_KEY");
  const plan = planOf(parts);
  const limits = massiveLimits[plan];
  const baseUrl = parts.variable("L2T_MASSIVE_URL") ?? massiveUrls.rest;
  const http = parts.http({ baseUrl, limits, auth: new MassiveAuth(key) });
  const streamUrl = parts.variable("L2T_MASSIVE_STREAM_URL");
  const stream = { openSocket: parts.openSocket, key, ...(streamUrl && { streamUrl }) };
  const provider = new MassiveProvider({ http, clock, plan, stream });
  return { provider, links: [http], limits };
}

function planOf(parts: VendorParts): MassivePlan {
  const text = parts.variable("L2T_MASSIVE_PLAN") ?? "free";
  const plan = massivePlans.find((known) => known === text);
  if (plan !== undefined) return plan;
  const offered = massivePlans.join(", ");
  throw new Failure("config.invalid", `L2T_MASSIVE_PLAN is one of ${offered}, not "${text}"`);
}
