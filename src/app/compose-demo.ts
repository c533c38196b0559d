import { DemoFeed } from "../adapters/providers/demo/feed.ts";
import { createDemoMarket, type DemoMarket } from "../adapters/providers/demo/market.ts";
import { DemoProvider } from "../adapters/providers/demo/provider.ts";
import { demoSymbolsDefault } from "../config/service-options.ts";
import type { Store } from "../ports/store.ts";
import { UniverseDesk } from "../services/history/universe-desk.ts";
import { BudgetDesk } from "../services/market-data/budget-desk.ts";
import type { Desk } from "../services/market-data/desk.ts";
import type { LiveMarket } from "../services/market-data/live-market.ts";
import { MarketRouter } from "../services/market-data/market-router.ts";
import { MarketRun } from "../services/market-data/market-run.ts";
import type { OpenMarket } from "../services/market-data/market-runner.ts";
import { QuoteDesk } from "../services/market-data/quote-desk.ts";
import { ResearchDesk } from "../services/market-data/research-desk.ts";
import { SymbolBook } from "../services/market-data/symbol-book.ts";
import { watchedSymbols } from "../services/market-data/watched-symbols.ts";
import { OptionDesk } from "../services/options/option-desk.ts";
import { simulatedNowMs } from "../services/scan/market-clock.ts";
import type { DemoWish } from "../surfaces/cli/services-plan.ts";
import type { ServiceParts } from "./run-service.ts";

/** Enough to see who moves before the bell, half a minute on the usual clock. */
const premarketMinutes = 30;
/** Short enough to see something happen, long enough to scan thousands of symbols in between. */
const demoInterval = "5m";
/** Sessions of history: what the longest dialect reads; half of it where the market is huge. */
const historyDays = { usual: 520, large: 260, largeFrom: 5_000 } as const;
const demoStoreBytesMax = 4e9;

/** A market that is made up, with everything that a vendor would tell of it. */
export function openDemoMarket(
  parts: ServiceParts,
  { wish, onNotice }: { readonly wish: DemoWish; readonly onNotice: (text: string) => void },
): OpenMarket {
  const { simulator, ...live } = liveMarket(wish, parts, onNotice);
  return (hooks) => {
    const watched = new SymbolBook(() => watchedSymbols(parts.store, simulator.symbols));
    const desks = demoDesks(parts, { simulator, watched, onNotice });
    const run = new MarketRun({ ...parts, market: { simulator, ...live }, desks, hooks });
    return {
      run: (signal) => run.run(signal),
      text: () => run.text(),
      forgetWatchlists() {
        watched.forget();
        run.forgetWatchlists();
      },
    };
  };
}

interface DemoMeans {
  readonly simulator: DemoMarket;
  readonly watched: SymbolBook;
  readonly onNotice: (text: string) => void;
}

/** The same desks as of a live market, on the simulated clock. */
export function demoDesks(parts: ServiceParts, means: DemoMeans): readonly Desk[] {
  const { store, clock } = parts;
  const { simulator, watched, onNotice } = means;
  const simulated = { nowMs: () => simulatedNowMs(store.metadata) ?? clock.nowMs() };
  const provider = new DemoProvider({ market: simulator, clock: simulated });
  const router = new MarketRouter({
    ...{ providers: [provider], clock },
    onChange: ({ text }) => onNotice(text),
  });
  const shared = { ...parts, data: router, symbols: watched.symbols };
  const { id, title } = provider;
  return [
    new QuoteDesk(shared),
    new OptionDesk(shared),
    new ResearchDesk(shared),
    new UniverseDesk({ store, marketData: router, onListings: () => undefined, onNotice }),
    new BudgetDesk({
      ...{ ...parts, router },
      // Nothing limits a market that is made up.
      budgets: () => [
        {
          ...{ provider: id, title, status: provider.status() },
          limit: 0,
          windowMs: 60_000,
          left: 0,
        },
      ],
    }),
  ];
}

function liveMarket(
  { symbols: wished, speed, seed }: DemoWish,
  { store, clock }: ServiceParts,
  onNotice: (text: string) => void,
): LiveMarket & { readonly simulator: DemoMarket } {
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
      new DemoFeed({ market, clock, interval: demoInterval, speed, fromTsMs, premarketMinutes }),
  };
}

function symbolsStored(store: Store): number {
  return store.bars.series({ interval: "1d" }).length;
}
