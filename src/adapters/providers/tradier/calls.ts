import type { Provenance } from "../../../domain/provenance.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking } from "../../../ports/market-data.ts";
import type { VendorHttp, VendorRequest, VendorResponse } from "../vendor-http.ts";
import { planDelayMs, type TradierPlan } from "./plan.ts";

/** What every question to Tradier needs. */
export interface TradierContext {
  readonly http: VendorHttp;
  readonly clock: Clock;
  readonly plan: TradierPlan;
}

export type TradierRequest = Omit<VendorRequest, "lane" | "signal"> & { readonly asking: Asking };

/** So many requests of one question are under way at a time. */
export const parallelMax = 4;

export function ask(
  { http }: TradierContext,
  { asking, ...request }: TradierRequest,
): Promise<VendorResponse> {
  return http.request({ ...request, lane: asking.lane, signal: asking.signal });
}

/** Where prices come from: consolidated tapes, late in the sandbox. */
export function tradierProvenance(
  { plan }: Pick<TradierContext, "plan">,
  feed: string,
  asOfTsMs: number,
): Provenance {
  return { provider: "tradier", feed, isSimulated: false, delayMs: planDelayMs(plan), asOfTsMs };
}
