import { MassiveAuth } from "../../src/adapters/providers/massive/access.ts";
import type { MassivePlan } from "../../src/adapters/providers/massive/plan.ts";
import { MassiveProvider } from "../../src/adapters/providers/massive/provider.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { type ReplayOptions, startReplayServer } from "../replay/replay-server.ts";
import { speedyClock, vendorLink } from "../vendor-link.ts";

export interface MassiveVendorOptions extends ReplayOptions {
  readonly nowTsMs?: number;
  readonly clock?: Clock;
  readonly plan?: MassivePlan;
}

export const massiveKey = "made-up-key";
/** Pauses of the link pass this much faster than they say. */
const speed = 1_000;

/** The provider with a real link to a replay server. */
export async function openMassive(options: MassiveVendorOptions = {}) {
  const { nowTsMs = Date.UTC(2026, 5, 1, 15), plan = "realtime" } = options;
  const clock = options.clock ?? speedyClock(nowTsMs, speed);
  const server = await startReplayServer(options);
  const timeoutMs = { firstByte: 3_000 * speed, body: 3_000 * speed };
  const auth = new MassiveAuth(massiveKey);
  const { http, openSocket, lines } = vendorLink({ baseUrl: server.url, clock, auth, timeoutMs });
  const stream = { openSocket, key: massiveKey, streamUrl: server.socketUrl };
  const provider = new MassiveProvider({ http, clock, plan, stream });
  return {
    ...{ provider, server, clock, lines },
    dispose: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
