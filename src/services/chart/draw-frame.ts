import { barX } from "./chart-layout.ts";
import type { Pen } from "./pen.ts";
import { crisp, path, px, rect, text } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import { timeTicks } from "./time-axis.ts";

const timeSpacingMin = 58;

/** Time axis with its grid, borders between the panels, and the strip over simulated data. */
export function drawFrame(pen: Pen): string {
  const { layout, palette } = pen;
  const { banner, price, squeeze, momentum, macd, timeAxis, footer, plotRight, width } = layout;
  const borders = [banner, price, squeeze, momentum, timeAxis, footer]
    .map(({ top }) => `M0 ${px(crisp(top))}H${px(width)}`)
    .join("");
  const axis = `M0 ${px(crisp(squeeze.top))}H${px(width)}M0 ${px(crisp(macd.top))}H${px(width)}`;
  const gutter = `M${px(crisp(plotRight))} ${price.top}V${timeAxis.top}`;
  return [
    drawTimes(pen),
    path(borders + axis + gutter, { stroke: palette.border }),
    drawBanner(pen),
  ].join("");
}

function drawTimes(pen: Pen): string {
  const { layout, model, palette } = pen;
  const { price, timeAxis, plotRight } = layout;
  const room = { pitch: layout.pitch, spacingMin: timeSpacingMin };
  const labels: string[] = [];
  let lines = "";
  let strongLines = "";
  for (const tick of timeTicks(model.bars, room)) {
    const x = barX(layout, model, tick.index);
    const line = `M${px(crisp(x))} ${price.top}V${timeAxis.top}`;
    if (tick.isStrong) strongLines += line;
    else lines += line;
    const weight = tick.isStrong ? 600 : 400;
    const half = textWidth(tick.text, 11, weight) / 2;
    if (x - half < 4 || x + half > plotRight) continue;
    const fill = tick.isStrong ? palette.text1 : palette.text3;
    const y = (timeAxis.top + timeAxis.bottom) / 2;
    labels.push(text(x, y, tick.text, { fill, weight, anchor: "middle" }));
  }
  return [
    path(lines, { stroke: palette.grid }),
    path(strongLines, { stroke: palette.border, dash: "2 3" }),
    ...labels,
  ].join("");
}

/** Says so across the whole width: a picture leaves the page that explained it. */
function drawBanner(pen: Pen): string {
  const { model, layout, palette } = pen;
  if (!model.source.isSimulated) return "";
  const { banner, price, plotRight, width } = layout;
  const height = banner.bottom - banner.top;
  const middle = banner.top + height / 2;
  const size = Math.min(plotRight / 11, (price.bottom - price.top) / 3);
  const bold = { fill: palette.panel, weight: 600, anchor: "middle" } as const;
  return [
    rect({ x: 0, y: banner.top, width, height }, { fill: palette.warn }),
    text(width / 2, middle, "SIMULATED DATA · generated prices, not a market", bold),
    text(plotRight / 2, (price.top + price.bottom) / 2, "SIMULATED DATA", {
      fill: palette.warnFaint,
      weight: 600,
      anchor: "middle",
      size: Math.round(size),
    }),
  ].join("");
}
