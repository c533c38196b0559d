import type { ChartModel } from "./chart-model.ts";
import { extentOf, valueAt } from "./columns.ts";
import { formatNumber } from "./number-text.ts";
import { niceTicks, stepDecimals } from "./scale.ts";
import type { TerminalCanvas } from "./terminal-canvas.ts";
import { barColumn, type TerminalLayout, terminalPriceRange } from "./terminal-layout.ts";

/** What fills half a character: nothing, the wick, or the body of a candle. */
type Half = 0 | 1 | 2;

/** By upper and lower half. Rising bodies are heavy lines, falling ones blocks: shape tells. */
const glyphs = {
  unicode: { up: [" ╷╻", "╵│╽", "╹╿┃"], down: [" ╷▄", "╵│▄", "▀▀█"] },
  ascii: { up: [" |o", "||o", "ooo"], down: [" |#", "||#", "###"] },
} as const;
const volumeLevels = { unicode: "▁▂▃▄▅▆▇█", ascii: ".:|" } as const;

interface Drawing {
  readonly canvas: TerminalCanvas;
  readonly layout: TerminalLayout;
  readonly model: ChartModel;
  readonly unicode: boolean;
}

export function drawTerminalPrices(drawing: Drawing): void {
  const { canvas, layout, model, unicode } = drawing;
  const { bars, series } = model;
  const { price } = layout;
  const range = terminalPriceRange(model, layout.firstBar);
  const halves = price.count * 2;
  const halfOf = (value: number) =>
    Math.round(((range.max - value) / (range.max - range.min)) * (halves - 1));
  drawPriceAxis(drawing, (value) => halfOf(value) >> 1);
  for (let i = layout.firstBar; i < bars.length; i++) {
    const [open, close] = [valueAt(bars.open, i), valueAt(bars.close, i)];
    const isUp = close >= open;
    const set = glyphs[unicode ? "unicode" : "ascii"][isUp ? "up" : "down"];
    const bodyTop = halfOf(Math.max(open, close));
    const bodyBottom = halfOf(Math.min(open, close));
    const top = Math.min(bodyTop, halfOf(valueAt(bars.high, i)));
    const bottom = Math.max(bodyBottom, halfOf(valueAt(bars.low, i)));
    if (!Number.isFinite(top + bottom)) continue;
    const fill = (half: number): Half => {
      if (half < top || half > bottom) return 0;
      return half >= bodyTop && half <= bodyBottom ? 2 : 1;
    };
    const column = barColumn(layout, model, i);
    for (let row = Math.max(0, top >> 1); row <= bottom >> 1 && row < price.count; row++) {
      const character = set[fill(2 * row)]?.charAt(fill(2 * row + 1)) ?? " ";
      canvas.put(column, price.top + row, character, isUp ? "up" : "down");
    }
    drawEma(drawing, column, (range.max - valueAt(series.ema, i)) / (range.max - range.min));
  }
}

/** Braille draws the line finer than the candles: four heights a character. */
const lineGlyphs = { unicode: "⠉⠒⠤⣀", ascii: "'" } as const;

/** `share` is 0 at the top and 1 at the bottom of the panel; candles stay in front. */
function drawEma({ canvas, layout, unicode }: Drawing, column: number, share: number): void {
  if (!(share >= 0 && share <= 1)) return;
  const heights = lineGlyphs[unicode ? "unicode" : "ascii"];
  const { top, count } = layout.price;
  // Candles are placed by half rows, first to last; the line follows the same scale.
  const place = share * (count - 0.5) + 0.25;
  const row = Math.min(count - 1, Math.floor(place));
  if (!canvas.isBlank(column, top + row)) return;
  const height = Math.min(heights.length - 1, Math.floor((place - row) * heights.length));
  canvas.put(column, top + row, heights.charAt(height), "ema");
}

/** Round prices beside their rows; the last price takes its own row from them. */
function drawPriceAxis(drawing: Drawing, rowOf: (price: number) => number): void {
  const { canvas, layout, model } = drawing;
  const { price, axisColumn, columns } = layout;
  const range = terminalPriceRange(model, layout.firstBar);
  const { values, step } = niceTicks(range, Math.max(2, price.count / 2.5));
  const decimals = range.max >= 10_000 && step >= 1 ? 0 : Math.max(2, stepDecimals(step));
  const right = (label: string) => Math.max(axisColumn, columns - label.length);
  const lastRow = rowOf(model.last.close);
  for (const value of values) {
    const row = rowOf(value);
    if (row === lastRow || row < 0 || row >= price.count) continue;
    const label = formatNumber(value, decimals);
    canvas.write(right(label), price.top + row, label, "muted");
  }
  const last = formatNumber(model.last.close, model.priceDecimals);
  const tone = model.last.close >= model.last.open ? "up" : "down";
  canvas.write(right(last), price.top + lastRow, last, tone);
}

export function drawTerminalVolume(drawing: Drawing): void {
  const { canvas, layout, model, unicode } = drawing;
  const { bars } = model;
  const { volume } = layout;
  const most = extentOf(bars.volume.subarray(layout.firstBar)).max;
  if (!(most > 0)) {
    canvas.write(1, volume.top + volume.count - 1, "volume not reported", "muted");
    return;
  }
  const characters = volumeLevels[unicode ? "unicode" : "ascii"];
  for (let i = layout.firstBar; i < bars.length; i++) {
    const value = valueAt(bars.volume, i);
    if (!(value > 0)) continue;
    const tone = valueAt(bars.close, i) >= valueAt(bars.open, i) ? "upDim" : "downDim";
    const filled = Math.max(1, Math.round((value / most) * volume.count * characters.length));
    for (let row = 0; row < volume.count; row++) {
      const level = Math.min(characters.length, filled - row * characters.length);
      if (level <= 0) break;
      const place = volume.top + volume.count - 1 - row;
      canvas.put(barColumn(layout, model, i), place, characters.charAt(level - 1), tone);
    }
  }
}

export type { Drawing };
