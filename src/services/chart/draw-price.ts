import { newYorkDate } from "../../domain/new-york.ts";
import { barX, bodyHalf, type ChartLayout, columnAt } from "./chart-layout.ts";
import type { ChartModel } from "./chart-model.ts";
import { extentOf, valueAt } from "./columns.ts";
import { drawMarkers } from "./draw-markers.ts";
import { drawPriceLegend } from "./draw-price-legend.ts";
import { linePath } from "./line-path.ts";
import { formatIndicator, formatNumber } from "./number-text.ts";
import type { Pen } from "./pen.ts";
import { drawableRange, niceTicks, placeOf, type Scale, stepDecimals } from "./scale.ts";
import { boxData, crisp, path, px, rect, text } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

/** px inside the panel: the legend over the candles, the edge between them and the volume. */
const legendHeight = 32;
const edge = 8;
/** For a triangle and its name beyond the highest or lowest candle. */
const markerRoom = 18;
/** Share of the panel for the volume at its bottom. */
const volumeShare = 0.2;
const tickSpacing = 18;
/** px from the panels to the numbers, and from the numbers to the picture's edge. */
export const axisGap = 9;
const axisMargin = 11;
const axisWidthMin = 64;
/** From here on cents are left out on the axis. */
const wholePricesFrom = 10_000;

/** Room that the longest number beside the price panel needs, px. */
export function priceAxisWidth(model: ChartModel): number {
  const range = priceRange(model);
  const decimals = axisDecimals(range, niceTicks(range, 10).step);
  const ticks = [range.min, range.max].map((value) => formatNumber(value, decimals));
  const last = formatNumber(model.last.close, model.priceDecimals);
  const { momentum, macdHistogram } = model.series;
  const values = [momentum, macdHistogram].map((column) => {
    return formatIndicator(valueAt(column, column.length - 1));
  });
  const widths = [...ticks, last, ...values].map((label) => textWidth(label, 11, 600));
  return Math.max(axisWidthMin, Math.ceil(Math.max(...widths)) + axisGap + axisMargin);
}

export function drawPrice(pen: Pen): string {
  const { model, layout, palette, idPrefix } = pen;
  const { price, plotRight } = layout;
  const { volumeTop, scale } = scales(model, layout);
  const clipId = `${idPrefix}-prices`;
  const clipTop = scale.top - edge;
  const clip = rect(
    { x: 0, y: clipTop, width: plotRight, height: price.bottom - clipTop },
    { fill: "none" },
  );
  const { ema, vwap } = model.series;
  const { openTsMs } = model.bars;
  const dateAt = (index: number) => newYorkDate(valueAt(openTsMs, index));
  // VWAP starts anew each day: a line from the old one to the new one would mean nothing.
  const isBreak = (index: number) => index > 0 && dateAt(index) !== dateAt(index - 1);
  const lines = [
    vwap && linePath(pen, vwap, scale, { stroke: palette.vwap, width: 1.4, isBreak }),
    linePath(pen, ema, scale, { stroke: palette.ema, width: 1.4 }),
  ];
  return [
    drawGrid(pen, scale),
    drawVolume(pen, volumeTop),
    drawLastLine(pen, scale),
    drawCandles(pen, scale),
    `<clipPath id="${clipId}">${clip}</clipPath>`,
    `<g clip-path="url(#${clipId})">${lines.join("")}</g>`,
    drawMarkers(pen, scale, { top: price.top + legendHeight - edge, bottom: price.bottom - edge }),
    drawPriceLegend(pen),
    drawLastTag(pen, scale),
  ].join("");
}

function scales(model: ChartModel, layout: ChartLayout) {
  const { price } = layout;
  const volumeTop = Math.round(price.bottom - (price.bottom - price.top) * volumeShare);
  const range = priceRange(model);
  const roomAbove = model.markers.some(({ direction }) => direction === "bearish");
  const roomBelow = model.markers.some(({ direction }) => direction !== "bearish");
  const scale: Scale = {
    ...range,
    top: price.top + legendHeight + (roomAbove ? markerRoom : 0),
    bottom: volumeTop - edge - (roomBelow ? markerRoom : 0),
  };
  return { volumeTop, scale };
}

function priceRange(model: ChartModel) {
  return drawableRange(extentOf(model.bars.low, model.bars.high, model.bars.close));
}

function axisDecimals(range: { readonly max: number }, step: number): number {
  return range.max >= wholePricesFrom && step >= 1 ? 0 : Math.max(2, stepDecimals(step));
}

