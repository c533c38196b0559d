import { nyse } from "../src/domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../src/domain/interval.ts";
import { addDays, dayMs, type LocalDate } from "../src/domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../src/domain/new-york.ts";
import { sessionAt, sessionBounds } from "../src/domain/session.ts";
import { type Answer, jsonAnswer } from "./replay/answer.ts";
import type { ReplayRequest } from "./replay/route.ts";

export interface ChartRow {
  readonly tsMs: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
}

/** A chart answer in Yahoo's shape. */
export function chartBody(symbol: string, rows: readonly ChartRow[], extra: object = {}) {
  const column = (name: keyof ChartRow) => rows.map((row) => row[name]);
  const quote = {
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
  const meta = { symbol, currency: "USD", priceHint: 2, exchangeTimezoneName: "America/New_York" };
  const indicators = { quote: [rows.length === 0 ? {} : quote] };
  const times = rows.length === 0 ? {} : { timestamp: rows.map(({ tsMs }) => tsMs / 1_000) };
  return { chart: { result: [{ meta, ...times, ...extra, indicators }], error: null } };
}

export const notFound = jsonAnswer(
  {
    chart: {
      result: null,
      error: { code: "Not Found", description: "No data found, symbol may be delisted" },
    },
  },
  { status: 404 },
);

/**
 * Answers chart questions out of a made-up market, as Yahoo does: a row for every bar of the
 * range, a hole here and there, no volume outside the regular session, and the live price at the
 * end while the market is open at `nowTsMs`.
 */
export function madeChart(nowTsMs: number, extra: object = {}) {
  return (request: ReplayRequest): Answer => {
    const query = new Map(request.query);
    const symbol = request.path.split("/").at(-1) as string;
    const interval = query.get("interval") as Interval;
    const fromTsMs = Number(query.get("period1")) * 1_000;
    const untilTsMs = Number(query.get("period2")) * 1_000;
    const isAll = query.get("includePrePost") === "true";
    const rows = isDateKeyed(interval)
      ? dailyRows(fromTsMs, Math.min(untilTsMs, nowTsMs))
      : rowsWithin({ interval, fromTsMs, untilTsMs: Math.min(untilTsMs, nowTsMs), isAll });
    const isLive = untilTsMs >= nowTsMs && sessionAt(nowTsMs) === "regular";
    const liveTsMs = Math.floor(nowTsMs / 1_000) * 1_000 - 17_000;
    const body = chartBody(symbol, isLive ? [...rows, rowAt(liveTsMs, 0)] : rows, extra);
    return jsonAnswer(body);
  };
}

function dailyRows(fromTsMs: number, untilTsMs: number): ChartRow[] {
  return nyse
    .tradingDaysBetween(newYorkDate(fromTsMs), newYorkDate(untilTsMs - 1))
    .map((date) => newYorkTsMs(date, 570))
    .filter((tsMs) => tsMs >= fromTsMs && tsMs < untilTsMs)
    .map((tsMs) => rowAt(tsMs, 1_000_000));
}

function rowsWithin(range: {
  readonly interval: Interval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly isAll: boolean;
}): ChartRow[] {
  const { interval, fromTsMs, untilTsMs, isAll } = range;
  const rows: ChartRow[] = [];
  const last = newYorkDate(untilTsMs);
  for (let date = newYorkDate(fromTsMs); date <= last; date = addDays(date, 1)) {
    const bounds = sessionBounds(date);
    if (bounds === null) continue;
    const beginTsMs = isAll ? bounds.premarketOpenTsMs : bounds.regularOpenTsMs;
    const endTsMs = isAll ? bounds.postmarketCloseTsMs : bounds.regularCloseTsMs;
    for (let tsMs = beginTsMs; tsMs < endTsMs; tsMs += intervalMs(interval)) {
      if (tsMs < fromTsMs || tsMs >= untilTsMs) continue;
      const isRegular = tsMs >= bounds.regularOpenTsMs && tsMs < bounds.regularCloseTsMs;
      rows.push(isHole(tsMs) ? hole(tsMs) : rowAt(tsMs, isRegular ? 1_000 : 0));
    }
  }
  return rows;
}

/** The market's price follows from the time alone. */
function rowAt(tsMs: number, volume: number): ChartRow {
  const open = 100 + Math.sin(tsMs / dayMs) * 5;
  const close = open + Math.sin(tsMs / 60_000) / 10;
  const [high, low] = [Math.max(open, close) + 0.05, Math.min(open, close) - 0.05];
  return { tsMs, open, high, low, close, volume };
}

/** One minute in a hundred and one is a hole. */
export function isHole(tsMs: number): boolean {
  return (tsMs / 60_000) % 101 === 0;
}

function hole(tsMs: number): ChartRow {
  return { tsMs, open: null, high: null, low: null, close: null, volume: null };
}

/** A row of a quote answer: traded at `tsMs`, in the regular session. */
export function quoteRow(symbol: string, tsMs: number, change: object = {}) {
  return {
    symbol,
    quoteType: "EQUITY",
    marketState: "REGULAR",
    regularMarketPrice: 101,
    regularMarketTime: tsMs / 1_000,
    regularMarketPreviousClose: 100,
    regularMarketChangePercent: 77,
    regularMarketOpen: 100.5,
    regularMarketDayHigh: 102,
    regularMarketDayLow: 99,
    regularMarketVolume: 5_000,
    averageDailyVolume3Month: 40_000,
    averageDailyVolume10Day: 90_000,
    bid: 100.9,
    ask: 101.1,
    bidSize: 2,
    askSize: 3,
    exchangeDataDelayedBy: 0,
    ...change,
  };
}

export function quoteBody(rows: readonly unknown[]) {
  return { quoteResponse: { result: rows, error: null } };
}

export interface MadeChain {
  readonly symbol: string;
  readonly expiries: readonly LocalDate[];
  readonly tradeTsMs: number;
}

/** Answers the options question of one expiry with eleven strikes. */
export function madeOptions({ symbol, expiries, tradeTsMs }: MadeChain) {
  const seconds = (date: number) => (date * dayMs) / 1_000;
  const contract = (date: number, right: "C" | "P", strike: number) => {
    const day = new Date(date * dayMs).toISOString().slice(2, 10).replaceAll("-", "");
    return {
      contractSymbol: `${symbol}${day}${right}${String(strike * 1_000).padStart(8, "0")}`,
      ...{ strike, contractSize: "REGULAR", currency: "USD", lastPrice: 2.5, percentChange: 9 },
      ...{ bid: 2.4, ask: 2.6, openInterest: strike, impliedVolatility: 0.31, inTheMoney: true },
      ...{ volume: 7, lastTradeDate: tradeTsMs / 1_000, expiration: seconds(date) },
    };
  };
  return (request: ReplayRequest): Answer => {
    const asked = Number(new Map(request.query).get("date") ?? seconds(expiries[0] as number));
    const date = (asked * 1_000) / dayMs;
    const strikes = expiries.some((listed) => listed === date)
      ? Array.from({ length: 11 }, (_, i) => 95 + i)
      : [];
    const found = {
      underlyingSymbol: symbol,
      expirationDates: expiries.map(seconds),
      strikes,
      hasMiniOptions: false,
      quote: quoteRow(symbol, tradeTsMs),
      options: [
        {
          expirationDate: asked,
          calls: strikes.map((strike) => contract(date, "C", strike)),
          puts: strikes.map((strike) => contract(date, "P", strike)),
        },
      ],
    };
    return jsonAnswer({ optionChain: { result: [found], error: null } });
  };
}
