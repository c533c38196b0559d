import type { ResultColumn } from "../../domain/result-table.ts";
import type { CellValue, Direction } from "../../domain/signal.ts";
import {
  formatCompact,
  formatIndicator,
  formatNumber,
  formatSigned,
  priceDecimals,
} from "../../services/chart/number-text.ts";
import { formatCount } from "./format.ts";
import type { Output } from "./output.ts";
import { printable } from "./text.ts";

/** One cell of a result as text, coloured; the same in tables and receipts. */
export function cellText(output: Output, column: ResultColumn, value: CellValue): string {
  const { paint, glyphs } = output;
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) {
    return paint.dim(glyphs.missing);
  }
  if (column.name === "squeeze_dots") return squeezeText(output, String(value));
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return directionText(output, printable(value));
  if (column.unit === "percent") return bySign(output, value, formatSigned(value, 2));
  return numberText(column, value);
}

/** The numbers of a column that has no sign in any row look odd with a plus. */
function numberText({ kind, unit }: ResultColumn, value: number): string {
  if (unit === "price") return formatNumber(value, priceDecimals(value));
  if (unit === "shares") return formatCompact(value);
  if (kind === "integer") return formatCount(value);
  return formatIndicator(value).replace(/^\+/, "");
}

/** "▲ fired": never by colour alone. */
export function signalText(output: Output, word: string, direction: Direction): string {
  const { glyphs } = output;
  const text = `${glyphs[direction]} ${word.replaceAll("_", " ")}`;
  return directionPaint(output, direction)(text);
}

function directionPaint({ paint }: Output, direction: Direction) {
  if (direction === "neutral") return paint.yellow;
  return direction === "bullish" ? paint.green : paint.red;
}

const risingWords = ["bullish", "rising", "bullish_breakout"];
const fallingWords = ["bearish", "falling", "bearish_breakdown"];

function directionText({ paint }: Output, word: string): string {
  if (risingWords.includes(word)) return paint.green(word);
  return fallingWords.includes(word) ? paint.red(word) : word;
}

function bySign({ paint }: Output, value: number, text: string): string {
  if (value === 0) return text;
  return value > 0 ? paint.green(text) : paint.red(text);
}

/** Digits of levels as dots: the more compressed, the fuller and the warmer. */
function squeezeText({ paint, glyphs }: Output, digits: string): string {
  const paints = [paint.dim, (text: string) => text, paint.yellow, paint.red];
  return [...digits]
    .map((digit) => {
      const level = Number(digit);
      const dot = glyphs.squeezeLevels[level];
      return dot === undefined ? " " : (paints[level] as (text: string) => string)(dot);
    })
    .join("");
}
