import { Recorder } from "../adapters/providers/link/recorder.ts";
import { providerVariables } from "../config/provider-options.ts";
import type { Environment } from "../config/settings.ts";
import type { RequestLine } from "../ports/provider-ledger.ts";
import { BackFill } from "../services/history/back-fill.ts";
import { CalendarCheck } from "../services/history/calendar-check.ts";
import { DailyClose } from "../services/history/daily-close.ts";
import { GapFiller } from "../services/history/gap-filler.ts";
import { MissingDesk } from "../services/history/missing-desk.ts";
import { noteStartGap } from "../services/history/note-gap.ts";
import { SplitDesk } from "../services/history/split-desk.ts";
import { liveSymbols, UniverseDesk } from "../services/history/universe-desk.ts";
import { BudgetDesk } from "../services/market-data/budget-desk.ts";
import type { Desk } from "../services/market-data/desk.ts";
import { DeskTroubles } from "../services/market-data/desk-troubles.ts";
import { HistoryDesk } from "../services/market-data/history-desk.ts";
import { LiveBars } from "../services/market-data/live-bars.ts";
import { LiveRun, liveInterval, streamsBars } from "../services/market-data/live-run.ts";
import { MarketRouter } from "../services/market-data/market-router.ts";
import type { MarketRunner, OpenMarket, RunHooks } from "../services/market-data/market-runner.ts";
import { PollDesk } from "../services/market-data/poll-desk.ts";
import { QuoteDesk } from "../services/market-data/quote-desk.ts";
import { ResearchDesk } from "../services/market-data/research-desk.ts";
import { SymbolBook } from "../services/market-data/symbol-book.ts";
import { watchedSymbols } from "../services/market-data/watched-symbols.ts";
import { OptionDesk } from "../services/options/option-desk.ts";
import type { LiveWish } from "../surfaces/cli/services-plan.ts";
import { type OpenedProviders, openProviders } from "./providers/open-providers.ts";
import type { ServiceParts } from "./run-service.ts";

export interface LiveMeans {
  readonly wish: LiveWish;
  readonly dataDir: string;
  readonly version: string;
  readonly environment: Environment;
  /** One line for the log. */
  readonly onNotice: (text: string) => void;
}

/** Sessions of history: days for the longest dialect, bars below a day for every warm-up. */
const historySessions = { days: 520, intraday: 11 } as const;
/** A whole market below the day is too much to ask of a vendor before it is needed. */
const intradaySymbolsMax = 1_000;

/** A market of real vendors. Throws Failure config.invalid where a setting of one is wrong. */
export async function openLiveMarket(parts: ServiceParts, means: LiveMeans): Promise<OpenMarket> {
  const { store, bus, clock } = parts;
  const opened = await openProviders(means.wish.providers, {
    ...{ environment: means.environment, clock, dataDir: means.dataDir, version: means.version },
    onLine: (line: RequestLine) => store.providers.record([line]),
    recorder: openRecorder(parts, means),
  });
  const router = new MarketRouter({
    providers: opened.providers,
    clock,
    onChange: ({ provider, text }) => {
      store.events.append("providers.changed", { provider, text }, clock.nowMs());
      bus.announce();
      means.onNotice(text);
    },
  });
  return (hooks) => new LiveMarketRunner(parts, { ...means, router, opened, hooks });
}

interface RunnerMeans extends LiveMeans {
  readonly router: MarketRouter;
  readonly opened: OpenedProviders;
  readonly hooks: RunHooks;
}

/** Everything that a live market is made of, made anew for each run of it. */
class LiveMarketRunner implements MarketRunner {
  readonly #parts: ServiceParts;
  readonly #means: RunnerMeans;
  readonly #watched: SymbolBook;
  readonly #live: SymbolBook;
  #run: LiveRun | null = null;
  #dayOfHousekeeping = 0;

  constructor(parts: ServiceParts, means: RunnerMeans) {
    this.#parts = parts;
    this.#means = means;
    this.#watched = new SymbolBook(() => watchedSymbols(parts.store));
    this.#live = new SymbolBook(() => liveSymbols(parts.store, means.wish.universe));
  }

