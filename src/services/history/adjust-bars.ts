import { allocateBars, type Bars, barAt, pushBar } from "../../domain/bars.ts";
import type { SymbolSplit } from "../../domain/research.ts";
import { dayStartTsMs } from "./stretch.ts";

/**
 * Bars of the old share count in the new one: prices divided by the ratio (new shares for one
 * old), volumes multiplied; a volume that was not reported stays so. Only bars that open before
 * the moment change; all of them come back.
 */
export function rebasedBars(bars: Bars, ratio: number, beforeTsMs: number): Bars {
  const out = allocateBars(bars.interval, bars.length);
  for (let i = 0; i < bars.length; i++) {
    const bar = barAt(bars, i);
    if (bar.openTsMs >= beforeTsMs) pushBar(out, bar);
    else {
      pushBar(out, {
        openTsMs: bar.openTsMs,
        open: bar.open / ratio,
        high: bar.high / ratio,
        low: bar.low / ratio,
        close: bar.close / ratio,
        volume: bar.volume * ratio,
      });
    }
  }
  return out;
}

/** Raw bars, restated for splits: several of them multiply. */
export function splitAdjusted(bars: Bars, splits: readonly SymbolSplit[]): Bars {
  let out = bars;
  for (const { exDate, ratio } of splits) out = rebasedBars(out, ratio, dayStartTsMs(exDate));
  return out;
}
