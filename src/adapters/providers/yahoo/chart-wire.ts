import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";
import { barCloseTsMs } from "../../../domain/bar-time.ts";
import type { Bar, Bars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { SymbolSplit } from "../../../domain/research.ts";
import { sessionAt } from "../../../domain/session.ts";
import { risingBars } from "../rising-bars.ts";
import { readValue, secondMs } from "./wire.ts";

const column = v.optional(v.nullable(v.array(v.nullable(v.number()))), []);

const split = v.object({ date: v.number(), numerator: v.number(), denominator: v.number() });

const series = v.object({
  meta: v.object({
    symbol: v.string(),
    dataGranularity: v.optional(v.string()),
  }),
  /** Seconds; absent where there are no bars. */
  timestamp: v.optional(v.nullable(v.array(v.number())), []),
  events: v.optional(
    v.nullable(v.object({ splits: v.optional(v.nullable(v.record(v.string(), split))) })),
  ),
  indicators: v.object({
    quote: v.array(
      v.nullable(
        v.object({ open: column, high: column, low: column, close: column, volume: column }),
      ),
    ),
  }),
});

const answer = v.object({
  chart: v.object({
    result: v.nullish(v.array(series)),
    error: v.nullish(v.object({ code: v.string(), description: v.nullish(v.string()) })),
  }),
});

export type ChartSeries = v.InferOutput<typeof series>;

/**
 * The series of `GET /v8/finance/chart/{symbol}`; null where Yahoo has none of that name. Prices
 * are restated for all later splits and not for dividends.
 */
export function readChart(json: unknown, symbol: string): ChartSeries | null {
  const { chart } = readValue(answer, json, "a chart");
  if (chart.error) {
    if (chart.error.code === "Not Found") return null;
    throw new Failure(
      "provider.bad-payload",
      `Yahoo has no chart of "${symbol}": ${chart.error.description ?? chart.error.code}`,
    );
  }
  const [found] = chart.result ?? [];
  // A company that changed its name is answered under the new one: another series.
  return found && found.meta.symbol.toUpperCase() === symbol ? found : null;
}

export interface BarsWanted {
  readonly interval: Interval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly session: "regular" | "all";
  readonly nowMs: number;
}

/**
 * The closed bars of a series: rising, on their grid, within the range. Left out: rows with a
 * null price, bars that still form, and the live price that Yahoo appends between two bars.
 */
export function toBars(found: ChartSeries, wanted: BarsWanted): Bars {
  const { interval } = wanted;
  const { dataGranularity = interval } = found.meta;
  if (dataGranularity !== interval) {
    throw new Failure(
      "provider.bad-payload",
      `Yahoo answered with bars of "${dataGranularity}" where "${interval}" was asked for`,
    );
  }
  const rows = new Map<number, Bar>();
  for (const row of rowsOf(found)) {
    const bar = isDateKeyed(interval) ? dailyBar(row) : intradayBar(row, wanted);
    if (bar === null) continue;
    const { openTsMs } = bar;
    if (openTsMs < wanted.fromTsMs || openTsMs >= wanted.untilTsMs) continue;
    if (barCloseTsMs(openTsMs, interval) > wanted.nowMs) continue;
    // Of two rows of a day, the one that is stamped with the opening bell is the final one.
    if (isDateKeyed(interval) && rows.has(openTsMs) && !isAtOpeningBell(row.openTsMs)) continue;
    rows.set(openTsMs, bar);
  }
  return risingBars(interval, [...rows.values()]);
}

/** Splits of a series, oldest first; the same one told twice counts once. */
export function toSplits(found: ChartSeries, symbol: string): SymbolSplit[] {
  const splits = new Map<number, SymbolSplit>();
  for (const { date, numerator, denominator } of Object.values(found.events?.splits ?? {})) {
    const ratio = numerator / denominator;
    if (!Number.isFinite(ratio) || ratio <= 0 || ratio === 1) continue;
    const exDate = newYorkDate(date * secondMs);
    splits.set(exDate, { symbol, exDate, ratio });
  }
  return [...splits.values()].toSorted((a, b) => a.exDate - b.exDate);
}

/** Rows with whole and possible prices, at the instant of their stamp. */
function rowsOf(found: ChartSeries): Bar[] {
  const [quote] = found.indicators.quote;
  if (!quote) return [];
  return (found.timestamp ?? []).flatMap((seconds, i) => {
    const [open, high, low, close] = [quote.open, quote.high, quote.low, quote.close].map(
      (prices) => prices?.[i] ?? Number.NaN,
    ) as [number, number, number, number];
    const isWhole = open > 0 && low > 0 && close > 0 && high >= low && Number.isFinite(high);
    if (!isWhole) return [];
    const volume = quote.volume?.[i] ?? Number.NaN;
    return [
      {
        openTsMs: seconds * secondMs,
        open,
        // Its opening and closing auctions are not always within its own range.
        high: Math.max(high, open, close),
        low: Math.min(low, open, close),
        close,
        volume,
      },
    ];
  });
}

function intradayBar(row: Bar, { interval, session }: BarsWanted): Bar | null {
  const { openTsMs } = row;
  // Sessions begin on full hours and at half past: all lengths that are asked for divide that.
  if (openTsMs % intervalMs(interval) !== 0) return null;
  const name = sessionAt(openTsMs);
  if (name === "closed" || (session === "regular" && name !== "regular")) return null;
  // Outside the regular session Yahoo counts no shares and writes 0.
  const volume = name !== "regular" && row.volume === 0 ? Number.NaN : row.volume;
  return { ...row, volume };
}

/** Keyed by date. A row that is stamped within its session, not at its bell, still moves. */
function dailyBar(row: Bar): Bar | null {
  const date = newYorkDate(row.openTsMs);
  if (!nyse.isTradingDay(date)) return null;
  const openTsMs = newYorkTsMs(date, 0);
  const isFinal = isAtOpeningBell(row.openTsMs) || row.openTsMs >= barCloseTsMs(openTsMs, "1d");
  return isFinal ? { ...row, openTsMs } : null;
}

function isAtOpeningBell(tsMs: number): boolean {
  return tsMs === newYorkTsMs(newYorkDate(tsMs), openingBellMinute);
}

const openingBellMinute = 570;
