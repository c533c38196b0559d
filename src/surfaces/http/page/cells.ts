import type { ResultColumn, ResultRow } from "../../../domain/result-table.ts";
import type { CellValue, ScanStatus } from "../../../domain/signal.ts";
import type { ScannerDefinition } from "../../../scanners/define.ts";
import { signalWord } from "../signal-word.ts";
import { squeezeDots } from "./dots.ts";
import { formatCell, missing, words } from "./format.ts";
import { type Html, html } from "./html.ts";

type Side = "up" | "dn" | "flat";

/** Words that name a side, whichever scanner says them. */
const sides: Readonly<Record<string, Side>> = {
  bullish: "up",
  rising: "up",
  bearish: "dn",
  falling: "dn",
};

const statusWords: Readonly<Record<Exclude<ScanStatus, "signal">, string>> = {
  none: "No signal",
  "not-warmed-up": "Not warmed up",
  stale: "Stale",
  "no-data": "No data",
};

/** What the scanner says of a symbol: a word, a shape, and a colour where it has a side. */
export function signalPill(definition: ScannerDefinition, row: ResultRow): Html {
  const word = signalWord(definition, row);
  if (word === null) {
    const status = row["status"] as keyof typeof statusWords;
    return html`<span class="pill mut">${statusWords[status] ?? String(status)}</span>`;
  }
  return wordPill(word, String(row["direction"]));
}

/** A signal's word with the shape and the colour of its side. */
export function wordPill(word: string, direction: string): Html {
  const side = sides[direction] ?? "flat";
  const label = saysSide(word) ? words(word) : `${words(word)}${sideWord(side)}`;
  return html`<span class="pill ${side}">${label}</span>`;
}

function saysSide(word: string): boolean {
  return /bull|bear|over(sold|bought)/.test(word);
}

function sideWord(side: Side): string {
  return { up: " bullish", dn: " bearish", flat: "" }[side];
}

/** The inside of a table cell. Columns that are not known here are printed by kind and unit. */
export function cell(row: ResultRow, column: ResultColumn): Html {
  const value = row[column.name] ?? null;
  if (value === null) return html`<span class="mut">${missing}</span>`;
  if (column.name === "squeeze_dots") return squeezeDots(row);
  if (isGauge(column)) return gauge(Number(value));
  // Nothing lasts for no time: a squeeze that is off.
  if (column.unit === "bars" && value === 0) return html`<span class="mut">${missing}</span>`;
  if (typeof value === "string") return wordCell(value);
  return html`<span${sideClass(value, column)}>${formatCell(value, column, row)}</span>`;
}

function wordCell(value: string): Html {
  const side = sides[value];
  if (side === undefined) return html`${words(value)}`;
  return html`<span class="pill ${side}">${words(value)}</span>`;
}

/** The sign is printed, so that the colour only repeats it. */
function sideClass(value: CellValue, { kind, unit, name }: ResultColumn): Html | false {
  if (typeof value !== "number" || kind !== "number" || value === 0) return false;
  // Colour means direction, and volume has none.
  if (name.includes("volume")) return false;
  const hasSign = unit === "percent" || unit === undefined || name.endsWith("_change");
  if (!hasSign) return false;
  return value > 0 ? html` class="up"` : html` class="dn"`;
}

/** A share of 100, such as an RSI: Pct without a unit of its own, by the naming rule. */
function isGauge({ name, kind, unit }: ResultColumn): boolean {
  return kind === "number" && unit === undefined && name.endsWith("_pct");
}

/** px, as the style sheet has it; ticks where thirds of the scale are usually judged. */
const gaugeWidth = 56;
const gaugeTicks = `M${gaugeWidth * 0.3} 2v6M${gaugeWidth * 0.7} 2v6`;

function gauge(pct: number): Html {
  const x = (Math.min(100, Math.max(0, pct)) / 100) * gaugeWidth;
  const scale = html`<path class="g0" d="M0 5h${gaugeWidth}"/><path class="g1" d="${gaugeTicks}"/>`;
  const point = html`<circle cx="${x.toFixed(1)}" cy="5" r="3.5"/>`;
  const number = html`<span class="gv">${pct.toFixed(1)}</span>`;
  return html`<svg class="gauge" aria-hidden="true">${scale}${point}</svg>${number}`;
}
