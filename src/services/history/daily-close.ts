import { nyse } from "../../domain/calendar.ts";
import { formatLocalDate, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { type SessionBounds, sessionBounds } from "../../domain/session.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import { BarKeeper } from "./bar-keeper.ts";
import { ChangeTeller } from "./change-teller.ts";
import {
  askedOf,
  type DailyRun,
  type DailyTools,
  dailyBarsOf,
  marketDayOf,
} from "./daily-answers.ts";
import { DailyWriter, type DailyWriterOptions } from "./daily-writer.ts";
import type { FetchedBars } from "./fetch-bars.ts";
import { sessionStretch, settledStretch } from "./stretch.ts";

export interface DailyCloseOptions extends DailyTools, DailyWriterOptions {
  /** Symbols of the live market. */
  readonly symbols: () => readonly string[];
}

const minuteMs = 60_000;
/** Vendors have the closing auction so long after the close. */
const firstDelayMs = 2 * minuteMs;
/** Pauses before those that are missing are asked for again; the last one goes on. */
const pausesMs = [2, 4, 8, 16, 30].map((minutes) => minutes * minuteMs);
/** The moment is published when so much of the market is there, or when it has waited so long. */
const publishRatioMin = 0.9;
const patienceMs = 30 * minuteMs;
/** Sessions that are read again the next morning: more than one shows a split for certain. */
const rereadSessions = 3;
const rereadQuestionsMax = 400;
/** The session that was read again last. */
const rereadKey = "history.reread";

/** The session whose bars are being brought. */
interface Day {
  readonly date: LocalDate;
  attempts: number;
  isPublished: boolean;
  /** What came before there was enough to publish. */
  readonly held: Map<string, FetchedBars>;
}

/**
 * Brings the daily bars of each session after its close: the vendor's own, asked for until the
 * late trading ends; what is still missing then is built from intraday bars. The next morning the
 * session is read once more, for vendors correct it over night.
 */
export class DailyClose implements Desk {
  readonly name = "daily-close";
  readonly #options: DailyCloseOptions;
  readonly #writer: DailyWriter;
  #day: Day | null = null;

  constructor(options: DailyCloseOptions) {
    this.#options = options;
    this.#writer = new DailyWriter(options);
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const date = newYorkDate(marketTsMs);
    const bounds = sessionBounds(date);
    if (bounds === null) return { nextTsMs: nextPremarketTsMs(date), text: null };
    if (marketTsMs < bounds.premarketOpenTsMs) {
      return { nextTsMs: bounds.premarketOpenTsMs, text: null };
    }
    const text = await this.#reread(nyse.previousTradingDay(date), { marketTsMs, signal });
    const { marketData } = this.#options;
    const lagMs = firstDelayMs + (marketData.ability("bars")?.delayMs ?? 0);
    const dueTsMs = bounds.regularCloseTsMs + lagMs;
    if (marketTsMs < dueTsMs) return { nextTsMs: dueTsMs, text };
    return this.#bring(date, bounds, { marketTsMs, signal });
  }

  async #bring(date: LocalDate, bounds: SessionBounds, run: DailyRun): Promise<DeskRound> {
    const day = this.#dayOf(date);
    const stored = this.#writer.stored(date);
    const symbols = this.#options.symbols();
    if (stored.size > 0 && day.held.size === 0) day.isPublished = true;
    const missing = symbols.filter((symbol) => !stored.has(symbol) && !day.held.has(symbol));
    const isLast = run.marketTsMs >= bounds.postmarketCloseTsMs;
    const found =
      missing.length === 0
        ? new Map<string, FetchedBars>()
        : await dailyBarsOf(this.#options, date, { ...run, symbols: missing });
    for (const [symbol, bars] of found) day.held.set(symbol, bars);
    const there = stored.size + day.held.size;
    const patienceTsMs = bounds.regularCloseTsMs + patienceMs;
    const hasWaited = run.marketTsMs >= patienceTsMs;
    if (there >= symbols.length * publishRatioMin || hasWaited) this.#hand(day, run.marketTsMs);
    if (isLast) this.#build(date, symbols);
    day.attempts += 1;
    const isDone = isLast || found.size === missing.length;
    const pauseMs = pausesMs[Math.min(day.attempts, pausesMs.length) - 1] as number;
    const isWaiting = !day.isPublished && !hasWaited;
    const limitTsMs = isWaiting ? patienceTsMs : bounds.postmarketCloseTsMs;
    const nextTsMs = isDone
      ? nextPremarketTsMs(date)
      : Math.min(run.marketTsMs + pauseMs, limitTsMs);
    const counts = `${there.toLocaleString("en-US")} of ${symbols.length.toLocaleString("en-US")}`;
    return { nextTsMs, text: found.size === 0 ? null : `daily bars of ${counts} symbols` };
  }

  #dayOf(date: LocalDate): Day {
    if (this.#day?.date !== date) {
      this.#day = { date, attempts: 0, isPublished: false, held: new Map() };
    }
    return this.#day;
  }

  /** The first time as one moment, afterwards as late bars. */
  #hand(day: Day, marketTsMs: number): void {
    if (day.held.size === 0) return;
    if (day.isPublished) this.#writer.add(day.date, day.held, { isBuilt: false });
    else this.#writer.publish(day.date, day.held, marketTsMs);
    day.isPublished = true;
    day.held.clear();
  }

  #build(date: LocalDate, symbols: readonly string[]): void {
    const stored = this.#writer.stored(date);
    const missing = symbols.filter((symbol) => !stored.has(symbol));
    if (missing.length === 0) return;
    this.#writer.add(date, this.#writer.built(date, missing), { isBuilt: true });
  }

  /** What a vendor corrected over night. Once for each session, as far as that is affordable. */
  async #reread(date: LocalDate, run: DailyRun): Promise<string | null> {
    const { store, clock, onChange } = this.#options;
    const name = formatLocalDate(date);
    if (store.metadata.getMetadata(rereadKey) === name) return null;
    // What was never there is brought by the back-fill.
    const stored = this.#writer.stored(date);
    const symbols = this.#options.symbols().filter((symbol) => stored.has(symbol));
    const fetched: ReadonlyMap<string, FetchedBars> =
      symbols.length === 0 ? new Map() : await this.#read(date, { ...run, symbols });
    const teller = new ChangeTeller({ store, clock, onChange, reason: "correction" });
    const keeper = new BarKeeper(store, teller);
    const { barsWritten } = store.bars.transaction(() => {
      store.metadata.setMetadata(rereadKey, name);
      return keeper.keep({ interval: "1d", stretch: sessionStretch(date), fetched });
    });
    teller.flush();
    if (barsWritten === 0) return null;
    onChange();
    return `${barsWritten.toLocaleString("en-US")} daily bars corrected`;
  }

  async #read(
    date: LocalDate,
    wish: DailyRun & { readonly symbols: readonly string[] },
  ): Promise<ReadonlyMap<string, FetchedBars>> {
    const { marketData, isWholeMarket } = this.#options;
    if (isWholeMarket && marketData.ability("market-day") !== null) {
      return marketDayOf(this.#options, date, wish);
    }
    const symbolsMax = marketData.ability("bars")?.symbolsMax ?? 0;
    // A market of which every symbol is a question of its own: only its first ones.
    const symbols = wish.symbols.slice(0, rereadQuestionsMax * symbolsMax);
    const { untilTsMs } = sessionStretch(date);
    const { fromTsMs } = settledStretch(rereadSessions, untilTsMs);
    return askedOf(this.#options, { fromTsMs, untilTsMs }, { ...wish, symbols });
  }
}

function nextPremarketTsMs(date: LocalDate): number {
  const bounds = sessionBounds(nyse.nextTradingDay(date)) as SessionBounds;
  return bounds.premarketOpenTsMs;
}
