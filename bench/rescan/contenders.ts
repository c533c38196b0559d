import type { Contender } from "../harness/race.ts";
import type { MadeMarket } from "../market/made-market.ts";
import { peers } from "../peers/registry.ts";
import { arraySeries, peerCells, scanMarketWithToolbox, type Toolbox } from "../peers/toolbox.ts";
import { plainCells } from "../plain/scan.ts";
import { type CellName, cellCount, cellNames } from "./cells.ts";
import { allocateSeries, fillMarket, ourSeriesCells } from "./our-series.ts";
import { evaluateMarket, ourCells, scanJob, scanWholeMarket } from "./our-verdicts.ts";
import { type CScan, plainC, talibC } from "./plain-c.ts";

export interface Entry extends Contender {
  /** Verdicts: the newest bar only. Results: with receipt and sentence. Columns: every bar. */
  readonly gives: "verdicts" | "results" | "columns";
  /** The answers, for the comparison; after `run` at the latest. */
  readonly cells: () => Float64Array;
  /** Cells that it answers. */
  readonly compared: readonly CellName[];
}

export const ourVerdicts = "ours";
export const ourResults = "ours, whole results";
export const ourColumns = "ours, kernels over every bar";
export const cVerdicts = "plain C, our algorithm";
export const cColumns = "plain C, sliding sums";
export const talibColumns = "TA-Lib C";
export const plainColumns = "plain two-pass TypeScript";

/** Seconds a pass: three rounds are enough to place them. */
const slowRoundsMax = 3;

/** All sides of the race, and why some are missing. */
export function contenders(market: MadeMarket): {
  readonly entries: readonly Entry[];
  readonly notes: readonly string[];
} {
  const entries = [...ourEntries(market), plainEntry(market)];
  const notes: string[] = [];
  const c = plainC(market);
  if (c.ok) {
    entries.push(cEntry(cColumns, "columns", c.value.series));
    entries.push(cEntry(cVerdicts, "verdicts", c.value.verdicts));
  } else notes.push(`SKIPPED, no C in this race: ${c.error}`);
  const talib = talibC(market);
  if (talib.ok) {
    const compared = peerCells.filter((name) => !["macd", "signal", "histogram"].includes(name));
    entries.push({ ...cEntry(talibColumns, "columns", talib.value), compared });
    notes.push("TA-Lib seeds its averages with means: MACD equal to 1e-5 only, not compared");
  } else notes.push(`SKIPPED, no TA-Lib in this race: ${talib.error}`);
  const series = arraySeries(market);
  for (const tools of peers) entries.push(peerEntry(tools, series));
  return { entries, notes };
}

function ourEntries(market: MadeMarket): Entry[] {
  const scratch = new Float64Array(market.barsPerSymbol);
  const job = scanJob(market);
  const out = allocateSeries(market.barsPerSymbol);
  const cells = () => ourCells(market);
  return [
    {
      name: ourVerdicts,
      gives: "verdicts",
      run: () => evaluateMarket(market, scratch),
      cells,
      compared: cellNames,
    },
    {
      name: ourResults,
      gives: "results",
      run: () => scanWholeMarket(market, job),
      cells,
      compared: cellNames,
    },
    {
      name: ourColumns,
      gives: "columns",
      run: () => fillMarket(market, out),
      cells: () => ourSeriesCells(market),
      compared: cellNames,
    },
  ];
}

function plainEntry(market: MadeMarket): Entry {
  const cells = new Float64Array(market.symbols.length * cellCount);
  const run = () => {
    for (const [symbol, bars] of market.series.entries()) {
      plainCells(bars, cells.subarray(symbol * cellCount, (symbol + 1) * cellCount));
    }
    return sumOf(cells);
  };
  return {
    name: plainColumns,
    gives: "columns",
    run,
    cells: () => cells,
    compared: cellNames,
    roundsMax: slowRoundsMax,
  };
}

function cEntry(name: string, gives: Entry["gives"], scan: CScan): Entry {
  const run = () => {
    scan.run();
    return sumOf(scan.cells);
  };
  return { name, gives, run, cells: () => scan.cells, compared: cellNames };
}

function peerEntry(tools: Toolbox, series: ReturnType<typeof arraySeries>): Entry {
  const cells = new Float64Array(series.length * cellCount);
  const run = () => {
    scanMarketWithToolbox(tools, series, cells);
    return sumOf(cells);
  };
  return {
    name: tools.lent ? `${tools.name} (${tools.lent}: ours, plain)` : tools.name,
    gives: "columns",
    run,
    cells: () => cells,
    compared: peerCells,
    roundsMax: slowRoundsMax,
  };
}

function sumOf(cells: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += cells[i] as number;
  return sum;
}
