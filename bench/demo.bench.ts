/**
 * The demo market: how fast it makes bars, what a live tick costs, and how long a store takes to
 * fill. Run alone with `bin/bun bench/demo.bench.ts [symbols]`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DayBoard } from "../src/adapters/providers/demo/day-board.ts";
import { createDemoMarket, type DemoMarket } from "../src/adapters/providers/demo/market.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { allocateBars } from "../src/domain/bars.ts";
import { addDays, fromYearMonthDay } from "../src/domain/local-date.ts";
import { fillHistory } from "../src/services/fill-history.ts";

/** One measured number, and the bound that it must keep. */
export interface DemoFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The slowest machine that we support still reaches it. */
  readonly budget: { readonly min: number } | { readonly max: number };
}

const toDate = fromYearMonthDay(2025, 11, 26);
/** Sessions of the filled history; as calendar days, about 345 sessions of the others. */
const historyDays = 500;
const runs = 3;

/** Best of three runs each; `symbols` scales the work. */
export async function measureDemo(symbols: number): Promise<readonly DemoFigure[]> {
  const market = createDemoMarket({ seed: 1, symbols });
  const fill = await measureFill(market);
  const msPerThousand = 1_000 / symbols;
  return [
    { name: "daily bars", value: dailyRate(market), unit: "bars/s", budget: { min: 1_500_000 } },
    {
      name: "load one session",
      value: loadMs(market) * msPerThousand,
      unit: "ms per 1,000 symbols",
      budget: { max: 15 },
    },
    {
      name: "one live tick of 5m bars",
      value: tickMs(market) * msPerThousand,
      unit: "ms per 1,000 symbols",
      budget: { max: 10 },
    },
    { name: "fill a store", value: fill.barsPerS, unit: "bars/s", budget: { min: 100_000 } },
    { name: "memory while filling", value: fill.megabytes, unit: "MB", budget: { max: 200 } },
  ];
}

function dailyRate(market: DemoMarket): number {
  const bars = allocateBars("1d", historyDays);
  const range = { fromDate: addDays(toDate, -historyDays), toDate };
  let count = 0;
  const bestMs = fastestMs(() => {
    count = 0;
    for (let index = 0; index < market.symbols.length; index++) {
      market.dailyBars(index, range, bars);
      count += bars.length;
    }
  });
  return (count * 1_000) / bestMs;
}

function loadMs(market: DemoMarket): number {
  const board = new DayBoard(market);
  const all = { fromSymbol: 0, untilSymbol: market.symbols.length };
  return fastestMs(() => board.load(toDate, all));
}

function tickMs(market: DemoMarket): number {
  const board = new DayBoard(market);
  const all = { fromSymbol: 0, untilSymbol: market.symbols.length };
  board.load(toDate, all);
  let fromMinute = 0;
  return fastestMs(() => {
    board.collect({ fromMinute, untilMinute: fromMinute + 5 }, all);
    fromMinute += 65;
  });
}

async function measureFill(
  market: DemoMarket,
): Promise<{ readonly barsPerS: number; readonly megabytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  try {
    let highest = 0;
    const startMs = performance.now();
    const { barsWritten } = await fillHistory({
      store: store.bars,
      market,
      days: historyDays,
      toDate,
      onProgress: () => {
        highest = Math.max(highest, process.memoryUsage.rss());
      },
    });
    const elapsedS = (performance.now() - startMs) / 1_000;
    return { barsPerS: barsWritten / elapsedS, megabytes: highest / 2 ** 20 };
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function fastestMs(work: () => void): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    Bun.gc(true);
    const startMs = performance.now();
    work();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
}

if (import.meta.main) {
  const figures = await measureDemo(Number(process.argv[2] ?? 2_000));
  for (const { name, value, unit, budget } of figures) {
    const bound = "min" in budget ? `at least ${budget.min}` : `at most ${budget.max}`;
    const isKept = "min" in budget ? value >= budget.min : value <= budget.max;
    const shown = value >= 1_000 ? Math.round(value).toLocaleString("en-US") : value.toFixed(2);
    console.log(`${isKept ? "ok  " : "SLOW"} ${name}: ${shown} ${unit} (${bound})`);
    if (!isKept) process.exitCode = 1;
  }
}
