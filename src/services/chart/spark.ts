import { extentOf } from "./columns.ts";
import type { SqueezeState } from "./squeeze-states.ts";

/** Pictures of one line for tables and terminals. */

const levels = { unicode: "▁▂▃▄▅▆▇█", ascii: "_.-~=^" } as const;

export interface LineOptions {
  /** false: plain ASCII only. */
  readonly unicode: boolean;
}

/**
 * The newest values as a row of little bars, `width` characters at most, oldest first. With more
 * values than characters each one stands for the last of its share. A missing value is a blank,
 * equal values are a row of middle height. The lowest and highest value, or `range`, are the foot
 * and the top of the picture.
 */
export function sparkline(
  values: ArrayLike<number>,
  options: LineOptions & {
    readonly width: number;
    readonly range?: { readonly min: number; readonly max: number };
  },
): string {
  const characters = options.unicode ? levels.unicode : levels.ascii;
  const picked = sample(values, options.width);
  const { min, max } = options.range ?? extentOf(picked);
  let line = "";
  for (const value of picked) {
    const share = max > min ? (value - min) / (max - min) : 0.5;
    const level = Math.max(
      0,
      Math.min(characters.length - 1, Math.floor(share * characters.length)),
    );
    line += Number.isFinite(value) ? characters.charAt(level) : " ";
  }
  return line;
}

function sample(values: ArrayLike<number>, width: number): Float64Array {
  const count = Math.max(0, Math.min(values.length, Math.floor(width)));
  return Float64Array.from({ length: count }, (_, i) => {
    const last = Math.ceil(((i + 1) * values.length) / count) - 1;
    return values[last] ?? Number.NaN;
  });
}

const dots: Readonly<Record<"unicode" | "ascii", Readonly<Record<SqueezeState, string>>>> = {
  unicode: {
    unknown: " ",
    off: "◦",
    on: "●",
    "fired-up": "▲",
    "fired-down": "▼",
    "fired-flat": "◆",
  },
  ascii: { unknown: " ", off: ".", on: "#", "fired-up": "^", "fired-down": "v", "fired-flat": "x" },
};

/** One character a bar: filled = on, hollow = off, an arrow where the squeeze fired. */
export function squeezeDots(states: readonly SqueezeState[], options: LineOptions): string {
  const characters = dots[options.unicode ? "unicode" : "ascii"];
  return states.map((state) => characters[state]).join("");
}