function drawGrid(pen: Pen, scale: Scale): string {
  const { layout, palette, model } = pen;
  const { values, step } = niceTicks(scale, (scale.bottom - scale.top) / tickSpacing);
  const decimals = axisDecimals(scale, step);
  const lastY = placeOf(scale, model.last.close);
  let lines = "";
  const labels: string[] = [];
  for (const value of values) {
    const y = crisp(placeOf(scale, value));
    lines += `M0 ${px(y)}H${px(layout.plotRight)}`;
    if (Math.abs(y - lastY) < 15) continue;
    labels.push(axisNumber(pen, y, formatNumber(value, decimals), palette.text3));
  }
  return path(lines, { stroke: palette.grid }) + labels.join("");
}

function axisNumber(pen: Pen, y: number, label: string, fill: string): string {
  return text(pen.layout.width - axisMargin, y, label, { fill, anchor: "end" });
}

function drawVolume(pen: Pen, top: number): string {
  const { layout, model, palette } = pen;
  const { bars } = model;
  const most = extentOf(bars.volume).max;
  if (!(most > 0)) {
    const y = layout.price.bottom - 12;
    return text(12, y, "volume not reported", { fill: palette.text3 });
  }
  const scale: Scale = { min: 0, max: most, top, bottom: layout.price.bottom };
  let up = "";
  let down = "";
  for (let i = 0; i < bars.length; i++) {
    const volume = valueAt(bars.volume, i);
    if (!(volume > 0)) continue;
    const y = placeOf(scale, volume);
    const { x, width } = columnAt(layout, model, i);
    const box = boxData(x, y, width, scale.bottom - y);
    if (valueAt(bars.close, i) >= valueAt(bars.open, i)) up += box;
    else down += box;
  }
  return path(up, { fill: palette.upFaint }) + path(down, { fill: palette.downFaint });
}

/** Hollow when the bar closed at or above its open, filled when below: shape, not colour alone. */
function drawCandles(pen: Pen, scale: Scale): string {
  const { layout, model, palette } = pen;
  const { bars } = model;
  const half = bodyHalf(layout);
  const data = { upWicks: "", upBodies: "", downWicks: "", downBodies: "" };
  for (let i = 0; i < bars.length; i++) {
    const x = barX(layout, model, i);
    const [open, close] = [valueAt(bars.open, i), valueAt(bars.close, i)];
    const isUp = close >= open;
    // Real rows have opens and closes outside of high and low; the wick covers them all.
    const top = placeOf(scale, Math.max(valueAt(bars.high, i), open, close));
    const bottom = placeOf(scale, Math.min(valueAt(bars.low, i), open, close));
    if (!Number.isFinite(bottom - top)) continue;
    const bodyTop = snap(placeOf(scale, Math.max(open, close)));
    const bodyBottom = snap(placeOf(scale, Math.min(open, close)));
    const upper = `M${px(x)} ${px(top)}V${px(bodyTop)}`;
    const wick = `${upper}M${px(x)} ${px(bodyBottom)}V${px(Math.max(bottom, bodyBottom))}`;
    const body =
      half === 0
        ? `M${px(x)} ${px(bodyTop)}V${px(Math.max(bodyBottom, bodyTop + 1))}`
        : boxData(x - half, bodyTop, 2 * half, bodyBottom - bodyTop);
    data[isUp ? "upWicks" : "downWicks"] += wick;
    data[isUp ? "upBodies" : "downBodies"] += body;
  }
  const isThin = half === 0;
  return [
    path(data.upWicks, { stroke: isThin ? palette.upDim : palette.up }),
    path(data.downWicks, { stroke: isThin ? palette.downDim : palette.down }),
    path(data.upBodies, { stroke: palette.up, fill: isThin ? "none" : palette.panel }),
    path(data.downBodies, { stroke: palette.down, fill: isThin ? "none" : palette.down }),
  ].join("");
}

/** Edges of bodies lie on half pixels, so that their lines are sharp. */
function snap(y: number): number {
  return Math.round(y - 0.5) + 0.5;
}

function drawLastLine(pen: Pen, scale: Scale): string {
  const { layout, model } = pen;
  const y = crisp(placeOf(scale, model.last.close));
  const data = `M0 ${px(y)}H${px(layout.plotRight)}`;
  return path(data, { stroke: lastColour(pen), dash: "1 3", opacity: 0.8 });
}

function drawLastTag(pen: Pen, scale: Scale): string {
  const { layout, model, palette } = pen;
  const y = placeOf(scale, model.last.close);
  const x = layout.plotRight + 1;
  const label = formatNumber(model.last.close, model.priceDecimals);
  const box = { x, y: y - 9, width: layout.width - x - 3, height: 18 };
  const style = { fill: palette.panel, weight: 600, anchor: "end" } as const;
  return [
    rect(box, { fill: lastColour(pen), radius: 3 }),
    text(layout.width - axisMargin, y, label, style),
  ].join("");
}

function lastColour({ model, palette }: Pen): string {
  return model.last.close >= model.last.open ? palette.up : palette.down;
}
