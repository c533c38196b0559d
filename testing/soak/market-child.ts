/**
 * One process with all services on a demo market that goes as fast as it is worked through:
 * market-child.ts OPTIONS. Keeps bars and events for so short that a month drops most of them.
 */
import { DemoFeed } from "../../src/adapters/providers/demo/feed.ts";
import { createDemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { demoDesks } from "../../src/app/compose-demo.ts";
import { makeService } from "../../src/app/compose-services.ts";
import { runServices, type ServiceParts } from "../../src/app/run-service.ts";
import { intervals, isDateKeyed } from "../../src/domain/interval.ts";
import { oneProcess, serviceNames } from "../../src/domain/service-name.ts";
import type { LiveMarket } from "../../src/services/market-data/live-market.ts";
import { MarketDataWorker } from "../../src/services/market-data/market-data-worker.ts";
import { MarketRun } from "../../src/services/market-data/market-run.ts";
import { SymbolBook } from "../../src/services/market-data/symbol-book.ts";
import { watchedSymbols } from "../../src/services/market-data/watched-symbols.ts";
import { type Kept, keptDefaults, Retention } from "../../src/services/retention.ts";
import { demoPlan } from "../service-plan.ts";

export interface SoakMarket {
  readonly dataDir: string;
  readonly port: number;
  readonly seed: number;
  readonly symbols: number;
  readonly historyDays: number;
  readonly keptDays: number;
}

const feedInterval = "5m";
const eventsMax = 5_000;
const storeBytesMax = 4e9;

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error("usage: market-child.ts OPTIONS");
process.exitCode = await run(JSON.parse(given) as SoakMarket);

async function run(soak: SoakMarket): Promise<number> {
  const { dataDir, port, seed, symbols } = soak;
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  const onNotice = (text: string) => console.log(text);
  const demo = { seed, symbols, speed: Number.POSITIVE_INFINITY };
  const plan = demoPlan({ dataDir, demo, port });
  const environment = process.env;
  return await runServices({
    ...{ role: oneProcess, names: serviceNames, dataDir, environment, onLine: onNotice },
    signal: stop.signal,
    make: async (name, parts) =>
      name === "market-data-worker"
        ? makeWorker(soak, parts, onNotice)
        : await makeService(name, parts, { plan, environment, onNotice }),
  });
}

function makeWorker(
  { seed, symbols, historyDays, keptDays }: SoakMarket,
  { store, bus, clock }: ServiceParts,
  onNotice: (text: string) => void,
): MarketDataWorker {
  const simulator = createDemoMarket({ seed, symbols });
  // Days and weeks are few, and scanners read years of them.
  const short = intervals.filter((at) => !isDateKeyed(at)).map((at) => [at, keptDays]);
  const barDays: Kept["barDays"] = { ...keptDefaults.barDays, ...Object.fromEntries(short) };
  const kept = { ...keptDefaults, eventsMax, barDays };
  const parts = { store, bus, clock };
  const market: LiveMarket = {
    ...{ simulator, feedInterval, historyDays, storeBytesMax },
    openFeed: ({ fromTsMs }) =>
      new DemoFeed({
        ...{ market: simulator, clock, fromTsMs },
        ...{ interval: feedInterval, speed: Number.POSITIVE_INFINITY },
      }),
  };
  const watched = new SymbolBook(() => watchedSymbols(store, simulator.symbols));
  return new MarketDataWorker({
    ...{ ...parts, onNotice },
    housekeeper: new Retention({ store, clock, kept, onNotice }),
    openMarket: (hooks) => {
      const desks = demoDesks(parts, { simulator, watched, onNotice });
      return new MarketRun({ ...parts, market, desks, hooks });
    },
  });
}
