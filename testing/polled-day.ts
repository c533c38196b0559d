import { expect } from "bun:test";
import { aggregateBars } from "../src/domain/aggregate.ts";
import { barCloseTsMs } from "../src/domain/bar-time.ts";
import { allocateBars, type Bar, barAt } from "../src/domain/bars.ts";
import type { Interval } from "../src/domain/interval.ts";
import { newYorkDate } from "../src/domain/new-york.ts";
import { BackFill } from "../src/services/history/back-fill.ts";
import { GapFiller } from "../src/services/history/gap-filler.ts";
import { noteStartGap } from "../src/services/history/note-gap.ts";
import { DeskSchedule } from "../src/services/market-data/desk-schedule.ts";
import { HistoryDesk } from "../src/services/market-data/history-desk.ts";
import { LiveBars } from "../src/services/market-data/live-bars.ts";
import { PollDesk } from "../src/services/market-data/poll-desk.ts";
import { longerIntraday } from "../src/services/market-data/rebuild-bars.ts";
import { HistoryMarket, type HistoryMarketOptions } from "./history-market.ts";
import { HistoryStore, newYork } from "./history-store.ts";

const stepMs = 15_000;
const minuteMs = 60_000;
const feed = "5m";
const lengths = [feed, ...longerIntraday(feed)] as const;
const { signal } = new AbortController();

export interface PolledDayOptions extends Partial<HistoryMarketOptions> {
  /** How late the vendor is by its terms. */
  readonly delayMs?: number;
  readonly watched?: (symbols: readonly string[]) => readonly string[];
}

/** A market that is asked for its bars, with those who fill its past, on a clock of its own. */
export class PolledDay {
  readonly made = new HistoryStore();
  readonly market: HistoryMarket;
  readonly troubles: string[] = [];
  bars: LiveBars;
  symbols: readonly string[];
  nowMs: number;
  readonly #delayMs: number;
  #desks: DeskSchedule;

  constructor(start: string, options: PolledDayOptions = {}) {
    const { delayMs = 0, watched = (symbols) => symbols, ...others } = options;
    this.nowMs = newYork(start);
    this.#delayMs = delayMs;
    const told = { nowMs: () => this.nowMs - delayMs, bars: { delayMs } };
    this.market = new HistoryMarket({ symbols: 3, ...told, ...others });
    this.symbols = watched(this.market.symbols);
    this.bars = this.#newBars();
    this.#desks = this.#newDesks();
  }

  /** The lists were edited. */
  watch(symbols: readonly string[]): void {
    const before = new Set(this.symbols);
    this.symbols = symbols;
    this.bars.begin(symbols.filter((symbol) => !before.has(symbol)));
  }

  /** A new process on the same store. */
  restart(): void {
    this.bars = this.#newBars();
    this.#desks = this.#newDesks();
  }

  /** Every quarter of a minute; what is stored is the truth at any moment. */
  async until(text: string): Promise<void> {
    const untilTsMs = newYork(text);
    for (; this.nowMs < untilTsMs; this.nowMs += stepMs) {
      await this.#desks.round(this.nowMs, signal);
      if (this.nowMs % minuteMs === minuteMs / 2) this.checkTrue();
    }
  }

  /** No stored bar of today differs from the market's. */
  checkTrue(): void {
    for (const symbol of this.symbols) {
      for (const [interval, bars] of this.#truth(symbol)) {
        const wanted = new Map(bars.map((bar) => [bar.openTsMs, bar.volume]));
        for (const { openTsMs, volume } of this.#stored(symbol, interval)) {
          const name = `${symbol} ${interval} of ${timeText(openTsMs)}`;
          expect(volume, `${name}, seen at ${timeText(this.nowMs)}`).toBe(
            wanted.get(openTsMs) ?? -1,
          );
        }
      }
    }
  }

  /** Every closed bar of today is there. */
  checkWhole(): void {
    this.checkTrue();
    const timesOf = (bars: readonly Bar[]) => bars.map(({ openTsMs }) => timeText(openTsMs));
    for (const symbol of this.symbols) {
      for (const [interval, bars] of this.#truth(symbol)) {
        const stored = timesOf(this.#stored(symbol, interval));
        expect(stored, `${symbol} ${interval}`).toEqual(timesOf(bars));
      }
    }
  }

  #newBars(): LiveBars {
    const { store } = this.made;
    const bus = { announce: () => undefined };
    const bars = new LiveBars({
      ...{ store, bus, clock: this.#clock, interval: feed, startTsMs: this.nowMs },
      delayMs: this.#delayMs,
    });
    noteStartGap(store, bars.key, this.nowMs);
    bars.listen();
    return bars;
  }

  #newDesks(): DeskSchedule {
    const { market, bars } = this;
    const { store } = this.made;
    const shared = {
      ...{ store, marketData: market, clock: this.#clock, symbols: () => this.symbols },
      onChange: () => undefined,
      onNotice: (text: string) => void this.troubles.push(text),
    };
    const wishes = [{ interval: feed, sessions: 2 }] as const;
    const backFill = new BackFill({ ...shared, wishes, isWholeMarket: false });
    const desks = [
      new PollDesk({ data: market, clock: this.#clock, bars, symbols: shared.symbols }),
      new HistoryDesk({ backFill, symbols: shared.symbols, onActivity: () => undefined }),
      new GapFiller({ ...shared, feedInterval: feed }),
    ];
    return new DeskSchedule(desks, ({ trouble }) => {
      if (trouble !== null) this.troubles.push(trouble);
    });
  }

  get #clock() {
    return { nowMs: () => this.nowMs, sleep: () => Promise.resolve() };
  }

  #stored(symbol: string, interval: Interval): Bar[] {
    const today = newYorkDate(this.nowMs);
    const rows = this.made.rows({ symbol, interval });
    return rows.filter(({ openTsMs }) => newYorkDate(openTsMs) === today);
  }

  /** Bars that the vendor has told by now, and what they add up to. */
  #truth(symbol: string): [Interval, readonly Bar[]][] {
    const index = this.market.symbols.indexOf(symbol);
    const untilTsMs = this.nowMs - this.#delayMs;
    const day = allocateBars(feed, 78);
    this.market.market.intradayBars(index, newYorkDate(this.nowMs), feed, day);
    return lengths.map((interval) => {
      const longer = interval === feed ? day : aggregateBars(day, interval);
      const rows = Array.from({ length: longer.length }, (_, i) => barAt(longer, i));
      const closed = rows.filter(({ openTsMs }) => barCloseTsMs(openTsMs, interval) <= untilTsMs);
      return [interval, closed];
    });
  }
}

function timeText(tsMs: number): string {
  return new Date(tsMs).toISOString().slice(5, 19);
}
