import type { Interval } from "../../../domain/interval.ts";
import type { BarStore } from "../../../ports/bar-store.ts";
import { chooseSeries } from "../../../services/scan/choose-series.ts";
import { readSeries } from "../../../services/scan/read-series.ts";
import { type Html, html } from "./html.ts";

/** Closes shown in a table row. */
export const sparklineBars = 30;
/** px, as the style sheet has it. */
const width = 72;
const height = 18;

export interface Sparkline {
  readonly path: string;
  readonly isUp: boolean;
}

/** Lines of the newest closes by symbol. One pass over the series that are wanted. */
export function readSparklines(
  store: BarStore,
  wanted: {
    readonly symbols: ReadonlySet<string>;
    readonly interval: Interval;
    readonly untilTsMs: number;
  },
): Map<string, Sparkline> {
  const { symbols, interval, untilTsMs } = wanted;
  const lines = new Map<string, Sparkline>();
  const series = chooseSeries(store, { interval, asOfTsMs: untilTsMs, symbols });
  const options = { interval, barsMax: sparklineBars, untilTsMs, session: "regular" } as const;
  readSeries(store, series, options, (info, bars) => {
    const from = Math.max(0, bars.length - sparklineBars);
    const line = sparkline(bars.close.subarray(from, bars.length));
    if (line !== null) lines.set(info.symbol, line);
  });
  return lines;
}

/** Whole px: a line of 30 points takes 150 characters. null for fewer than two points. */
export function sparkline(close: Float64Array): Sparkline | null {
  const low = Math.min(...close);
  const high = Math.max(...close);
  if (close.length < 2 || !Number.isFinite(high - low)) return null;
  const scale = high > low ? (height - 2) / (high - low) : 0;
  const points: string[] = [];
  for (const [index, value] of close.entries()) {
    const x = Math.round((index * width) / (sparklineBars - 1));
    const y = scale === 0 ? height / 2 : Math.round((high - value) * scale + 1);
    points.push(`${x} ${y}`);
  }
  const isUp = (close[close.length - 1] as number) >= (close[0] as number);
  return { path: `M${points.join(" ")}`, isUp };
}

/** The change over the bars shown is told in another column, so it is for the eye only. */
export function sparklineCell(line: Sparkline | undefined): Html {
  if (line === undefined) return html`<span class="mut">–</span>`;
  const side = line.isUp ? "up" : "dn";
  return html`<svg class="spark ${side}" aria-hidden="true"><path d="${line.path}"/></svg>`;
}
