import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import type { Bars } from "../../src/domain/bars.ts";
import { barTimeText } from "../../src/domain/result-table.ts";
import type { SeriesInfo } from "../../src/ports/bar-store.ts";
import {
  prepareRun,
  type ScannerDefinition,
  type ScannerRun,
  type Values,
  type Verdict,
} from "../../src/scanners/define.ts";
import { macd } from "../../src/scanners/macd.ts";
import { ttmSqueeze } from "../../src/scanners/ttm-squeeze.ts";
import { vpb } from "../../src/scanners/vpb.ts";
import { momentAsOf, type ScanMoment } from "../../src/services/scan/moment.ts";
import { scanSeries } from "../../src/services/scan/scan-series.ts";
import type { MadeMarket } from "../market/made-market.ts";
import { type CellName, cellCount, cellNames } from "./cells.ts";

/** The three scanners of the race, default dialects and parameters. */
export const raceRuns: readonly ScannerRun[] = [ttmSqueeze, vpb, macd].map(defaultRun);

function defaultRun(definition: ScannerDefinition): ScannerRun {
  const run = prepareRun(definition);
  if (!run.ok) throw new Error(run.error);
  return run.value;
}

/** Every scanner's verdict on every symbol; returns a sum over what was found. */
export function evaluateMarket(market: MadeMarket, scratch: Float64Array): number {
  let sum = 0;
  for (const bars of market.series) {
    for (const run of raceRuns) {
      const verdict = evaluate(run, bars, scratch);
      sum += verdict.onset + (verdict.values["price_change_pct"] as number);
    }
  }
  return sum;
}

/** As `evaluateMarket`, but whole results with receipt and sentence, as commands show them. */
export function scanWholeMarket(market: MadeMarket, job: ScanJob): number {
  const { infos, moment, scratch } = job;
  let sum = 0;
  for (const [symbol, bars] of market.series.entries()) {
    const info = infos[symbol] as SeriesInfo;
    for (const run of raceRuns) {
      const { result } = scanSeries(run, { info, bars, moment, scratch });
      sum += result.why.length + result.barTsMs;
    }
  }
  return sum;
}

/** What `scanWholeMarket` needs beside the bars. */
export interface ScanJob {
  readonly infos: readonly SeriesInfo[];
  readonly moment: ScanMoment;
  readonly scratch: Float64Array;
}

export function scanJob(market: MadeMarket): ScanJob {
  const openTsMs = (market.series[0] as Bars).openTsMs;
  const [firstTsMs, lastTsMs] = [openTsMs[0] as number, openTsMs.at(-1) as number];
  const infos = market.symbols.map(
    (symbol, index): SeriesInfo => ({
      id: index + 1,
      symbol,
      interval: "1d",
      adjustment: "split",
      source: { provider: "bench", feed: "made", isSimulated: true },
      barCount: market.barsPerSymbol,
      firstTsMs,
      lastTsMs,
    }),
  );
  const moment = momentAsOf(barCloseTsMs(lastTsMs, "1d"), "1d");
  return { infos, moment, scratch: new Float64Array(market.barsPerSymbol) };
}

/** What the verdicts say, in the order of the cells. */
export function ourCells(market: MadeMarket): Float64Array {
  const cells = new Float64Array(market.symbols.length * cellCount);
  const scratch = new Float64Array(market.barsPerSymbol);
  for (const [symbol, bars] of market.series.entries()) {
    const verdicts = raceRuns.map((run) => evaluate(run, bars, scratch));
    const found = cellsOf(verdicts as [Verdict, Verdict, Verdict], bars);
    for (const [at, name] of cellNames.entries()) cells[symbol * cellCount + at] = found[name];
  }
  return cells;
}

function evaluate(run: ScannerRun, bars: Bars, scratch: Float64Array): Verdict {
  return run.definition.evaluate({
    bars,
    first: 0,
    end: bars.length,
    params: run.params,
    rules: run.dialect.rules,
    barState: "closed",
    volumeShare: 1,
    scratch,
  });
}

const sides: Readonly<Record<string, number>> = {
  ...{ bullish: 1, bearish: -1, neutral: 0 },
  ...{ rising: 1, falling: -1, flat: 0 },
};

function cellsOf(
  [ttm, volume, cross]: [ttm: Verdict, volume: Verdict, cross: Verdict],
  bars: Bars,
): Record<CellName, number> {
  const squeeze = numbersOf(ttm.values);
  const breakout = numbersOf(volume.values);
  const line = numbersOf(cross.values);
  const side = (word: unknown) => sides[String(word)] ?? 0;
  return {
    dots: squeeze("squeeze_dots"),
    fireBack: fireBackOf(ttm.values, bars),
    duration: squeeze("squeeze_duration"),
    momentum: squeeze("momentum"),
    trend: side(ttm.values["momentum_trend"]),
    fireSide: side(ttm.values["fire_direction"]),
    bandUpper: squeeze("bb_upper"),
    bandLower: squeeze("bb_lower"),
    channelUpper: squeeze("kc_upper"),
    channelLower: squeeze("kc_lower"),
    macd: line("macd"),
    signal: line("signal"),
    histogram: line("histogram"),
    histogramBefore: line("previous_histogram"),
    cross: side(cross.direction),
    highest: breakout("highest_high_7"),
    lowest: breakout("lowest_low_7"),
    usualVolume: breakout("volume_ma30"),
    surgePct: breakout("volume_surge_pct"),
    breakout: side(volume.direction),
  };
}

function numbersOf(values: Values): (name: string) => number {
  return (name) => Number(values[name] ?? Number.NaN);
}

/** The verdict names the fire's date; the race counts bars. */
function fireBackOf(values: Values, bars: Bars): number {
  const date = values["fire_date"];
  if (date === null) return -1;
  let back = 0;
  while (barTimeText(bars.openTsMs[bars.length - 1 - back] as number, bars) !== date) back++;
  return back;
}
