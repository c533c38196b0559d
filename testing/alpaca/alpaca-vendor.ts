import { AlpacaAuth } from "../../src/adapters/providers/alpaca/access.ts";
import type { AlpacaFeeds, AlpacaPlan } from "../../src/adapters/providers/alpaca/plan.ts";
import { AlpacaProvider } from "../../src/adapters/providers/alpaca/provider.ts";
import type { VendorLimits } from "../../src/adapters/providers/vendor-http.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type ReplayOptions, startReplayServer } from "../replay/replay-server.ts";
import { speedyClock, vendorLink } from "../vendor-link.ts";

export interface AlpacaVendorOptions extends ReplayOptions {
  readonly nowTsMs?: number;
  readonly clock?: Clock;
  readonly plan?: AlpacaPlan;
  readonly feeds?: Partial<AlpacaFeeds>;
  readonly limits?: VendorLimits;
}

export const alpacaKey = { keyId: "PKTEST", secretKey: "made-up" } as const;
/** Pauses of the links pass this much faster than they say. */
const speed = 1_000;

/** The provider with real links to a replay server, which stands for all three hosts. */
export async function openAlpaca(options: AlpacaVendorOptions = {}) {
  const { nowTsMs = Date.UTC(2026, 5, 1, 15), plan = "plus", feeds, limits } = options;
  const clock = options.clock ?? speedyClock(nowTsMs, speed);
  const server = await startReplayServer(options);
  const base = { baseUrl: server.url, clock, auth: new AlpacaAuth(alpacaKey) };
  const timeoutMs = { firstByte: 3_000 * speed, body: 3_000 * speed };
  const link = () => vendorLink({ ...base, timeoutMs, ...(limits && { limits }) });
  const data = link();
  const trading = link();
  const provider = new AlpacaProvider({
    ...{ http: data.http, tradingHttp: trading.http, clock, plan },
    ...(feeds && { feeds }),
    stream: { openSocket: data.openSocket, key: alpacaKey, streamUrl: server.socketUrl },
  });
  return {
    ...{ provider, server, clock },
    budgets: () => ({ data: data.http.budget(), trading: trading.http.budget() }),
    lines: () => [...data.lines, ...trading.lines],
    dispose: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
