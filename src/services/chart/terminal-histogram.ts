import { extentOf, valueAt } from "./columns.ts";
import type { Drawing } from "./terminal-candles.ts";
import type { Tone } from "./terminal-canvas.ts";
import { barColumn, type Rows } from "./terminal-layout.ts";

const eighths = "▁▂▃▄▅▆▇█";
/** Hanging bars have fewer shapes; a colour terminal draws the rest by swapping ink and ground. */
const hanging = "▔▔▔▀▀▀██";
const ascii = { rising: "..::::##", hanging: "''::::##" } as const;

/** Bars around a zero line in the middle of the rows, in four tones. */
export function drawTerminalHistogram(
  drawing: Drawing & { readonly hasColor: boolean },
  rows: Rows,
  series: { readonly values: Float64Array; readonly steps: Float64Array },
): void {
  const { layout, model } = drawing;
  const { min, max } = extentOf(series.values.subarray(layout.firstBar));
  const reach = Math.max(Math.abs(min), Math.abs(max));
  if (!(reach > 0)) return;
  const half = rows.count / 2;
  for (let i = layout.firstBar; i < model.bars.length; i++) {
    const value = valueAt(series.values, i);
    if (!Number.isFinite(value) || value === 0) continue;
    const isUp = value > 0;
    const isFading = isUp ? valueAt(series.steps, i) < 0 : valueAt(series.steps, i) > 0;
    const tone: Tone = isUp ? (isFading ? "upDim" : "up") : isFading ? "downDim" : "down";
    const filled = Math.max(1, Math.round((Math.abs(value) / reach) * half * eighths.length));
    for (let depth = 0; depth < half; depth++) {
      const level = Math.min(eighths.length, filled - depth * eighths.length);
      if (level <= 0) break;
      const row = isUp ? rows.top + half - 1 - depth : rows.top + half + depth;
      putLevel(drawing, { column: barColumn(layout, model, i), row, level, isUp, tone });
    }
  }
}

function putLevel(
  drawing: Drawing & { readonly hasColor: boolean },
  at: {
    readonly column: number;
    readonly row: number;
    readonly level: number;
    readonly isUp: boolean;
    readonly tone: Tone;
  },
): void {
  const { canvas, unicode, hasColor } = drawing;
  const { column, row, level, isUp, tone } = at;
  if (!unicode) {
    canvas.put(column, row, (isUp ? ascii.rising : ascii.hanging).charAt(level - 1), tone);
  } else if (isUp || level === eighths.length) {
    canvas.put(column, row, eighths.charAt(level - 1), tone);
  } else if (hasColor) {
    // The ground's part of the character is what stays empty at the bottom.
    canvas.put(column, row, eighths.charAt(eighths.length - level - 1), tone, true);
  } else {
    canvas.put(column, row, hanging.charAt(level - 1), tone);
  }
}
