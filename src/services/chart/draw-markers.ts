import { type Band, barX } from "./chart-layout.ts";
import type { ChartMarker } from "./chart-model.ts";
import { valueAt } from "./columns.ts";
import type { Pen } from "./pen.ts";
import { placeOf, type Scale } from "./scale.ts";
import { diamondData, path, text, triangleData } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

const triangleSize = 4;
const distance = 9;
const labelSize = 9;
const lineHeight = 11;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** Signals of the ledger: a triangle under or over its bar, named where there is room. */
export function drawMarkers(pen: Pen, scale: Scale, inside: Band): string {
  const parts: string[] = [];
  const taken: Box[] = [];
  for (const marker of pen.model.markers) {
    parts.push(drawMarker(pen, { scale, inside, taken }, marker));
  }
  return parts.join("");
}

interface Place {
  readonly scale: Scale;
  /** A marker that would leave it is left out: its neighbours already tell of a crowd. */
  readonly inside: Band;
  readonly taken: Box[];
}

function drawMarker(pen: Pen, { scale, inside, taken }: Place, marker: ChartMarker): string {
  const { model, layout, palette } = pen;
  const { index, direction, label } = marker;
  const x = barX(layout, model, index);
  const isBelow = direction !== "bearish";
  const step = isBelow ? 1 : -1;
  const edge = valueAt(isBelow ? model.bars.low : model.bars.high, index);
  const half = Math.max(triangleSize, textWidth(label, labelSize, 600) / 2) + 2;
  let y = placeOf(scale, edge) + step * distance;
  // Two lines a marker: the triangle and its name. Neighbours move further out.
  while (taken.some((box) => meets(box, { left: x - half, right: x + half, y }))) {
    y += step * lineHeight;
  }
  if (y < inside.top || y > inside.bottom) return "";
  taken.push({ left: x - half, right: x + half, y });
  const fill =
    direction === "bullish" ? palette.up : direction === "bearish" ? palette.down : palette.warn;
  const data =
    direction === "neutral"
      ? diamondData(x, y, triangleSize)
      : triangleData(x, y, triangleSize, isBelow ? "up" : "down");
  const shape = path(data, { fill, stroke: palette.panel });
  const nameY = y + step * lineHeight;
  const box = { left: x - half, right: x + half, y: nameY };
  const isInside = box.left > 0 && box.right < layout.plotRight;
  const hasRoom = isInside && nameY >= inside.top && nameY <= inside.bottom;
  if (!hasRoom || taken.some((other) => meets(other, box))) return shape;
  taken.push(box);
  const style = {
    fill,
    size: labelSize,
    weight: 600,
    anchor: "middle",
    halo: palette.panel,
  } as const;
  return shape + text(x, nameY, label, style);
}

function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < lineHeight - 1;
}
