import { createDemoMarket, type DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { aggregateBars } from "../../src/domain/aggregate.ts";
import type { Bars } from "../../src/domain/bars.ts";
import type { Interval } from "../../src/domain/interval.ts";
import { addDays, type LocalDate, parseLocalDate } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import { longerIntraday } from "../../src/services/market-data/rebuild-bars.ts";
import { columnsOf, MadeDays } from "../vendors/made-days.ts";

/** Moments of a New York day, minutes since midnight. */
export const minuteOf = {
  ...{ premarket: 240, open: 570, close: 960, lateEnd: 1_200 },
} as const;

export interface WorkerMarketOptions {
  readonly seed: number;
  /** On the watchlist; the vendor has some more. */
  readonly symbols: number;
  /** The session that is followed; what is before it is history. */
  readonly date: string;
}

/** What a store has to hold in the end: bars by series, from the simulator alone. */
export class WorkerMarket {
  readonly market: DemoMarket;
  readonly date: LocalDate;
  /** Whose bars are wanted. */
  readonly symbols: readonly string[];
  readonly #days: MadeDays;

  constructor({ seed, symbols, date }: WorkerMarketOptions) {
    this.market = createDemoMarket({ seed, symbols: symbols + strangers });
    this.symbols = this.market.symbols.slice(0, symbols);
    const parsed = parseLocalDate(date);
    if (!parsed.ok) throw new Error(parsed.error);
    this.date = parsed.value;
    this.#days = new MadeDays(this.market);
  }

  /** A moment of the followed day, or of one that many days away. */
  at(minute: number, days = 0): number {
    return newYorkTsMs(addDays(this.date, days), minute);
  }

  /** Sessions from a moment on, whole ones, up to the followed one. */
  bars(symbol: string, interval: Interval, sinceTsMs: number): Bars {
    const fromDate = addDays(this.date, -Math.ceil((this.at(0) - sinceTsMs) / dayMs) - 1);
    const source = interval === "1d" ? "1d" : "1m";
    const rows = [...this.#days.between(symbol, source, { fromDate, toDate: this.date })];
    const bars = columnsOf(
      source,
      rows.filter(({ openTsMs }) => openTsMs >= sinceTsMs),
    );
    return interval === source ? bars : aggregateBars(bars, interval);
  }
}

const dayMs = 86_400_000;
const strangers = 3;

/** Lengths that a worker keeps of its live symbols, below a day. */
export const keptIntraday: readonly Interval[] = ["1m", ...longerIntraday("1m")];
