import { formatNumber, formatPercent, formatSigned } from "./number-text.ts";
import type { Pen } from "./pen.ts";
import { path, px, rect, text } from "./svg-text.ts";
import { fitText, textWidth } from "./text-width.ts";
import { barText, spanText } from "./time-text.ts";

const margin = 12;
const gap = 10;
const bigSize = 19;
const pillPadding = 7;

/** Who, how much, since when: symbol, last price and change; then interval, bar and freshness. */
export function drawHeader(pen: Pen): string {
  const { header } = pen.layout;
  const y = (header.top + header.bottom) / 2;
  const right = drawRight(pen, y);
  return drawLeft(pen, y, right.left - gap) + right.svg;
}

function drawLeft(pen: Pen, y: number, rightMax: number): string {
  const { model, palette } = pen;
  const price = formatNumber(model.last.close, model.priceDecimals);
  const change = changeText(pen);
  const priceWidth = textWidth(price, bigSize, 600);
  const changeWidth = textWidth(change, 13, 500);
  const symbolRoom = rightMax - margin - gap - priceWidth;
  const symbol = fitText(model.symbol, bigSize, 600, Math.max(symbolRoom, 60));
  const priceX = margin + textWidth(symbol, bigSize, 600) + gap;
  const changeX = priceX + priceWidth + gap;
  const big = { size: bigSize, weight: 600 } as const;
  const parts = [
    text(margin, y, symbol, { fill: palette.text1, ...big }),
    text(priceX, y, price, { fill: palette.text1, ...big, weight: 500 }),
  ];
  // The change gives way first when a name takes all the room.
  if (changeX + changeWidth <= rightMax) {
    parts.push(text(changeX, y + 2, change, { fill: changeColour(pen), size: 13, weight: 500 }));
  }
  return parts.join("");
}

function changeText({ model }: Pen): string {
  const { change, priceDecimals } = model;
  if (change === null) return "";
  return `${formatSigned(change.value, priceDecimals)} (${formatPercent(change.ratio)})`;
}

function changeColour({ model, palette }: Pen): string {
  const value = model.change?.value ?? 0;
  return value > 0 ? palette.up : value < 0 ? palette.down : palette.text2;
}

function drawRight(pen: Pen, y: number): { readonly svg: string; readonly left: number } {
  const { model, layout, palette } = pen;
  const parts: string[] = [];
  let x = layout.width - margin;
  const pill = (content: string, fill: string, ground: string, icon: boolean) => {
    const iconRoom = icon ? 15 : 0;
    const width = textWidth(content, 11, 600) + 2 * pillPadding + iconRoom;
    x -= width;
    parts.push(rect({ x, y: y - 10, width, height: 20 }, { fill: ground, radius: 5 }));
    if (icon) parts.push(clockIcon(x + pillPadding + 5, y, fill));
    parts.push(text(x + pillPadding + iconRoom, y, content, { fill, weight: 600 }));
    x -= gap;
  };
  if (model.freshness === "stale") {
    pill(`stale · ${spanText(model.dataAgeMs)} old`, palette.warn, palette.warnFaint, true);
  }
  if (model.freshness === "forming") pill("forming", palette.warn, palette.warnFaint, true);
  pill(model.interval, palette.text1, palette.field, false);
  const when = barText(model.last.openTsMs, model.interval);
  parts.push(text(x, y, when, { fill: palette.text2, size: 12, anchor: "end" }));
  return { svg: parts.join(""), left: x - textWidth(when, 12, 400) };
}

function clockIcon(x: number, y: number, stroke: string): string {
  const circle = `M${px(x - 4.5)} ${px(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z`;
  return path(`${circle}M${px(x)} ${px(y - 2.5)}v2.7l1.8 1.2`, { stroke, width: 1.2 });
}
