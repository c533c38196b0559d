import { TradierAuth, tradierLimits } from "../../src/adapters/providers/tradier/access.ts";
import type { TradierPlan } from "../../src/adapters/providers/tradier/plan.ts";
import { TradierProvider } from "../../src/adapters/providers/tradier/provider.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type ReplayOptions, startReplayServer } from "../replay/replay-server.ts";
import { speedyClock, vendorLink } from "../vendor-link.ts";

export interface TradierVendorOptions extends ReplayOptions {
  readonly nowTsMs?: number;
  readonly clock?: Clock;
  readonly plan?: TradierPlan;
  /** Those of the vendor; wide ones unless told. */
  readonly hasOwnLimits?: boolean;
}

export const tradierToken = "made-up-token";
/** Pauses of the link pass this much faster than they say. */
const speed = 1_000;

/** The provider with a real link to a replay server. */
export async function openTradier(options: TradierVendorOptions = {}) {
  const { nowTsMs = Date.UTC(2026, 5, 1, 15), plan = "production", hasOwnLimits } = options;
  const clock = options.clock ?? speedyClock(nowTsMs, speed);
  const server = await startReplayServer(options);
  const timeoutMs = { firstByte: 3_000 * speed, body: 3_000 * speed };
  const link = vendorLink({
    ...{ baseUrl: `${server.url}/v1`, clock, auth: new TradierAuth(tradierToken), timeoutMs },
    ...(hasOwnLimits && { limits: tradierLimits }),
  });
  const { http, openSocket, lines } = link;
  const stream = { openSocket, streamUrl: `${server.socketUrl}/v1/markets/events` };
  const provider = new TradierProvider({ http, clock, plan, stream });
  return {
    ...{ provider, server, clock, lines },
    budget: () => http.budget(),
    dispose: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
