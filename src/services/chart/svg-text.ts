import { type FontWeight, textWidth } from "./text-width.ts";

/** Building blocks of an SVG document. */

/** Characters that XML 1.0 cannot hold, not even escaped, and lone surrogates. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Any text as XML text or attribute value; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(forbidden, "\ufffd").replace(/[&<>"']/g, (character) => {
    return escapes[character] ?? character;
  });
}

/** A coordinate with at most two decimals. */
export function px(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  // -0 would be printed as "0" by String, but not everything rounds to a plain number.
  return Number.isFinite(rounded) ? String(rounded) : "0";
}

/** The middle of the pixel that a place falls into: a line of 1 px is sharp there. */
export function crisp(value: number): number {
  return Math.floor(value) + 0.5;
}

export interface TextStyle {
  readonly fill: string;
  /** px; 11 where absent. */
  readonly size?: number;
  readonly weight?: FontWeight;
  readonly anchor?: "start" | "middle" | "end";
  /** Colour of a thin edge that keeps the text apart from what lies under it. */
  readonly halo?: string;
}

export const textSize = 11;

/** One line of text, or nothing; `y` is its vertical middle. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  if (content === "") return "";
  const { fill, size = textSize, weight = 400, anchor = "start", halo } = style;
  // Digits and capitals of Inter are 0.727 em high, so their middle is half of that above the line.
  const baseline = y + size * 0.364;
  const attributes = [
    `x="${px(x)}" y="${px(baseline)}" fill="${fill}"`,
    size === textSize ? "" : ` font-size="${size}"`,
    weight === 400 ? "" : ` font-weight="${weight}"`,
    anchor === "start" ? "" : ` text-anchor="${anchor}"`,
    // Where Inter is missing, another typeface is made to fit the room that the layout gave.
    ` textLength="${px(textWidth(content, size, weight))}" lengthAdjust="spacingAndGlyphs"`,
    halo === undefined
      ? ""
      : ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`,
  ];
  return `<text ${attributes.join("")}>${escapeXml(content)}</text>`;
}

export interface PathStyle {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: string;
  readonly opacity?: number;
}

/** A path, or nothing for empty data. */
export function path(data: string, style: PathStyle): string {
  if (data === "") return "";
  const { fill = "none", stroke, width = 1, dash, opacity } = style;
  const attributes = [
    ` fill="${fill}"`,
    stroke === undefined ? "" : ` stroke="${stroke}"`,
    stroke === undefined || width === 1 ? "" : ` stroke-width="${width}"`,
    dash === undefined ? "" : ` stroke-dasharray="${dash}"`,
    opacity === undefined ? "" : ` opacity="${opacity}"`,
  ];
  return `<path d="${data}"${attributes.join("")}/>`;
}

export function rect(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  style: { readonly fill: string; readonly radius?: number },
): string {
  const radius = style.radius === undefined ? "" : ` rx="${px(style.radius)}"`;
  const size = `width="${px(box.width)}" height="${px(box.height)}"`;
  return `<rect x="${px(box.x)}" y="${px(box.y)}" ${size}${radius} fill="${style.fill}"/>`;
}

/** Data of a filled rectangle, for paths that hold many. */
export function boxData(x: number, y: number, width: number, height: number): string {
  return `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}z`;
}

/** Data of a triangle that points up or down; `x`, `y` is its middle. */
export function triangleData(x: number, y: number, size: number, direction: "up" | "down"): string {
  const half = px(size);
  const rise = size * 1.7;
  return direction === "up"
    ? `M${px(x)} ${px(y - rise / 2)}l${half} ${px(rise)}h${px(-2 * size)}z`
    : `M${px(x)} ${px(y + rise / 2)}l${half} ${px(-rise)}h${px(-2 * size)}z`;
}

export function diamondData(x: number, y: number, size: number): string {
  const s = px(size);
  return `M${px(x)} ${px(y - size)}l${s} ${s}l-${s} ${s}l-${s} -${s}z`;
}
