import type { DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { allocateBars, type Bar, barAt, barsFrom } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import type { Interval } from "../../src/domain/interval.ts";
import type { LocalDate } from "../../src/domain/local-date.ts";

/** Sessions of a symbol that are kept; painting one takes a tenth of a millisecond. */
const keptMax = 2_000;

/** Bars of a demo market as rows, session by session: for vendors that are made of them. */
export class MadeDays {
  readonly #market: DemoMarket;
  readonly #index: ReadonlyMap<string, number>;
  readonly #kept = new Map<string, readonly Bar[]>();
  readonly #columns = allocateBars("1m", 400);

  constructor(market: DemoMarket) {
    this.#market = market;
    this.#index = new Map(market.symbols.map((symbol, index) => [symbol, index]));
  }

  get symbols(): readonly string[] {
    return this.#market.symbols;
  }

  /** Empty for a symbol that the market does not have. */
  session(symbol: string, date: LocalDate, interval: Interval): readonly Bar[] {
    const name = `${symbol} ${date} ${interval}`;
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const rows = this.#paint(symbol, date, interval);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(name, rows);
    return rows;
  }

  /** All sessions of a range of dates. */
  *between(
    symbol: string,
    interval: Interval,
    { fromDate, toDate }: { readonly fromDate: LocalDate; readonly toDate: LocalDate },
  ): Iterable<Bar> {
    for (const date of nyse.tradingDaysBetween(fromDate, toDate)) {
      yield* this.session(symbol, date, interval);
    }
  }

  #paint(symbol: string, date: LocalDate, interval: Interval): readonly Bar[] {
    const index = this.#index.get(symbol);
    if (index === undefined) return [];
    const into = interval === "1m" ? this.#columns : allocateBars(interval, 400);
    if (interval === "1d") this.#market.dailyBars(index, { fromDate: date, toDate: date }, into);
    else this.#market.intradayBars(index, date, interval, into);
    return Array.from({ length: into.length }, (_, i) => barAt(into, i));
  }
}

/** Rows as columns. */
export function columnsOf(interval: Interval, rows: Iterable<Bar>) {
  return barsFrom(interval, [...rows]);
}
