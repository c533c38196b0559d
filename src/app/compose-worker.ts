import { demoSeedDefault } from "../config/service-options.ts";
import { MarketDataWorker } from "../services/market-data/market-data-worker.ts";
import type { OpenMarket } from "../services/market-data/market-runner.ts";
import { keptDefaults, keptOfImports, Retention } from "../services/retention.ts";
import { simulatedNowMs } from "../services/scan/market-clock.ts";
import type { Service } from "../services/service.ts";
import type { DemoWish } from "../surfaces/cli/services-plan.ts";
import type { MakeWish } from "./make-wish.ts";
import type { ServiceParts } from "./run-service.ts";

export async function makeMarketDataWorker(parts: ServiceParts, wish: MakeWish): Promise<Service> {
  const { store, clock } = parts;
  const { onNotice } = wish;
  const openMarket = await openMarketOf(parts, wish);
  const kept = openMarket === null ? keptOfImports : keptDefaults;
  const housekeeper = new Retention({ store, clock, kept, onNotice });
  return new MarketDataWorker({ ...parts, openMarket, housekeeper, onNotice });
}

/** A demo market that is there already, when nobody says more. */
const goesOn: DemoWish = { symbols: undefined, speed: 60, seed: demoSeedDefault };

/** Null: imported bars are all there is. */
async function openMarketOf(
  parts: ServiceParts,
  { plan, environment, onNotice }: MakeWish,
): Promise<OpenMarket | null> {
  const isDemo = simulatedNowMs(parts.store.metadata) !== null;
  const demo = plan.demo ?? (isDemo ? goesOn : null);
  if (demo !== null) {
    const { openDemoMarket } = await import("./compose-demo.ts");
    return openDemoMarket(parts, { wish: demo, onNotice });
  }
  if (plan.live === null) return null;
  const { openLiveMarket } = await import("./compose-live.ts");
  const { dataDir, version, live } = plan;
  return await openLiveMarket(parts, { wish: live, dataDir, version, environment, onNotice });
}
