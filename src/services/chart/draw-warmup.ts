import { type Band, barX } from "./chart-layout.ts";
import type { Pen } from "./pen.ts";
import { text } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

const margin = 12;

/**
 * Says why a panel is empty: all of it, or the part before the first value. A part without room
 * for the words stays blank.
 */
export function drawWarmup(
  pen: Pen,
  band: Band,
  warmup: { readonly firstIndex: number; readonly note: string },
): string {
  const { model, layout, palette } = pen;
  const { firstIndex, note } = warmup;
  if (firstIndex === 0) return "";
  const isEmpty = firstIndex >= model.bars.length;
  const right = isEmpty ? layout.plotRight : barX(layout, model, firstIndex) - layout.pitch;
  const content = isEmpty ? `${note}, has ${model.historyBars}` : note;
  if (textWidth(content, 11, 400) > right - 2 * margin) return "";
  const y = (band.top + band.bottom + 1) / 2;
  return text(right / 2, y, content, {
    fill: palette.text3,
    anchor: "middle",
    halo: palette.panel,
  });
}
