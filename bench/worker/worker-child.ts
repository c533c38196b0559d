/**
 * A market-data worker alone on a demo market, from 04:00 to the close of one session:
 * worker-child.ts OPTIONS. Prints "live" when history is filled and the session begins, and
 * "over" with what it took when it has ended.
 */
import { DemoFeed } from "../../src/adapters/providers/demo/feed.ts";
import { createDemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { demoDesks } from "../../src/app/compose-demo.ts";
import { endOnBug } from "../../src/app/end-on-bug.ts";
import { runServices, type ServiceParts } from "../../src/app/run-service.ts";
import { MarketDataWorker } from "../../src/services/market-data/market-data-worker.ts";
import { MarketRun } from "../../src/services/market-data/market-run.ts";
import type { OpenMarket } from "../../src/services/market-data/market-runner.ts";
import { SymbolBook } from "../../src/services/market-data/symbol-book.ts";
import { watchedSymbols } from "../../src/services/market-data/watched-symbols.ts";
import { keptDefaults, Retention } from "../../src/services/retention.ts";

export interface WorkerDay {
  readonly dataDir: string;
  readonly seed: number;
  readonly symbols: number;
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly historyDays: number;
  /** End of the session before, and close of the one that is lived through. */
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

export interface WorkerDayEnd {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** From 04:00 to the bell. */
const premarketMinutes = 330;
const feedInterval = "5m";

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error("usage: worker-child.ts OPTIONS");
const day = JSON.parse(given) as WorkerDay;
process.exitCode = await run();

async function run(): Promise<number> {
  endOnBug(async (error) => {
    console.error(error);
    return 70;
  });
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  const onNotice = (text: string) => console.error(text);
  const { dataDir } = day;
  return await runServices({
    ...{ role: "market-data-worker", names: ["market-data-worker"], dataDir },
    ...{ environment: process.env, signal: stop.signal, onLine: onNotice },
    make: async (_, { store, bus, clock }) => {
      const housekeeper = new Retention({ store, clock, kept: keptDefaults, onNotice });
      const openMarket = marketOf({ store, bus, clock }, onNotice);
      return new MarketDataWorker({ store, bus, clock, openMarket, housekeeper, onNotice });
    },
  });
}

function marketOf(parts: ServiceParts, onNotice: (text: string) => void): OpenMarket {
  const { store, clock } = parts;
  const { seed, symbols, speed, historyDays, untilTsMs } = day;
  const simulator = createDemoMarket({ seed, symbols });
  const openFeed = ({ fromTsMs }: { readonly fromTsMs: number }) => {
    const feed = new DemoFeed({
      ...{ market: simulator, clock, speed, fromTsMs, untilTsMs, premarketMinutes },
      interval: feedInterval,
    });
    return { nowMs: () => feed.nowMs(), ticks: (signal: AbortSignal) => told(feed, signal) };
  };
  const watched = new SymbolBook(() => watchedSymbols(store, simulator.symbols));
  return (hooks) => {
    const desks = demoDesks(parts, { simulator, watched, onNotice });
    const market = { simulator, feedInterval, historyDays, storeBytesMax: 8e9, openFeed } as const;
    return new MarketRun({ ...parts, market, desks, hooks });
  };
}

/** The ticks of the feed; says when they begin, and what they took when they have ended. */
async function* told(feed: DemoFeed, signal: AbortSignal) {
  console.log("live");
  const [startMs, startCpu] = [performance.now(), process.cpuUsage()];
  yield* feed.ticks(signal);
  const { user, system } = process.cpuUsage(startCpu);
  const end: WorkerDayEnd = {
    cpuMs: (user + system) / 1_000,
    wallMs: performance.now() - startMs,
  };
  console.log(`over ${JSON.stringify(end)}`);
}
