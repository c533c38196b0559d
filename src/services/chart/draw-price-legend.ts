import { emaBars } from "./chart-series.ts";
import { valueAt } from "./columns.ts";
import { formatCompact, formatNumber } from "./number-text.ts";
import type { Pen } from "./pen.ts";
import { path, px, rect, text } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

interface Item {
  readonly label: string;
  readonly value: string;
  /** Colour of the line that the item explains. */
  readonly line?: string;
  /** Items with the highest number are the first to go when the row is too narrow. */
  readonly expendable: number;
}

const left = 12;
const gapInside = 5;
const gapBetween = 12;
const swatchWidth = 14;

/** Open, high, low, close and volume of the newest bar, and the lines over the candles. */
export function drawPriceLegend(pen: Pen): string {
  const { layout, palette } = pen;
  const y = layout.price.top + 16;
  const parts: string[] = [];
  let x = left;
  const items = fitting(itemsOf(pen), layout.plotRight - 2 * left);
  const plate = { x: left - 4, y: layout.price.top + 1, width: widthOf(items) + 8, height: 25 };
  parts.push(rect(plate, { fill: palette.panel }));
  for (const item of items) {
    if (item.line !== undefined) {
      parts.push(path(`M${px(x)} ${px(y)}h${swatchWidth}`, { stroke: item.line, width: 2 }));
      x += swatchWidth + gapInside;
    }
    parts.push(text(x, y, item.label, { fill: palette.text3 }));
    x += textWidth(item.label, 11, 400) + gapInside;
    parts.push(text(x, y, item.value, { fill: palette.text1, weight: 500 }));
    x += textWidth(item.value, 11, 500) + gapBetween;
  }
  return parts.join("");
}

function itemsOf({ model, palette }: Pen): Item[] {
  const { last, series, priceDecimals } = model;
  const price = (value: number) => formatNumber(value, priceDecimals);
  const newest = (column: Float64Array) => valueAt(column, column.length - 1);
  const ema = newest(series.ema);
  const items: Item[] = [
    { label: "O", value: price(last.open), expendable: 4 },
    { label: "H", value: price(last.high), expendable: 3 },
    { label: "L", value: price(last.low), expendable: 2 },
    { label: "C", value: price(last.close), expendable: 1 },
    { label: "Vol", value: formatCompact(last.volume), expendable: 5 },
    {
      label: `EMA ${emaBars}`,
      value: Number.isNaN(ema) ? `needs ${emaBars} bars` : price(ema),
      line: palette.ema,
      expendable: 0,
    },
  ];
  if (series.vwap === null) return items;
  const vwap = newest(series.vwap);
  const value = Number.isNaN(vwap) ? "none now" : price(vwap);
  return [...items, { label: "VWAP", value, line: palette.vwap, expendable: 0 }];
}

function fitting(items: readonly Item[], room: number): readonly Item[] {
  let kept = items;
  while (widthOf(kept) > room) {
    const first = Math.max(...kept.map(({ expendable }) => expendable));
    if (first === 0) return kept;
    kept = kept.filter(({ expendable }) => expendable !== first);
  }
  return kept;
}

function widthOf(items: readonly Item[]): number {
  return items.reduce((sum, { label, value, line }) => {
    const swatch = line === undefined ? 0 : swatchWidth + gapInside;
    return (
      sum + swatch + textWidth(label, 11, 400) + gapInside + textWidth(value, 11, 500) + gapBetween
    );
  }, -gapBetween);
}
