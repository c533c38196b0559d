import { barX } from "./chart-layout.ts";
import { valueAt } from "./columns.ts";
import type { Pen } from "./pen.ts";
import { placeOf, type Scale } from "./scale.ts";
import { type PathStyle, path, px } from "./svg-text.ts";

/**
 * A line through a column; where values are missing, and before the bars that `isBreak` names, it
 * ends and begins again.
 */
export function linePath(
  pen: Pen,
  column: Float64Array,
  scale: Scale,
  style: PathStyle & { readonly isBreak?: (index: number) => boolean },
): string {
  let data = "";
  let isDrawing = false;
  for (let i = 0; i < column.length; i++) {
    const value = valueAt(column, i);
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    const point = `${px(barX(pen.layout, pen.model, i))} ${px(placeOf(scale, value))}`;
    if (style.isBreak?.(i)) isDrawing = false;
    data += `${isDrawing ? "L" : "M"}${point}`;
    isDrawing = true;
  }
  return path(data, style);
}
