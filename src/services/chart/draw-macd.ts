import { macdBars, macdFirstBars, macdSettledBars } from "./chart-series.ts";
import { extentOf, firstDefined, valueAt } from "./columns.ts";
import { axisValue } from "./draw-momentum.ts";
import { drawWarmup } from "./draw-warmup.ts";
import { histogram } from "./histogram.ts";
import { linePath } from "./line-path.ts";
import { formatIndicator } from "./number-text.ts";
import type { Pen } from "./pen.ts";
import { type Scale, symmetricRange } from "./scale.ts";
import { path, px, rect, text } from "./svg-text.ts";
import { fitText, textWidth } from "./text-width.ts";

const legendHeight = 26;
const edge = 8;
const left = 12;
const signalDash = "4 2";

/** MACD line, signal line (dashed), and their difference as a histogram. */
export function drawMacd(pen: Pen): string {
  const { model, layout, palette } = pen;
  const { macd, macdSignal, macdHistogram } = model.series;
  const { top, bottom } = layout.macd;
  const range = symmetricRange(extentOf(macd, macdSignal, macdHistogram));
  const scale: Scale = { ...range, top: top + legendHeight, bottom: bottom - edge };
  // Until the signal line is there, the MACD line alone would promise more than it can keep.
  const line = macd.map((value, i) => (Number.isNaN(valueAt(macdSignal, i)) ? Number.NaN : value));
  const firstIndex = firstDefined(macdHistogram);
  return [
    firstIndex === macd.length
      ? ""
      : histogram(pen, { values: macdHistogram, steps: model.series.macdHistogramStep }, scale),
    linePath(pen, line, scale, { stroke: palette.vwap, width: 1.4 }),
    linePath(pen, macdSignal, scale, { stroke: palette.ema, width: 1.4, dash: signalDash }),
    drawLegend(pen),
    drawWarmup(pen, layout.macd, {
      firstIndex,
      note: `MACD needs ${macdFirstBars} bars`,
    }),
    axisValue(pen, layout.macd, {
      label: "MACD",
      value: valueAt(macdHistogram, macdHistogram.length - 1),
    }),
  ].join("");
}

function drawLegend(pen: Pen): string {
  const { model, layout, palette } = pen;
  const { macd, macdSignal } = model.series;
  const last = macd.length - 1;
  const y = layout.macd.top + 14;
  const { fastBars, slowBars, signalBars } = macdBars;
  const parts: string[] = [];
  let x = left;
  const put = (content: string, fill: string, weight: 400 | 500, gap: number) => {
    parts.push(text(x, y, content, { fill, weight }));
    x += textWidth(content, 11, weight) + gap;
  };
  const swatch = (stroke: string, dash?: string) => {
    const style = dash === undefined ? { stroke, width: 2 } : { stroke, width: 2, dash };
    parts.push(path(`M${px(x)} ${px(y)}h14`, style));
    x += 19;
  };
  swatch(palette.vwap);
  put(`MACD ${fastBars} ${slowBars}`, palette.text3, 400, 6);
  put(formatIndicator(valueAt(macd, last)), palette.text1, 500, 12);
  swatch(palette.ema, signalDash);
  put(`Signal ${signalBars}`, palette.text3, 400, 6);
  put(formatIndicator(valueAt(macdSignal, last)), palette.text1, 500, 12);
  if (model.historyBars < macdSettledBars) {
    const note = `settles after ${macdSettledBars} bars, has ${model.historyBars}`;
    put(fitText(note, 11, 400, layout.plotRight - left - x), palette.warn, 400, 12);
  }
  if (model.historyBars < macdFirstBars) return "";
  const plate = { x: left - 4, y: layout.macd.top + 1, width: x - left - 4, height: 23 };
  return rect(plate, { fill: palette.panel }) + parts.join("");
}
