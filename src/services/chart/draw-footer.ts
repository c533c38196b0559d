import { sourceText } from "../../domain/result-table.ts";
import type { Pen } from "./pen.ts";
import { path, px, rect, text, triangleData } from "./svg-text.ts";
import { fitText, textWidth } from "./text-width.ts";
import { momentText, spanText } from "./time-text.ts";

const margin = 12;
const gap = 14;
/** Narrower pictures keep the room for the receipt. */
const keyWidthMin = 640;
const separator = " · ";

/** The receipt: where the numbers come from, how old they are, by which definition. */
export function drawFooter(pen: Pen): string {
  const { layout, palette } = pen;
  const { footer, width } = layout;
  const y = (footer.top + footer.bottom + 1) / 2;
  const key = drawKey(pen, y, width - margin);
  const room = key.left - gap - margin;
  return text(margin, y, receiptText(pen, room), { fill: palette.text3 }) + key.svg;
}

/** As many parts as fit, the most important first; the first one is cut short if it must be. */
function receiptText({ model }: Pen, room: number): string {
  const { source, adjustment, series, dataAgeMs, asOfTsMs } = model;
  const age =
    dataAgeMs < 0 ? `bar closes in ${spanText(-dataAgeMs)}` : `${spanText(dataAgeMs)} old`;
  const prices = adjustment === "split" ? "split-adjusted" : "prices as printed";
  const asOf = `as of ${momentText(asOfTsMs)}`;
  const parts = [sourceText(source), age, series.dialect, asOf, prices];
  while (parts.length > 1 && textWidth(parts.join(separator), 11, 400) > room) parts.pop();
  return fitText(parts.join(separator), 11, 400, room);
}

/** What the marks of the squeeze row mean, and whose picture it is; ends at `right`. */
function drawKey(pen: Pen, y: number, right: number) {
  const { palette, layout } = pen;
  const parts: string[] = [];
  let x = right;
  const word = (content: string, weight: 400 | 600, fill: string) => {
    x -= textWidth(content, 11, weight);
    parts.push(text(x, y, content, { fill, weight }));
  };
  word("learn2trade", 600, palette.text2);
  x -= 16;
  parts.push(brandMark(pen, x, y));
  if (layout.width < keyWidthMin) return { svg: parts.join(""), left: x };
  x -= gap;
  word("fired", 400, palette.text3);
  x -= 10;
  parts.push(path(triangleData(x, y, 4, "up"), { fill: palette.up }));
  x -= gap;
  word("off", 400, palette.text3);
  x -= 8;
  parts.push(path(circle(x, y, 1.9), { stroke: palette.text3 }));
  x -= gap - 2;
  word("on", 400, palette.text3);
  x -= 8;
  parts.push(path(circle(x, y, 2.6), { fill: palette.warn }));
  return { svg: parts.join(""), left: x - 3 };
}

function circle(x: number, y: number, r: number): string {
  return `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 0 ${px(2 * r)} 0a${r} ${r} 0 1 0 -${px(2 * r)} 0z`;
}

/** Bars under a ceiling line. */
function brandMark({ palette }: Pen, x: number, y: number): string {
  const bars = [3, 5, 7].map((height, i) => {
    return rect({ x: x + 4 * i, y: y + 5 - height, width: 3, height }, { fill: palette.accent });
  });
  return path(`M${px(x)} ${px(y - 4.5)}h11`, { stroke: palette.text2 }) + bars.join("");
}