  text(): string {
    const live = this.#live.symbols().length.toLocaleString("en-US");
    const served = new Set(this.#means.router.serving().map(({ provider }) => provider));
    return `${live} symbols, served by ${[...served].join(", ")}`;
  }

  forgetWatchlists(): void {
    this.#watched.forget();
    this.#live.forget();
    this.#run?.forgetWatchlists();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#means.onNotice(servingText(this.#means.router));
    // It ends and begins anew when an edited list changes how bars have to come.
    while (!signal.aborted) await this.#runOnce(signal);
  }

  async #runOnce(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#parts;
    const { router, hooks, onNotice } = this.#means;
    const symbolCount = this.#live.symbols().length;
    const interval = liveInterval(router, symbolCount);
    const startTsMs = clock.nowMs();
    const from = router.ability(streamsBars(router, symbolCount) ? "stream" : "bars");
    const { delayMs = 0 } = from ?? {};
    const bars = new LiveBars({ ...this.#parts, interval: interval ?? "5m", startTsMs, delayMs });
    if (interval !== null) noteStartGap(store, bars.key, startTsMs);
    const quotes = this.#quoteDesk();
    const research = this.#researchDesk();
    const troubles = new DeskTroubles(hooks);
    this.#run = new LiveRun({
      ...{ store, clock, router, bars, quotes },
      desks: [quotes, ...this.#barDesks(bars, interval !== null), research, ...this.#otherDesks()],
      liveSymbols: this.#live.symbols,
      watchedSymbols: this.#watched.symbols,
      onRound: (report) => troubles.take(report),
      onNews: (items, provenance) => research.take(items, provenance),
      onStream: ({ provider, state, text }) => {
        if (state === "stopped") onNotice(`the stream of ${provider} has stopped: ${text}`);
      },
      onLook: (marketTsMs) =>
        hooks.onTick({ marketTsMs, isSessionOver: this.#isNewDay(marketTsMs) }),
    });
    try {
      await this.#run.run(signal);
    } finally {
      this.#run = null;
    }
  }

  /** Once a day in the small hours of New York, when nobody waits for the store. */
  #isNewDay(marketTsMs: number): boolean {
    const day = Math.floor(marketTsMs / dayMs - housekeepingHour / 24);
    if (day === this.#dayOfHousekeeping) return false;
    this.#dayOfHousekeeping = day;
    return true;
  }

  #quoteDesk(): QuoteDesk {
    const { router: data } = this.#means;
    return new QuoteDesk({ ...this.#parts, data, symbols: this.#watched.symbols });
  }

  #researchDesk(): ResearchDesk {
    const { router: data } = this.#means;
    return new ResearchDesk({ ...this.#parts, data, symbols: this.#watched.symbols });
  }

  /** Live bars where they are asked for, their history, and what was missed. */
  #barDesks(bars: LiveBars, isIntraday: boolean): readonly Desk[] {
    const { store, bus, clock } = this.#parts;
    const { router: marketData, hooks, onNotice, wish } = this.#means;
    const symbols = this.#live.symbols;
    const onChange = () => bus.announce();
    const shared = { store, clock, marketData, symbols, onChange, onNotice };
    const isWholeMarket = wish.universe === "market";
    const { interval } = bars.key;
    // At the first start the directory that makes a market a large one is not there yet.
    const isLarge = isWholeMarket || symbols().length > intradaySymbolsMax;
    const intraday = isLarge || !isIntraday ? [] : [interval];
    const wishes = [
      { interval: "1d" as const, sessions: historySessions.days },
      ...intraday.map((length) => ({ interval: length, sessions: historySessions.intraday })),
    ];
    const backFill = new BackFill({ ...shared, wishes, isWholeMarket });
    const polls = isIntraday && !streamsBars(marketData, symbols().length);
    return [
      ...(polls ? [this.#pollDesk(bars)] : []),
      new HistoryDesk({ backFill, symbols, onActivity: hooks.onActivity }),
      ...(isIntraday ? [new GapFiller({ ...shared, feedInterval: interval })] : []),
      new SplitDesk(shared),
      new MissingDesk(shared),
      new DailyClose({ ...shared, isWholeMarket, feedInterval: interval }),
    ];
  }

  #pollDesk(bars: LiveBars): PollDesk {
    const { clock } = this.#parts;
    return new PollDesk({ data: this.#means.router, clock, bars, symbols: this.#live.symbols });
  }

  #otherDesks(): readonly Desk[] {
    const { store } = this.#parts;
    const { router, opened, onNotice } = this.#means;
    const symbols = this.#watched.symbols;
    const forget = () => {
      this.#live.forget();
      this.#run?.forgetWatchlists();
    };
    return [
      new OptionDesk({ ...this.#parts, data: router, symbols }),
      new UniverseDesk({ store, marketData: router, onListings: forget, onNotice }),
      new CalendarCheck({ marketData: router, onNotice }),
      new BudgetDesk({ ...this.#parts, router, budgets: opened.budgets }),
    ];
  }
}

/** "alpaca serves bars, quotes; yahoo serves ratings". */
function servingText(router: MarketRouter): string {
  const byProvider = new Map<string, string[]>();
  for (const { provider, capability } of router.serving()) {
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), capability]);
  }
  const parts = [...byProvider].map(([provider, served]) => `${provider}: ${served.join(", ")}`);
  return `live data by ${parts.join("; ")}`;
}

const dayMs = 86_400_000;
/** UTC: 03:00 or 04:00 in New York. */
const housekeepingHour = 8;

function openRecorder({ clock }: ServiceParts, means: LiveMeans): Recorder | null {
  const { environment, onNotice } = means;
  const folder = environment["L2T_RECORD"];
  if (!folder) return null;
  onNotice(`requests and answers are written to ${folder}, without secrets`);
  const secrets = Object.keys(providerVariables)
    .filter((name) => secretName.test(name))
    .flatMap((name) => environment[name] || []);
  return new Recorder({ folder, clock, secrets, onTrouble: onNotice });
}

const secretName = /KEY|SECRET|TOKEN/;
