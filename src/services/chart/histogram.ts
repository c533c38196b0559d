import { columnAt } from "./chart-layout.ts";
import { valueAt } from "./columns.ts";
import type { Pen } from "./pen.ts";
import { placeOf, type Scale } from "./scale.ts";
import { boxData, crisp, path, px } from "./svg-text.ts";

/**
 * Bars from the zero line in four tones: full while the value moves away from zero, dim while it
 * comes back, each above and below.
 */
export function histogram(
  pen: Pen,
  series: { readonly values: Float64Array; readonly steps: Float64Array },
  scale: Scale,
): string {
  const { values, steps } = series;
  const { layout, model, palette } = pen;
  const zero = Math.round(placeOf(scale, 0));
  const data = { up: "", upDim: "", down: "", downDim: "" };
  for (let i = 0; i < values.length; i++) {
    const value = valueAt(values, i);
    if (!Number.isFinite(value) || value === 0) continue;
    const step = valueAt(steps, i);
    const y = placeOf(scale, value);
    // A value too small for the picture still shows its sign.
    const height = Math.max(0.5, Math.abs(zero - y));
    const { x, width } = columnAt(layout, model, i);
    const box = boxData(x, value > 0 ? zero - height : zero, width, height);
    if (value > 0) data[step < 0 ? "upDim" : "up"] += box;
    else data[step > 0 ? "downDim" : "down"] += box;
  }
  return [
    path(`M0 ${px(crisp(zero))}H${px(layout.plotRight)}`, { stroke: palette.border }),
    path(data.upDim, { fill: palette.upDim }),
    path(data.downDim, { fill: palette.downDim }),
    path(data.up, { fill: palette.up }),
    path(data.down, { fill: palette.down }),
  ].join("");
}
