import { assert } from "../../base/assert.ts";
import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../domain/bar-time.ts";
import { type Bar, type Bars, barAt } from "../../domain/bars.ts";
import type { Adjustment, DataSource } from "../../domain/instrument.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionAt } from "../../domain/session.ts";
import type { SignalRecord } from "../../domain/signal.ts";
import { type ChartSeries, computeSeries } from "./chart-series.ts";
import { lastBars, valueAt } from "./columns.ts";
import { priceDecimals } from "./number-text.ts";

/** How many bars a chart may show; fewer than `min` would be a few giant candles. */
export const visibleBarsRange = { min: 10, max: 500, default: 120 } as const;

/** Bars before the first shown one that indicators read: the seed of an EMA 26 fades to 2e-17. */
export const historyBarsMax = 500;

/** What a chart needs to know of a signal; a `SignalRecord` of the ledger fits. */
export type ChartSignal = Pick<SignalRecord, "scanner" | "signal" | "direction" | "onsetTsMs">;

export interface ChartInput {
  readonly symbol: string;
  /** Oldest first, at least one. Give `visibleBars + historyBarsMax` where there are so many. */
  readonly bars: Bars;
  readonly source: DataSource;
  readonly adjustment: Adjustment;
  /** The moment of looking: age and staleness of the data are measured from here. */
  readonly asOfTsMs: number;
  readonly visibleBars: number;
  /** A dialect of the scanner `ttm-squeeze`; its default one where absent. */
  readonly dialect?: string;
  readonly signals?: readonly ChartSignal[];
}

export interface PriceChange {
  readonly value: number;
  readonly ratio: number;
}

/**
 * How new the newest bar is.
 * forming  its session time still runs
 * current  it is the newest bar that the market has closed
 * stale    the market has closed newer ones
 */
export type Freshness = "forming" | "current" | "stale";

export interface ChartMarker {
  /** Index of the shown bar. */
  readonly index: number;
  readonly direction: ChartSignal["direction"];
  readonly label: string;
}

/** Everything that a picture shows, in the units of the data; drawing adds no knowledge. */
export interface ChartModel {
  readonly symbol: string;
  readonly interval: Interval;
  readonly source: DataSource;
  readonly adjustment: Adjustment;
  readonly asOfTsMs: number;
  /** The shown bars only. */
  readonly bars: Bars;
  /** Bars that the indicators had at the newest bar. */
  readonly historyBars: number;
  readonly series: ChartSeries;
  readonly last: Bar;
  /** From the close before: of the bar before, intraday of the session before. Null without one. */
  readonly change: PriceChange | null;
  readonly freshness: Freshness;
  /** From the close of the newest bar to `asOfTsMs`; negative while the bar forms. */
  readonly dataAgeMs: number;
  readonly markers: readonly ChartMarker[];
  readonly priceDecimals: number;
}

/** Works out what the chart of a symbol shows. */
export function buildChart(input: ChartInput): ChartModel {
  const { symbol, source, adjustment, asOfTsMs, visibleBars } = input;
  assert(input.bars.length >= 1, "a chart has at least one bar");
  assert(
    Number.isInteger(visibleBars) &&
      visibleBars >= visibleBarsRange.min &&
      visibleBars <= visibleBarsRange.max,
    `visibleBars is a whole number in ${visibleBarsRange.min}..${visibleBarsRange.max}`,
  );
  const history = lastBars(input.bars, visibleBars + historyBarsMax);
  const bars = lastBars(history, visibleBars);
  const last = barAt(history, history.length - 1);
  return {
    symbol,
    interval: bars.interval,
    source,
    adjustment,
    asOfTsMs,
    bars,
    historyBars: history.length,
    series: computeSeries(history, {
      shownBars: bars.length,
      ...(input.dialect === undefined ? {} : { dialect: input.dialect }),
    }),
    last,
    change: changeOf(history),
    ...freshnessOf(last, bars.interval, asOfTsMs),
    markers: markersOf(bars, input.signals ?? []),
    priceDecimals: priceDecimals(last.close),
  };
}

function changeOf(history: Bars): PriceChange | null {
  const before = isDateKeyed(history.interval)
    ? valueAt(history.close, history.length - 2)
    : previousSessionClose(history);
  const last = valueAt(history.close, history.length - 1);
  if (!Number.isFinite(last - before)) return null;
  return { value: last - before, ratio: last / before - 1 };
}

/** Close of the last regular bar of an earlier date, or of any bar of it where none is regular. */
function previousSessionClose(history: Bars): number {
  const today = newYorkDate(valueAt(history.openTsMs, history.length - 1));
  let fallback = Number.NaN;
  for (let i = history.length - 2; i >= 0; i--) {
    const tsMs = valueAt(history.openTsMs, i);
    if (newYorkDate(tsMs) === today) continue;
    if (sessionAt(tsMs) === "regular") return valueAt(history.close, i);
    if (Number.isNaN(fallback)) fallback = valueAt(history.close, i);
  }
  return fallback;
}

function freshnessOf(last: Bar, interval: Interval, asOfTsMs: number) {
  const dataAgeMs = asOfTsMs - barCloseTsMs(last.openTsMs, interval);
  const isStale = last.openTsMs < lastClosedBarOpenTsMs(asOfTsMs, interval);
  const freshness: Freshness = isStale ? "stale" : dataAgeMs < 0 ? "forming" : "current";
  return { freshness, dataAgeMs };
}

/** Short names for the picture; scanners that are not listed are named by their first word. */
const scannerLabels: Readonly<Record<string, string>> = { "ttm-squeeze": "TTM" };

function markersOf(bars: Bars, signals: readonly ChartSignal[]): ChartMarker[] {
  const markers: ChartMarker[] = [];
  for (const { scanner, direction, onsetTsMs } of signals) {
    const index = bars.openTsMs.indexOf(onsetTsMs);
    if (index < 0) continue;
    const label = scannerLabels[scanner] ?? (scanner.split("-")[0] ?? scanner).toUpperCase();
    markers.push({ index, direction, label });
  }
  return markers.sort((a, b) => a.index - b.index || (a.label < b.label ? -1 : 1));
}
