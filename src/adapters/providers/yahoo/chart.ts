import { Failure } from "../../../base/failure.ts";
import { type Interval, isDateKeyed } from "../../../domain/interval.ts";
import { addDays, dayMs } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { SymbolSplit } from "../../../domain/research.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking, BarChunk, BarQuery, DateQuery } from "../../../ports/market-data.ts";
import { inOrder } from "../in-order.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { type ChartSeries, readChart, toBars, toSplits } from "./chart-wire.ts";
import { orUnknown } from "./or-unknown.ts";
import { yahooNames } from "./symbols.ts";
import { secondMs } from "./wire.ts";

/** Lengths that Yahoo has and whose grid is ours. Its 30m comes as 60m at times. */
export const chartIntervals = ["1m", "5m", "15m", "1d"] as const satisfies readonly Interval[];

/** A day less than what Yahoo has, so that a question that waits a while is still answered. */
export const chartDepthDays = { "1m": 29, "5m": 59, "15m": 59, "1d": 36_500 } as const;

/** Longest stretch of one call. */
const windowDays: Partial<Readonly<Record<Interval, number>>> = { "1m": 8 };
/** A series since 1962 takes 2 MB. */
const chartBytesMax = 8_388_608;
/** As many as the link lets through at a time. */
const parallelMax = 4;

interface Window {
  readonly name: string;
  readonly symbol: string;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

/**
 * Bars and splits from `GET /v8/finance/chart/{symbol}`, one call a symbol and stretch of time.
 * Delisted and unknown symbols are left out. Undocumented; shapes as recorded 2025.
 */
export class YahooChart {
  readonly #http: VendorHttp;
  readonly #clock: Pick<Clock, "nowMs">;

  constructor(options: { readonly http: VendorHttp; readonly clock: Pick<Clock, "nowMs"> }) {
    this.#http = options.http;
    this.#clock = options.clock;
  }

  async *bars(query: BarQuery): AsyncIterable<BarChunk> {
    const { interval, adjustment, session } = query;
    if (!chartIntervals.some((known) => known === interval)) {
      throw missing(`bars of "${interval}"; it has ${chartIntervals.join(" ")}`);
    }
    if (adjustment !== "split") throw missing(`"${adjustment}" bars; it has split-adjusted ones`);
    const windows = windowsOf(query, this.#clock.nowMs());
    const answers = inOrder(windows, parallelMax, query.signal, (window, signal) =>
      this.#ask(window, { ...query, signal }),
    );
    for await (const { window, found, receivedTsMs } of answers) {
      if (found === null) continue;
      const { fromTsMs, untilTsMs } = window;
      const nowMs = this.#clock.nowMs();
      const bars = toBars(found, { interval, session, fromTsMs, untilTsMs, nowMs });
      if (bars.length === 0) continue;
      const provenance = { ...yahooSource, delayMs: 0, asOfTsMs: receivedTsMs };
      yield { symbol: window.symbol, adjustment, bars, provenance };
    }
  }

  async splits(query: DateQuery & { readonly symbols: readonly string[] | null }) {
    const { symbols, fromDate, toDate, signal } = query;
    if (symbols === null) throw missing("the splits of all symbols at once; name some");
    const fromTsMs = newYorkTsMs(fromDate, 0);
    const untilTsMs = newYorkTsMs(addDays(toDate, 1), 0);
    const windows = [...yahooNames(symbols)].map(([name, symbol]) => {
      return { name, symbol, fromTsMs, untilTsMs };
    });
    const splits: SymbolSplit[] = [];
    const answers = inOrder(windows, parallelMax, signal, (window, together) =>
      this.#ask(window, { ...query, signal: together, interval: "1d", session: "regular" }),
    );
    for await (const { window, found } of answers) {
      if (found !== null) splits.push(...toSplits(found, window.symbol));
    }
    const value = splits.filter(({ exDate }) => exDate >= fromDate && exDate <= toDate);
    const asOfTsMs = this.#clock.nowMs();
    return { value, provenance: { ...yahooSource, delayMs: 0, asOfTsMs } };
  }

  async #ask(
    window: Window,
    query: Asking & Pick<BarQuery, "interval" | "session">,
  ): Promise<{
    readonly window: Window;
    readonly found: ChartSeries | null;
    readonly receivedTsMs: number;
  }> {
    const { interval, session, lane, signal } = query;
    const response = await orUnknown(
      this.#http.request({
        path: `/v8/finance/chart/${encodeURIComponent(window.name)}`,
        query: {
          period1: Math.floor(window.fromTsMs / secondMs),
          period2: Math.ceil(endTsMs(window, interval) / secondMs),
          interval,
          includePrePost: session === "all",
          events: "split",
        },
        endpoint: "chart",
        bytesMax: chartBytesMax,
        lane,
        signal,
      }),
    );
    const found = response && readChart(response.json(), window.name);
    return { window, found, receivedTsMs: response?.receivedTsMs ?? this.#clock.nowMs() };
  }
}

export const yahooSource = { provider: "yahoo", feed: "yahoo", isSimulated: false } as const;

function missing(what: string): Failure {
  return new Failure("provider.missing", `Yahoo does not give ${what}`);
}

/** What has to be asked for, oldest first for each symbol; nothing that lies out of reach. */
function windowsOf(query: BarQuery, nowMs: number): Window[] {
  const interval = query.interval as (typeof chartIntervals)[number];
  const oldestTsMs = nowMs - chartDepthDays[interval] * dayMs;
  const fromTsMs = Math.max(query.fromTsMs, oldestTsMs);
  const untilTsMs = Math.min(query.untilTsMs, nowMs);
  const stepMs = (windowDays[interval] ?? Number.POSITIVE_INFINITY) * dayMs;
  const windows: Window[] = [];
  for (const [name, symbol] of yahooNames(query.symbols)) {
    for (let atTsMs = fromTsMs; atTsMs < untilTsMs; atTsMs += stepMs) {
      windows.push({
        name,
        symbol,
        fromTsMs: atTsMs,
        untilTsMs: Math.min(atTsMs + stepMs, untilTsMs),
      });
    }
  }
  return windows;
}

/** Daily bars open at 00:00 here and at 09:30 there: the last day is asked for to its end. */
function endTsMs({ untilTsMs }: Window, interval: Interval): number {
  if (!isDateKeyed(interval)) return untilTsMs;
  return newYorkTsMs(addDays(newYorkDate(untilTsMs - 1), 1), 0);
}
