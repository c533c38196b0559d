/** A day in the life of the market-data worker, from 04:00 to the close, in a process alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { fromYearMonthDay } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import type { UsageRow } from "../src/ports/provider-ledger.ts";
import { scanners } from "../src/scanners/registry.ts";
import { setSimulatedNowMs } from "../src/services/scan/market-clock.ts";
import type { BenchCase, BenchReport } from "./define.ts";
import { numberText } from "./harness/print.ts";
import { checkDay, type DayFindings } from "./worker/check-day.ts";
import { type DayUse, liveThroughDay } from "./worker/live-through-day.ts";
import type { WorkerDay } from "./worker/worker-child.ts";

const before = fromYearMonthDay(2025, 11, 13);
const date = fromYearMonthDay(2025, 11, 14);
const closeMinute = 960;
/** Twelve hours of the market in as many minutes of the machine at 60; this is ten times that. */
const speed = 600;
/** As of a large demo market. */
const historyDays = 260;

export const workerBench: BenchCase = {
  name: "worker",
  title: "A day of the market-data worker: premarket to close, quotes, options, research",
  async run({ seed, symbols }) {
    const dataDir = mkdtempSync(join(tmpdir(), "l2t-worker-day-"));
    const path = join(dataDir, "market_cache.db");
    const day: WorkerDay = {
      ...{ dataDir, seed, symbols, speed, historyDays },
      fromTsMs: newYorkTsMs(before, closeMinute),
      untilTsMs: newYorkTsMs(date, closeMinute),
    };
    try {
      const fresh = openSqliteStore({ path, tables: scanners });
      setSimulatedNowMs(fresh.metadata, day.fromTsMs);
      fresh.close();
      const use = await liveThroughDay(day);
      const store = openSqliteStore({ path, tables: scanners, readOnly: true });
      try {
        return report(day, use, { ...checkDay(store, day), usage: store.providers.usage(0) });
      } finally {
        store.close();
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

function report(
  { symbols }: WorkerDay,
  use: DayUse,
  found: DayFindings & { readonly usage: readonly UsageRow[] },
): BenchReport {
  const calls = found.usage.reduce((sum, row) => sum + row.calls, 0);
  const rows: readonly (readonly [string, number, string])[] = [
    ["bars of the day", found.bars, ""],
    ["bars missing", found.missing, ""],
    ["bars that differ", found.mismatches, ""],
    ["quotes", found.quotes, ""],
    ["quotes with a move before the bell", found.premarketQuotes, ""],
    ["flows found", found.flows, ""],
    ["flows twice", found.duplicateFlows, ""],
    ["calls to vendors", calls, ""],
    ["RSS, peak while history is filled", use.fillPeakMb, "MB"],
    ["RSS, peak of the day", use.peakMb, "MB"],
    ["RSS, median of the day", use.steadyMb, "MB"],
    ["RSS, last tenth of the day", use.lastMb, "MB"],
    ["heap (what no file backs), median", use.heapMb, "MB"],
    ["history filled in", use.fillS, "s"],
    ["processor time of the day", use.cpuMs / 1_000, "s"],
    ["the day took", use.wallMs / 1_000, "s"],
  ];
  const figures = [
    { id: "worker.bars-wrong", value: found.missing + found.mismatches, unit: "bars" },
    { id: "worker.flows-twice", value: found.duplicateFlows, unit: "flows" },
    { id: "worker.rss-median", value: use.steadyMb, unit: "MB" },
    { id: "worker.rss-peak", value: use.peakMb, unit: "MB" },
    { id: "worker.cpu", value: use.cpuMs / 1_000, unit: "s" },
  ];
  const notes = [
    `at ${speed} times the speed of a clock, with the variables that services get`,
    "the demo market is asked in the process itself: it makes no calls, and nothing limits it",
  ];
  const title = `${symbols} symbols, 04:00 to 16:00`;
  const table = { title, heads: ["", "", ""], rows: rows.map(rowText) };
  return { tables: [table], figures, notes };
}

function rowText([name, value, unit]: readonly [string, number, string]): readonly string[] {
  return [name, numberText(value), unit];
}
