import { assert } from "../../../base/assert.ts";
import { allocateBars, type MutableBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { DemoMarket } from "./market.ts";
import type { DemoProfile } from "./profile.ts";
import type { RandomKey } from "./random.ts";

/** Sessions before the newest one of a window, and the one after it, fit into these. */
const windowDays = 60;
const windowBars = 48;
/** Days over which the usual volume is averaged. */
const averageSessions = 20;
/** Windows kept ready: a watchlist, at 2.5 KB each. */
const windowsMax = 256;

/** The sessions around one date of one symbol; the last bar is the one after it. */
export interface SymbolDays {
  readonly symbolIndex: number;
  readonly profile: DemoProfile;
  readonly bars: MutableBars;
  /** Dates of the bars. */
  readonly dates: readonly LocalDate[];
  /** Index of the date that was asked for. */
  readonly today: number;
}

/** Daily bars around a date, by symbol; those asked for last are kept. */
export class SymbolWindows {
  readonly #market: DemoMarket;
  readonly #windows = new Map<number, SymbolDays & { readonly date: LocalDate }>();

  constructor(market: DemoMarket) {
    this.#market = market;
  }

  /** The window of a session; the sessions of `date` and the next one are known beforehand. */
  around(symbolIndex: number, date: LocalDate): SymbolDays {
    const kept = this.#windows.get(symbolIndex);
    this.#windows.delete(symbolIndex);
    const window = kept?.date === date ? kept : this.#load(symbolIndex, date);
    this.#windows.set(symbolIndex, window);
    if (this.#windows.size > windowsMax) {
      const [oldest] = this.#windows.keys();
      this.#windows.delete(oldest as number);
    }
    return window;
  }

  minuteKey(symbolIndex: number, date: LocalDate): RandomKey {
    return this.#market.minuteKey(symbolIndex, date);
  }

  #load(symbolIndex: number, date: LocalDate) {
    assert(nyse.isTradingDay(date), "a window is around a session");
    const range = { fromDate: addDays(date, -windowDays), toDate: nyse.nextTradingDay(date) };
    const bars = allocateBars("1d", windowBars);
    this.#market.dailyBars(symbolIndex, range, bars);
    const dates = nyse.tradingDaysBetween(range.fromDate, range.toDate);
    const today = bars.length - 2;
    assert(bars.openTsMs[today] === newYorkTsMs(date, 0), "the last bar but one is the date's");
    return { symbolIndex, profile: this.#market.profile(symbolIndex), bars, dates, today, date };
  }
}

/** Mean daily volume of the sessions before one, or null where nothing was traded. */
export function averageVolume({ bars }: SymbolDays, at: number): number | null {
  const from = Math.max(at - averageSessions, 0);
  let sum = 0;
  for (let index = from; index < at; index++) sum += bars.volume[index] as number;
  return sum > 0 ? Math.round(sum / (at - from)) : null;
}
