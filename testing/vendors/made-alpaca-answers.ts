import type { DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import type { Bar } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import type { Interval } from "../../src/domain/interval.ts";
import {
  addDays,
  formatLocalDate,
  type LocalDate,
  parseLocalDate,
} from "../../src/domain/local-date.ts";
import { newYorkDate } from "../../src/domain/new-york.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { MadeDays } from "./made-days.ts";

const timeframes: Readonly<Record<string, Interval>> = {
  "1Min": "1m",
  "5Min": "5m",
  "15Min": "15m",
  "30Min": "30m",
  "1Day": "1d",
};

export interface AnswerMeans {
  readonly market: DemoMarket;
  /** Time of the made market. */
  readonly clock: Pick<Clock, "nowMs">;
  /** Bars of one page, at most. */
  readonly pageRows: number;
}

/** Bodies of a made Alpaca, by path. */
export class MadeAlpacaAnswers {
  readonly #means: AnswerMeans;
  readonly #days: MadeDays;

  constructor(means: AnswerMeans) {
    this.#means = means;
    this.#days = new MadeDays(means.market);
  }

  /** Null for a path that there is none of. */
  body({ searchParams: query, pathname: path }: URL): unknown {
    if (path === "/v2/stocks/bars") return this.#bars(query);
    if (path === "/v2/stocks/snapshots") return this.#snapshots(query);
    if (path === "/v1beta1/news") return { news: [], next_page_token: null };
    if (path === "/v2/calendar") return this.#calendar(query);
    if (path === "/v1/corporate-actions") return this.#actions(query);
    if (path === "/v2/options/contracts") return { option_contracts: [], next_page_token: null };
    if (path.startsWith("/v1beta1/options/")) return { snapshots: {}, next_page_token: null };
    if (path === "/v2/assets") return this.#assets();
    return null;
  }

  /** Rows of the asked symbols by symbol, then time; a page token is the row to go on at. */
  #bars(query: URLSearchParams): unknown {
    const interval = timeframes[query.get("timeframe") ?? ""];
    if (interval === undefined) return null;
    const startTsMs = Date.parse(query.get("start") ?? "");
    const endTsMs = Date.parse(query.get("end") ?? "");
    const limit = Math.min(Number(query.get("limit") ?? 1_000), this.#means.pageRows);
    const from = Number(query.get("page_token") ?? 0);
    const bars: Record<string, unknown[]> = {};
    let row = 0;
    for (const symbol of symbolsOf(query)) {
      for (const bar of this.#rows(symbol, interval, { startTsMs, endTsMs })) {
        if (row >= from + limit) return { bars, next_page_token: String(row), currency: "USD" };
        if (row >= from) {
          bars[symbol] ??= [];
          bars[symbol].push(wireBar(bar));
        }
        row += 1;
      }
    }
    return { bars, next_page_token: null, currency: "USD" };
  }

  /** Closed bars that open in a stretch; both ends are included. */
  *#rows(
    symbol: string,
    interval: Interval,
    { startTsMs, endTsMs }: { readonly startTsMs: number; readonly endTsMs: number },
  ): Iterable<Bar> {
    const nowMs = this.#means.clock.nowMs();
    const range = { fromDate: newYorkDate(startTsMs), toDate: newYorkDate(endTsMs) };
    for (const bar of this.#days.between(symbol, interval, range)) {
      const isOver = barCloseTsMs(bar.openTsMs, interval) <= nowMs;
      if (isOver && bar.openTsMs >= startTsMs && bar.openTsMs <= endTsMs) yield bar;
    }
  }

  #snapshots(query: URLSearchParams): unknown {
    const nowMs = this.#means.clock.nowMs();
    const today = newYorkDate(nowMs);
    const snapshots: Record<string, unknown> = {};
    for (const symbol of symbolsOf(query)) {
      const minutes = this.#days.session(symbol, today, "1m");
      const traded = minutes.filter(({ openTsMs }) => openTsMs + 60_000 <= nowMs);
      const range = { fromDate: addDays(today, -7), toDate: addDays(today, -1) };
      const before = [...this.#days.between(symbol, "1d", range)].at(-1);
      const last = traded.at(-1) ?? before;
      if (last === undefined || before === undefined) continue;
      const { t, c } = wireBar(last);
      const volume = traded.reduce((sum, bar) => sum + bar.volume, 0);
      snapshots[symbol] = {
        latestTrade: { t, p: c, s: 100, x: "V", c: [], z: "C" },
        latestQuote: { t, ap: c, as: 1, bp: c, bs: 1 },
        dailyBar: { t, o: c, h: c, l: c, c, v: volume },
        prevDailyBar: wireBar(before),
      };
    }
    return snapshots;
  }

  #calendar(query: URLSearchParams): unknown {
    const [from, to] = [dateOf(query.get("start")), dateOf(query.get("end"))];
    return nyse.tradingDaysBetween(from, to).map((date) => {
      const { closeMinute } = nyse.tradingDay(date);
      const close = closeMinute === 780 ? "13:00" : "16:00";
      return { date: formatLocalDate(date), open: "09:30", close };
    });
  }

  #actions(query: URLSearchParams): unknown {
    const range = { fromDate: dateOf(query.get("start")), toDate: dateOf(query.get("end")) };
    const { market } = this.#means;
    const splits = market.symbols.flatMap((symbol, index) =>
      market.splits(index, range).map(({ exDate, ratio }) => ({
        ...{ symbol, ex_date: formatLocalDate(exDate) },
        ...{ new_rate: Math.max(ratio, 1), old_rate: Math.max(1 / ratio, 1) },
      })),
    );
    return {
      corporate_actions: {
        forward_splits: splits.filter(({ old_rate }) => old_rate === 1),
        reverse_splits: splits.filter(({ old_rate }) => old_rate > 1),
      },
      next_page_token: null,
    };
  }

  #assets(): unknown {
    return this.#means.market.symbols.map((symbol) => ({
      ...{ symbol, name: `${symbol} Common Stock`, exchange: "NASDAQ", status: "active" },
      ...{ tradable: true, attributes: ["has_options"] },
    }));
  }
}

/** A bar as Alpaca writes it. */
export function wireBar({ openTsMs, open: o, high: h, low: l, close: c, volume: v }: Bar) {
  return { t: new Date(openTsMs).toISOString(), o, h, l, c, v, n: 1, vw: c };
}

function symbolsOf(query: URLSearchParams): readonly string[] {
  return (query.get("symbols") ?? "").split(",");
}

function dateOf(text: string | null): LocalDate {
  const date = parseLocalDate(String(text).slice(0, 10));
  if (!date.ok) throw new Error(date.error);
  return date.value;
}
