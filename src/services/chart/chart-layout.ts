import { assert } from "../../base/assert.ts";
import type { ChartModel } from "./chart-model.ts";

/** Where the parts of the picture are, px from the top left corner. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Right end of the panels; the numbers of the axes stand between it and the edge. */
  readonly plotRight: number;
  readonly header: Band;
  /** The strip that says "simulated data"; empty for real data. */
  readonly banner: Band;
  readonly price: Band;
  readonly squeeze: Band;
  readonly momentum: Band;
  readonly macd: Band;
  readonly timeAxis: Band;
  readonly footer: Band;
  /** px from bar to bar, and the middle of the newest bar. */
  readonly pitch: number;
  readonly lastX: number;
}

export interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** px; a PNG of the default size and scale has 1200 x 840 pixels and takes 20 MB to draw. */
export const pictureSize = {
  width: { min: 480, max: 4_000, default: 800 },
  height: { min: 320, max: 4_000, default: 560 },
  /** Pixels of a PNG for each px. */
  scale: { min: 1, max: 3, default: 1.5 },
} as const;

const headerHeight = 44;
const bannerHeight = 22;
const squeezeHeight = 22;
const timeAxisHeight = 24;
const footerHeight = 26;
/** Shares of the height that is left for the price, the momentum and the MACD panel. */
const shares = { price: 0.58, momentum: 0.18 } as const;
/** Few bars do not become a handful of giant candles. */
const slotsMin = 40;
const plotMargin = 12;

export function layoutChart(
  model: ChartModel,
  options: { readonly width: number; readonly height: number; readonly axisWidth: number },
): ChartLayout {
  const { width, height, axisWidth } = options;
  assertInside("width", width);
  assertInside("height", height);
  const bannerSize = model.source.isSimulated ? bannerHeight : 0;
  const fixed = headerHeight + bannerSize + squeezeHeight + timeAxisHeight + footerHeight;
  const free = height - fixed;
  const priceHeight = Math.round(free * shares.price);
  const momentumHeight = Math.round(free * shares.momentum);
  const header = { top: 0, bottom: headerHeight };
  const banner = below(header, bannerSize);
  const price = below(banner, priceHeight);
  const squeeze = below(price, squeezeHeight);
  const momentum = below(squeeze, momentumHeight);
  const macd = below(momentum, free - priceHeight - momentumHeight);
  const timeAxis = below(macd, timeAxisHeight);
  const footer = below(timeAxis, footerHeight);
  const plotRight = width - axisWidth;
  const pitch = (plotRight - 2 * plotMargin) / Math.max(slotsMin, model.bars.length);
  const lastX = plotRight - plotMargin - pitch / 2;
  return {
    ...{ width, height, plotRight, pitch, lastX },
    ...{ header, banner, price, squeeze, momentum, macd, timeAxis, footer },
  };
}

/** Bars closer together than this touch; their marks lose the gap between them. */
export const looseMin = 4;

/** Middle of a shown bar, on the middle of a pixel. */
export function barX(layout: ChartLayout, model: ChartModel, index: number): number {
  const x = exactX(layout, model, index);
  // Bars thinner than a pixel keep their exact place, or some would fall onto each other.
  return layout.pitch < 2 ? x : Math.floor(x) + 0.5;
}

/** Left edge and width of a column of volume or momentum. */
export function columnAt(layout: ChartLayout, model: ChartModel, index: number) {
  if (layout.pitch < looseMin) {
    return { x: exactX(layout, model, index) - layout.pitch / 2, width: layout.pitch };
  }
  const half = Math.floor((layout.pitch - 1) / 2);
  return { x: barX(layout, model, index) - half, width: 2 * half };
}

/** Middle of a shown bar, for marks that have no straight edges. */
export function exactX(layout: ChartLayout, model: ChartModel, index: number): number {
  return layout.lastX - (model.bars.length - 1 - index) * layout.pitch;
}

/** Half the width of a candle's body; 0 where there is room for a line only. */
export function bodyHalf(layout: ChartLayout): number {
  return Math.min(7, Math.floor(layout.pitch * 0.36));
}

function assertInside(name: "width" | "height", value: number): void {
  const { min, max } = pictureSize[name];
  assert(Number.isInteger(value) && value >= min && value <= max, `${name} is in ${min}..${max}`);
}

function below(band: Band, height: number): Band {
  return { top: band.bottom, bottom: band.bottom + height };
}
