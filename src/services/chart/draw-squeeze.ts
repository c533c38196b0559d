import { columnAt, exactX, looseMin } from "./chart-layout.ts";
import { squeezeBars } from "./chart-series.ts";
import { axisGap } from "./draw-price.ts";
import { drawWarmup } from "./draw-warmup.ts";
import type { Pen } from "./pen.ts";
import { isFired } from "./squeeze-states.ts";
import { boxData, diamondData, path, px, text, triangleData } from "./svg-text.ts";

const dotOn = 2.6;
const dotOff = 1.9;
const triangleSize = 4.5;

/** One mark a bar: filled = on, hollow = off, triangle = fired, pointing where momentum points. */
export function drawSqueeze(pen: Pen): string {
  const { model, layout, palette } = pen;
  const { top, bottom } = layout.squeeze;
  const y = (top + bottom + 1) / 2;
  const { squeeze } = model.series;
  let on = "";
  let off = "";
  const fires = { up: "", down: "", flat: "" };
  const isTight = layout.pitch < looseMin;
  const onSize = Math.min(dotOn, layout.pitch * 0.42);
  const offSize = Math.min(dotOff, layout.pitch * 0.32);
  squeeze.forEach((state, i) => {
    const x = exactX(layout, model, i);
    if (state === "on") on += isTight ? strip(pen, i, y, 5) : dot(x, y, onSize);
    if (state === "off") off += isTight ? strip(pen, i, y, 1) : dot(x, y, offSize);
    if (state === "fired-up") fires.up += triangleData(x, y, triangleSize, "up");
    if (state === "fired-down") fires.down += triangleData(x, y, triangleSize, "down");
    if (state === "fired-flat") fires.flat += diamondData(x, y, triangleSize);
  });
  const edge = { stroke: palette.panel, width: 1.5 };
  return [
    path(
      off,
      isTight ? { fill: palette.text3, opacity: 0.55 } : { stroke: palette.text3, opacity: 0.6 },
    ),
    path(on, { fill: palette.warn }),
    // Drawn last and with an edge: a fire is a single bar and must not drown in the dots.
    path(fires.up, { fill: palette.up, ...edge }),
    path(fires.down, { fill: palette.down, ...edge }),
    path(fires.flat, { fill: palette.text1, ...edge }),
    drawLabel(pen, y),
    drawWarmup(pen, layout.squeeze, {
      firstIndex: firstKnown(squeeze),
      note: `squeeze needs ${squeezeBars} bars`,
    }),
  ].join("");
}

function drawLabel(pen: Pen, y: number): string {
  const { layout, palette, model } = pen;
  const now = model.series.squeeze.at(-1) ?? "unknown";
  const x = layout.plotRight + axisGap;
  if (now === "on") return text(x, y, "Squeeze", { fill: palette.warn, weight: 600 });
  const fill =
    now === "fired-up" ? palette.up : now === "fired-down" ? palette.down : palette.text3;
  return text(x, y, isFired(now) ? "Fired" : "Squeeze", { fill });
}

function firstKnown(states: readonly string[]): number {
  const index = states.findIndex((state) => state !== "unknown");
  return index < 0 ? states.length : index;
}

function dot(x: number, y: number, radius: number): string {
  const r = px(radius);
  const d = px(2 * radius);
  return `M${px(x - radius)} ${px(y)}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 -${d} 0z`;
}

/** Part of a band: thick where the squeeze is on, a hairline where it is off. */
function strip({ layout, model }: Pen, index: number, y: number, height: number): string {
  const { x, width } = columnAt(layout, model, index);
  return boxData(x, y - height / 2, width, height);
}
