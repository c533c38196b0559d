import { sourceText } from "../../domain/result-table.ts";
import type { ChartModel } from "./chart-model.ts";
import { emaBars, macdFirstBars, squeezeBars } from "./chart-series.ts";
import { firstDefined, valueAt } from "./columns.ts";
import {
  formatCompact,
  formatIndicator,
  formatNumber,
  formatPercent,
  formatSigned,
} from "./number-text.ts";
import type { Theme } from "./palette.ts";
import { sparkline, squeezeDots } from "./spark.ts";
import type { SqueezeState } from "./squeeze-states.ts";
import { type Drawing, drawTerminalPrices, drawTerminalVolume } from "./terminal-candles.ts";
import { TerminalCanvas, type TerminalColor, type Tone } from "./terminal-canvas.ts";
import { drawTerminalHistogram } from "./terminal-histogram.ts";
import { barColumn, layoutTerminal, type Rows, terminalSizeMin } from "./terminal-layout.ts";
import { timeTicks } from "./time-axis.ts";
import { barText, spanText } from "./time-text.ts";

export interface TerminalOptions {
  /** Characters and lines that the picture may take; it never takes more. */
  readonly columns: number;
  readonly rows: number;
  readonly color: TerminalColor;
  /** false: plain ASCII only. */
  readonly unicode: boolean;
  /** Colours for a dark or a light terminal; dark where absent. */
  readonly theme?: Theme;
}

/**
 * The chart as lines of text, each ended by a line break: candles with EMA, volume, squeeze,
 * momentum, and MACD where there are 32 lines. Shows the newest bars that fit.
 */
export function renderTerminalChart(model: ChartModel, options: TerminalOptions): string {
  const { columns, rows, color, theme = "dark" } = options;
  const isLarge = columns >= terminalSizeMin.columns && rows >= terminalSizeMin.rows;
  const canvas = isLarge ? drawPicture(model, options) : drawSummary(model, options);
  return canvas.toText(color, theme);
}

/** Too small for a picture: who and how much, the closes, the squeeze. */
function drawSummary(model: ChartModel, { columns, rows, unicode }: TerminalOptions) {
  const canvas = new TerminalCanvas({
    columns: Math.max(1, columns),
    rows: Math.max(1, Math.min(3, rows)),
    unicode,
  });
  const simulated = model.source.isSimulated ? "SIMULATED " : "";
  canvas.write(
    0,
    0,
    `${simulated}${model.symbol} ${priceText(model)} ${changeText(model)}`,
    "strong",
  );
  canvas.write(0, 1, sparkline(model.bars.close, { width: columns, unicode }), "plain");
  canvas.write(0, 2, squeezeDots(model.series.squeeze.slice(-columns), { unicode }), "warn");
  return canvas;
}

function drawPicture(model: ChartModel, options: TerminalOptions): TerminalCanvas {
  const layout = layoutTerminal(model, options);
  const canvas = new TerminalCanvas({ ...layout, unicode: options.unicode });
  const hasColor = options.color !== "none";
  const drawing = { canvas, layout, model, unicode: options.unicode, hasColor };
  const { series } = model;
  drawHead(drawing);
  drawTerminalPrices(drawing);
  drawTerminalVolume(drawing);
  drawDots(drawing);
  drawPanel(drawing, layout.momentum, {
    ...{ label: "Mom.", values: series.momentum, steps: series.momentumStep },
    note: `momentum needs ${series.momentumFirstBars} bars, has ${model.historyBars}`,
  });
  if (layout.macd !== null) {
    drawPanel(drawing, layout.macd, {
      ...{ label: "MACD", values: series.macdHistogram, steps: series.macdHistogramStep },
      note: `MACD needs ${macdFirstBars} bars, has ${model.historyBars}`,
    });
  }
  drawTimes(drawing);
  drawFoot(drawing);
  return canvas;
}

function drawHead({ canvas, layout, model, unicode }: Drawing): void {
  const { columns } = layout;
  const { last, change, freshness, interval } = model;
  const when = barText(last.openTsMs, interval);
  const state = freshness === "current" ? "" : freshness;
  const right = [state, when, interval].filter((part) => part !== "").join("  ");
  const rightColumn = columns - right.length;
  const price = priceText(model);
  const symbolMax = Math.max(4, rightColumn - price.length - 4);
  const symbol = [...model.symbol].slice(0, symbolMax).join("");
  canvas.write(0, 0, symbol, "strong");
  const priceColumn = [...symbol].length + 2;
  canvas.write(priceColumn, 0, price, "strong");
  const tone = toneOf(change?.value ?? 0);
  const changeColumn = priceColumn + price.length + 2;
  const changed = changeText(model);
  if (changeColumn + changed.length < rightColumn) canvas.write(changeColumn, 0, changed, tone);
  canvas.write(rightColumn, 0, right, "muted");
  canvas.write(rightColumn, 0, state, "warn");
  if (layout.bannerRow !== null) {
    const words = "SIMULATED DATA - generated prices, not a market";
    const before = Math.max(0, Math.floor((columns - words.length) / 2));
    canvas.write(
      0,
      layout.bannerRow,
      " ".repeat(before) + words.padEnd(columns - before),
      "banner",
    );
  }
  drawLegend(canvas, layout.legendRow, model, unicode);
}

