/**
 * What every contender of the race answers for one symbol, so that the answers can be compared:
 * the numbers of the three scanners' verdicts. Same order as in bench/c/cells.h.
 */
export const cellNames = [
  /** Squeeze levels of the last 10 bars as the digits of one number, oldest first. */
  "dots",
  /** Bars since the squeeze let go, 0 to 4; -1 when it did not. */
  "fireBack",
  /** Bars that the squeeze has been on. */
  "duration",
  "momentum",
  /** Sign of the momentum's change from the bar before. */
  "trend",
  /** Sign of the momentum at the fire; 0 without one. */
  "fireSide",
  "bandUpper",
  "bandLower",
  "channelUpper",
  "channelLower",
  "macd",
  "signal",
  "histogram",
  "histogramBefore",
  /** 1 bullish, -1 bearish, 0 none; the same for the breakout. */
  "cross",
  "highest",
  "lowest",
  /** Whole shares. */
  "usualVolume",
  "surgePct",
  "breakout",
] as const;

export type CellName = (typeof cellNames)[number];
export const cellCount = cellNames.length;

const cellIndexes = Object.fromEntries(cellNames.map((name, index) => [name, index]));

export function cellAt(name: CellName): number {
  return cellIndexes[name] as number;
}

/** Counts, signs and levels: equal or wrong, nothing between. */
const exactCells: ReadonlySet<CellName> = new Set<CellName>([
  ...(["dots", "fireBack", "duration", "trend", "fireSide"] as const),
  ...(["cross", "breakout", "usualVolume"] as const),
]);

/** Where a value is close to 0, its error counts relative to this part of the price. */
const smallPart = 1e-3;

export interface Comparison {
  /** Symbols with a flag, count or sign that differs. */
  readonly symbolsWithOtherFlags: number;
  /** Largest relative difference of the other cells. */
  readonly worstError: number;
}

/** Compares answers symbol by symbol, in the cells named. */
export function compareCells(
  right: Float64Array,
  other: Float64Array,
  prices: readonly number[],
  names: readonly CellName[] = cellNames,
): Comparison {
  let symbolsWithOtherFlags = 0;
  let worstError = 0;
  for (const [symbol, price] of prices.entries()) {
    let hasOtherFlags = false;
    for (const name of names) {
      const at = symbol * cellCount + cellAt(name);
      const [a, b] = [right[at] as number, other[at] as number];
      if (exactCells.has(name)) hasOtherFlags ||= a !== b;
      else worstError = Math.max(worstError, relativeError(a, b, price * smallPart));
    }
    if (hasOtherFlags) symbolsWithOtherFlags++;
  }
  return { symbolsWithOtherFlags, worstError };
}

/** A missing value against a number is infinitely wrong. */
function relativeError(a: number, b: number, least: number): number {
  if (Object.is(a, b)) return 0;
  const error = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), least);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
