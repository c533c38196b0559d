/** The demo market: how fast it makes bars, what a live tick costs, and how a store fills. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DayBoard } from "../src/adapters/providers/demo/day-board.ts";
import { createDemoMarket, type DemoMarket } from "../src/adapters/providers/demo/market.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { allocateBars } from "../src/domain/bars.ts";
import { addDays, fromYearMonthDay } from "../src/domain/local-date.ts";
import { fillHistory } from "../src/services/fill-history.ts";
import type { BenchCase } from "./define.ts";

const toDate = fromYearMonthDay(2025, 11, 26);
export const demoBench: BenchCase = {
  name: "demo",
  title: "Demo market: generating, live ticks, filling a store",
  async run({ seed, symbols, bars, rounds }) {
    const market = createDemoMarket({ seed, symbols });
    const job: Job = { market, sessions: bars, rounds };
    const dailyBarsPerS = dailyRate(job);
    const fill = await measureFill(job);
    const perThousand = 1_000 / symbols;
    const figures = [
      { id: "demo.daily-bars-per-second", value: dailyBarsPerS, unit: "bars/s" },
      { id: "demo.session-load", value: loadMs(job) * perThousand, unit: "ms per 1,000 symbols" },
      { id: "demo.live-tick-5m", value: tickMs(job) * perThousand, unit: "ms per 1,000 symbols" },
      { id: "demo.fill-bars-per-second", value: fill.barsPerS, unit: "bars/s" },
      { id: "demo.fill-memory", value: fill.megabytes, unit: "MB" },
    ];
    const rows = figures.map(({ id, value, unit }) => [id, shown(value), unit]);
    const title = `${symbols} symbols x ${bars} sessions`;
    return { tables: [{ title, heads: ["figure", "value", "unit"], rows }], figures, notes: [] };
  },
};

interface Job {
  readonly market: DemoMarket;
  readonly sessions: number;
  readonly rounds: number;
}

function dailyRate({ market, sessions, rounds }: Job): number {
  const bars = allocateBars("1d", sessions);
  // Five of seven days are sessions at most, so these fit.
  const range = { fromDate: addDays(toDate, -sessions), toDate };
  let count = 0;
  const bestMs = fastestMs(rounds, () => {
    count = 0;
    for (let index = 0; index < market.symbols.length; index++) {
      market.dailyBars(index, range, bars);
      count += bars.length;
    }
  });
  return (count * 1_000) / bestMs;
}

function loadMs({ market, rounds }: Job): number {
  const board = new DayBoard(market);
  const all = { fromSymbol: 0, untilSymbol: market.symbols.length };
  return fastestMs(rounds, () => board.load(toDate, all));
}

function tickMs({ market, rounds }: Job): number {
  const board = new DayBoard(market);
  const all = { fromSymbol: 0, untilSymbol: market.symbols.length };
  board.load(toDate, all);
  let fromMinute = 0;
  return fastestMs(rounds, () => {
    board.collect({ fromMinute, untilMinute: fromMinute + 5 }, all);
    fromMinute = (fromMinute + 65) % 195;
  });
}

async function measureFill({
  market,
  sessions,
}: Job): Promise<{ readonly barsPerS: number; readonly megabytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  try {
    let highest = 0;
    const startMs = performance.now();
    const { barsWritten } = await fillHistory({
      store: store.bars,
      market,
      days: sessions,
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

function fastestMs(rounds: number, work: () => void): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < rounds; run++) {
    Bun.gc(true);
    const startMs = performance.now();
    work();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
}

function shown(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : value.toFixed(2);
}