function drawLegend(
  canvas: TerminalCanvas,
  row: number,
  model: ChartModel,
  unicode: boolean,
): void {
  const { last, series, priceDecimals } = model;
  const ema = valueAt(series.ema, series.ema.length - 1);
  const price = (value: number) => formatNumber(value, priceDecimals);
  const items: [label: string, value: string, tone: Tone][] = [
    ["O", price(last.open), "plain"],
    ["H", price(last.high), "plain"],
    ["L", price(last.low), "plain"],
    ["C", price(last.close), "plain"],
    ["Vol", formatCompact(last.volume), "plain"],
    [
      `${unicode ? "⠒⠒" : "'"} EMA ${emaBars}`,
      Number.isNaN(ema) ? `needs ${emaBars} bars` : price(ema),
      "ema",
    ],
  ];
  let column = 0;
  for (const [label, value, tone] of items) {
    if (column + label.length + 1 + value.length > canvas.columns) return;
    canvas.write(column, row, label, tone === "plain" ? "muted" : tone);
    canvas.write(column + label.length + 1, row, value, "plain");
    column += label.length + value.length + 3;
  }
}

const dotTones: Readonly<Record<SqueezeState, Tone>> = {
  unknown: "muted",
  off: "muted",
  on: "warn",
  "fired-up": "up",
  "fired-down": "down",
  "fired-flat": "plain",
};

function drawDots({ canvas, layout, model, unicode }: Drawing): void {
  const { squeeze } = model.series;
  const row = layout.squeezeRow;
  const now = squeeze.at(-1) ?? "unknown";
  canvas.write(layout.axisColumn, row, "Squeeze", now === "on" ? "warn" : "muted");
  if (now === "unknown") {
    const note = `squeeze needs ${squeezeBars} bars, has ${model.historyBars}`;
    canvas.write(1, row, note.slice(0, layout.axisColumn - 2), "muted");
    return;
  }
  for (let i = layout.firstBar; i < squeeze.length; i++) {
    const state = squeeze[i] ?? "unknown";
    const dot = squeezeDots([state], { unicode });
    canvas.put(barColumn(layout, model, i), row, dot, dotTones[state]);
  }
}

function drawPanel(
  drawing: Drawing & { readonly hasColor: boolean },
  rows: Rows,
  panel: {
    readonly label: string;
    readonly values: Float64Array;
    readonly steps: Float64Array;
    readonly note: string;
  },
): void {
  const { canvas, layout } = drawing;
  const now = valueAt(panel.values, panel.values.length - 1);
  const middle = rows.top + rows.count / 2 - 1;
  canvas.write(layout.axisColumn, middle, panel.label, "muted");
  canvas.write(layout.axisColumn, middle + 1, formatIndicator(now), toneOf(now));
  if (firstDefined(panel.values) < panel.values.length) {
    drawTerminalHistogram(drawing, rows, panel);
  } else {
    canvas.write(1, middle, panel.note.slice(0, layout.axisColumn - 2), "muted");
  }
}

const timeSpacingMin = 9;

function drawTimes({ canvas, layout, model }: Drawing): void {
  const room = { pitch: layout.step, spacingMin: timeSpacingMin };
  for (const tick of timeTicks(model.bars, room)) {
    if (tick.index < layout.firstBar) continue;
    const column = barColumn(layout, model, tick.index) - Math.floor(tick.text.length / 2);
    if (column < 0 || column + tick.text.length > layout.columns) continue;
    canvas.write(column, layout.timeRow, tick.text, tick.isStrong ? "strong" : "muted");
  }
}

function drawFoot({ canvas, layout, model }: Drawing): void {
  const { source, series, dataAgeMs, freshness } = model;
  const age = dataAgeMs < 0 ? `closes in ${spanText(-dataAgeMs)}` : `${spanText(dataAgeMs)} old`;
  const parts = [sourceText(source), age, series.dialect, model.adjustment];
  while (parts.length > 1 && parts.join(" - ").length > layout.columns) parts.pop();
  const foot = parts.join(" - ");
  canvas.write(0, layout.footerRow, foot, "muted");
  if (freshness !== "stale") return;
  const at = foot.indexOf(age);
  if (at > 0) canvas.write(at, layout.footerRow, age, "warn");
}

function priceText({ last, priceDecimals }: ChartModel): string {
  return formatNumber(last.close, priceDecimals);
}

function changeText({ change, priceDecimals }: ChartModel): string {
  if (change === null) return "";
  return `${formatSigned(change.value, priceDecimals)} (${formatPercent(change.ratio)})`;
}

function toneOf(value: number): Tone {
  return value > 0 ? "up" : value < 0 ? "down" : "muted";
}
