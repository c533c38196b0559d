import { DemoFeed } from "../adapters/providers/demo/feed.ts";
import { createDemoMarket } from "../adapters/providers/demo/market.ts";
import { demoSeedDefault, demoSymbolsDefault } from "../config/service-options.ts";
import type { Store } from "../ports/store.ts";
import type { LiveMarket } from "../services/market-data/live-market.ts";
import { MarketDataWorker } from "../services/market-data/market-data-worker.ts";
import { MarketRun } from "../services/market-data/market-run.ts";
import type { OpenMarket } from "../services/market-data/market-runner.ts";
import { keptDefaults, keptOfImports, Retention } from "../services/retention.ts";
import { simulatedNowMs } from "../services/scan/market-clock.ts";
import type { Service } from "../services/service.ts";
import type { DemoWish } from "../surfaces/cli/services-plan.ts";
import type { MakeWish } from "./make-wish.ts";
import type { ServiceParts } from "./run-service.ts";

/** Short enough to see something happen, long enough to scan thousands of symbols in between. */
const demoInterval = "5m";
/** Sessions of history: what the longest dialect reads; half of it where the market is huge. */
const historyDays = { usual: 520, large: 260, largeFrom: 5_000 } as const;
const demoStoreBytesMax = 4e9;

export async function makeMarketDataWorker(
  parts: ServiceParts,
  { plan, onNotice }: MakeWish,
): Promise<Service> {
  const { store, clock } = parts;
  const demo = plan.demo ?? (simulatedNowMs(store.metadata) === null ? null : goesOn);
  const market = demo === null ? null : liveMarket(demo, parts, onNotice);
  const kept = market === null ? keptOfImports : keptDefaults;
  const housekeeper = new Retention({ store, clock, kept, onNotice });
  const openMarket: OpenMarket | null =
    market && ((hooks) => new MarketRun({ ...parts, market, desks: [], hooks }));
  return new MarketDataWorker({ ...parts, openMarket, housekeeper, onNotice });
}

/** A demo market that is there already, when nobody says more. */
const goesOn: DemoWish = { symbols: undefined, speed: 60, seed: demoSeedDefault };

function liveMarket(
  { symbols: wished, speed, seed }: DemoWish,
  { store, clock }: ServiceParts,
  onNotice: (text: string) => void,
): LiveMarket {
  const stored = symbolsStored(store);
  if (wished !== undefined && wished < stored) {
    onNotice(`the demo store has ${stored.toLocaleString("en-US")} symbols already: using those`);
  }
  // A demo market never shrinks: what it has stays.
  const symbols = Math.max(wished ?? (stored || demoSymbolsDefault), stored);
  const market = createDemoMarket({ seed, symbols });
  return {
    simulator: market,
    feedInterval: demoInterval,
    historyDays: symbols >= historyDays.largeFrom ? historyDays.large : historyDays.usual,
    storeBytesMax: demoStoreBytesMax,
    openFeed: ({ fromTsMs }) =>
      new DemoFeed({ market, clock, interval: demoInterval, speed, fromTsMs }),
  };
}

function symbolsStored(store: Store): number {
  return store.bars.series({ interval: "1d" }).length;
}
