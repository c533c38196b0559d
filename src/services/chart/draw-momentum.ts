import type { Band } from "./chart-layout.ts";
import { extentOf, firstDefined, valueAt } from "./columns.ts";
import { axisGap } from "./draw-price.ts";
import { drawWarmup } from "./draw-warmup.ts";
import { histogram } from "./histogram.ts";
import { formatIndicator } from "./number-text.ts";
import type { Pen } from "./pen.ts";
import { type Scale, symmetricRange } from "./scale.ts";
import { text } from "./svg-text.ts";

const edge = 8;

/** Momentum of the squeeze around its zero line. */
export function drawMomentum(pen: Pen): string {
  const { model, layout } = pen;
  const { momentum, momentumFirstBars } = model.series;
  const { top, bottom } = layout.momentum;
  const range = symmetricRange(extentOf(momentum));
  const scale: Scale = { ...range, top: top + edge, bottom: bottom - edge };
  const firstIndex = firstDefined(momentum);
  return [
    firstIndex === momentum.length
      ? ""
      : histogram(pen, { values: momentum, steps: model.series.momentumStep }, scale),
    drawWarmup(pen, layout.momentum, {
      firstIndex,
      note: `momentum needs ${momentumFirstBars} bars`,
    }),
    axisValue(pen, layout.momentum, {
      label: "Mom.",
      value: valueAt(momentum, momentum.length - 1),
    }),
  ].join("");
}

/** Name of a panel and its newest value, beside it. */
export function axisValue(
  pen: Pen,
  band: Band,
  item: { readonly label: string; readonly value: number },
): string {
  const { layout, palette } = pen;
  const x = layout.plotRight + axisGap;
  const { label, value } = item;
  const height = band.bottom - band.top;
  // A low panel puts both lines closer together; a high one keeps them at its top.
  const first = Math.min(16, height * 0.3);
  const second = Math.min(32, height * 0.73);
  const fill = value > 0 ? palette.up : value < 0 ? palette.down : palette.text3;
  return [
    text(x, band.top + first, label, { fill: palette.text3 }),
    text(x, band.top + second, formatIndicator(value), { fill, weight: 600 }),
  ].join("");
}
