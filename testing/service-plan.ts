import type { DemoWish, ServicesPlan } from "../src/surfaces/cli/services-plan.ts";

/** A plan for services of a demo market that only this machine may ask. */
export function demoPlan(
  facts: Pick<ServicesPlan, "dataDir"> & { readonly port?: number; readonly demo: DemoWish },
): ServicesPlan {
  const { dataDir, port = 0, demo } = facts;
  return {
    ...{ dataDir, demo, live: null, port, host: "127.0.0.1", version: "0.0.0-test" },
    api: { accessLog: false, corsOrigin: [], trustLoopback: true, requestsPerMinute: 100_000 },
  };
}
