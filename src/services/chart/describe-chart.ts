import { sourceText } from "../../domain/result-table.ts";
import type { ChartModel } from "./chart-model.ts";
import { extentOf, valueAt } from "./columns.ts";
import { formatIndicator, formatNumber, formatPercent } from "./number-text.ts";
import { isFired, onBarsAtEnd } from "./squeeze-states.ts";
import { barText, momentText, spanText } from "./time-text.ts";

const intervalNames: Readonly<Record<string, string>> = {
  "1m": "1-minute",
  "5m": "5-minute",
  "15m": "15-minute",
  "30m": "30-minute",
  "1h": "1-hour",
  "4h": "4-hour",
  "1d": "daily",
  "1w": "weekly",
};

/** The picture's name, for people who do not see it. */
export function titleOf(model: ChartModel): string {
  const simulated = model.source.isSimulated ? ", simulated data" : "";
  return `${model.symbol} ${intervalNames[model.interval]} candles${simulated}`;
}

/** The picture in sentences. */
export function describeChart(model: ChartModel): string {
  const { bars, last, interval, priceDecimals, change } = model;
  const price = (value: number) => formatNumber(value, priceDecimals);
  const { min } = extentOf(bars.low);
  const { max } = extentOf(bars.high);
  const first = barText(valueAt(bars.openTsMs, 0), interval);
  return [
    `${bars.length} bars from ${first} to ${barText(last.openTsMs, interval)}.`,
    `Last ${price(last.close)}${change === null ? "" : `, ${formatPercent(change.ratio)}`}.`,
    `Range ${price(min)} to ${price(max)}.`,
    squeezeSentence(model),
    momentumSentence(model),
    macdSentence(model),
    sourceSentence(model),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function squeezeSentence({ series, bars, interval }: ChartModel): string {
  const { squeeze } = series;
  const onBars = onBarsAtEnd(squeeze);
  if (squeeze.at(-1) === "unknown") return "Squeeze not warmed up.";
  if (onBars > 0) return `Squeeze on for ${onBars} bars.`;
  const fire = squeeze.findLastIndex(isFired);
  if (fire < 0) return "Squeeze off.";
  const direction = { "fired-up": " up", "fired-down": " down" }[squeeze[fire] as string] ?? "";
  const when = barText(valueAt(bars.openTsMs, fire), interval);
  return `Squeeze off, last fired${direction} on ${when}.`;
}

function momentumSentence({ series }: ChartModel): string {
  const now = valueAt(series.momentum, series.momentum.length - 1);
  const step = valueAt(series.momentumStep, series.momentumStep.length - 1);
  if (Number.isNaN(now)) return "Momentum not warmed up.";
  const trend = step > 0 ? ", rising" : step < 0 ? ", falling" : "";
  return `Momentum ${formatIndicator(now)}${trend}.`;
}

function macdSentence({ series }: ChartModel): string {
  const histogram = valueAt(series.macdHistogram, series.macdHistogram.length - 1);
  if (Number.isNaN(histogram)) return "MACD not warmed up.";
  const side = histogram > 0 ? "above" : histogram < 0 ? "below" : "on";
  return `MACD ${side} its signal line.`;
}

function sourceSentence(model: ChartModel): string {
  const source = `Source ${sourceText(model.source)}`;
  const when = momentText(model.asOfTsMs);
  if (model.freshness === "forming") return `${source}; the newest bar is still forming.`;
  const age = `${spanText(model.dataAgeMs)} old on ${when}`;
  return model.freshness === "stale" ? `${source}, stale: ${age}.` : `${source}, ${age}.`;
}
