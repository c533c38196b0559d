import { layoutChart, pictureSize } from "./chart-layout.ts";
import type { ChartModel } from "./chart-model.ts";
import { describeChart, titleOf } from "./describe-chart.ts";
import { drawFooter } from "./draw-footer.ts";
import { drawFrame } from "./draw-frame.ts";
import { drawHeader } from "./draw-header.ts";
import { drawMacd } from "./draw-macd.ts";
import { drawMomentum } from "./draw-momentum.ts";
import { drawPrice, priceAxisWidth } from "./draw-price.ts";
import { drawSqueeze } from "./draw-squeeze.ts";
import { palettes, type Theme } from "./palette.ts";
import type { Pen } from "./pen.ts";
import { escapeXml, rect, textSize } from "./svg-text.ts";

export interface SvgOptions {
  readonly theme: Theme;
  /** px; `pictureSize` has limits and defaults. */
  readonly width?: number;
  readonly height?: number;
}

const fontFamily = "Inter, 'Inter Variable', ui-sans-serif, system-ui, sans-serif";

/**
 * The chart as an SVG document that needs nothing else: no style sheet, no script, no link.
 * The same model and options give the same bytes.
 */
export function renderChartSvg(model: ChartModel, options: SvgOptions): string {
  const width = options.width ?? pictureSize.width.default;
  const height = options.height ?? pictureSize.height.default;
  const palette = palettes[options.theme];
  const layout = layoutChart(model, { width, height, axisWidth: priceAxisWidth(model) });
  const pen: Pen = { model, layout, palette, idPrefix: idPrefixOf(model) };
  const titleId = `${pen.idPrefix}-title`;
  const summaryId = `${pen.idPrefix}-summary`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}"`,
    ` height="${height}" role="img" aria-labelledby="${titleId} ${summaryId}"`,
    ` font-family="${fontFamily}" font-size="${textSize}"`,
    // The rasterizer's copy of Inter has tabular figures as its only ones.
    ` style="font-variant-numeric:tabular-nums">`,
    `<title id="${titleId}">${escapeXml(titleOf(model))}</title>`,
    `<desc id="${summaryId}">${escapeXml(describeChart(model))}</desc>`,
    rect({ x: 0, y: 0, width, height }, { fill: palette.panel }),
    drawFrame(pen),
    drawPrice(pen),
    drawSqueeze(pen),
    drawMomentum(pen),
    drawMacd(pen),
    drawHeader(pen),
    drawFooter(pen),
    "</svg>\n",
  ].join("");
}

/** Ids of one picture do not meet those of another one in the same page. */
function idPrefixOf(model: ChartModel): string {
  const symbol = model.symbol.replaceAll(/[^A-Za-z0-9]/g, "_");
  return `chart-${symbol}-${model.interval}`;
}
