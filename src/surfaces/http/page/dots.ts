import type { ResultRow } from "../../../domain/result-table.ts";
import { type Html, html } from "./html.ts";

/** px between dots, and of the strip. */
const pitch = 10;
const middle = 5;
const normalLevel = 2;

const levelWords = ["off", "low", "on", "high"] as const;
type Mark = (typeof levelWords)[number] | "up" | "dn";

/**
 * The squeeze of the last bars as shapes: a ring is off, a ring with a point low, filled on, large
 * high; a triangle is the bar at which it fired, with the side. Words say the same.
 */
export function squeezeDots(row: ResultRow): Html {
  const digits = String(row["squeeze_dots"] ?? "");
  const marks = marksOf(digits, String(row["fire_direction"]));
  const shapes = [...new Set(marks)].map((mark) => {
    const at = marks.flatMap((other, index) => (other === mark ? [index] : []));
    return html`<path class="d-${mark}" d="${at.map((index) => outline(mark, index)).join("")}"/>`;
  });
  const words = html`<span class="vh">${dotsInWords(marks)}</span>`;
  return html`<svg class="dots" aria-hidden="true">${shapes}</svg>${words}`;
}

/** Levels, and the last bar that let go shown as the fire. */
function marksOf(digits: string, fireDirection: string): Mark[] {
  const levels = [...digits].map(Number);
  const marks: Mark[] = levels.map((level) => levelWords[level] ?? "off");
  const side = { bullish: "up", bearish: "dn" }[fireDirection] as Mark | undefined;
  const fire = levels.findLastIndex(
    (level, at) => at > 0 && level < normalLevel && (levels[at - 1] ?? 0) >= normalLevel,
  );
  if (side !== undefined && fire >= 0) marks[fire] = side;
  return marks;
}

/** Dots are round ends of lines without length, which keeps thousands of rows short. */
function outline(mark: Mark, index: number): string {
  const x = index * pitch + middle;
  if (mark === "up") return `M${x - 4} 8.500h8l-4-7z`;
  if (mark === "dn") return `M${x - 4} 1.500h8l-4 7z`;
  if (mark === "on" || mark === "high") return `M${x} 5h0`;
  // An arc all but around and closed: a ring in half the characters of two arcs.
  return mark === "low" ? `M${x} 2.5a2.5 2.5 0 1 0 .01 0zM${x} 5h.8` : `M${x} 3a2 2 0 1 0 .01 0z`;
}

/** "4 off, 5 on, fired up": runs of equal marks, oldest first. */
function dotsInWords(marks: readonly Mark[]): string {
  const runs: string[] = [];
  for (let from = 0; from < marks.length; ) {
    let end = from;
    while (end < marks.length && marks[end] === marks[from]) end++;
    const mark = marks[from];
    runs.push(mark === "up" ? "fired up" : mark === "dn" ? "fired down" : `${end - from} ${mark}`);
    from = end;
  }
  return runs.join(", ");
}
