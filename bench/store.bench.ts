/** How bars are laid out in SQLite: the candidates of docs/decisions/0002-bar-layout.md. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { foldedFrom } from "../src/adapters/stores/sqlite/tail.ts";
import type { ScanResult } from "../src/domain/signal.ts";
import { macd } from "../src/scanners/macd.ts";
import type { BenchCase, BenchOptions, Figure, Table } from "./define.ts";
import { type MadeMarket, makeMarket } from "./market/made-market.ts";
import { type Layout, layouts } from "./store/layouts.ts";

const dayMs = 86_400_000;
const readBars = 250;

export const storeBench: BenchCase = {
  name: "store",
  title: "Store: layouts of bars on disk, and what ours costs",
  async run(options) {
    const market = makeMarket({ ...options, barsPerSymbol: options.bars });
    const measured = layouts.map((layout) => measure(layout, market, options));
    const sums = new Set(measured.map(({ sum }) => sum));
    if (sums.size !== 1) throw new Error(`layouts read different bars: ${[...sums].join(" ")}`);
    const ours = measured.at(-1) as Measured;
    const perThousand = 1_000 / options.symbols;
    const figures: Figure[] = [
      { id: "store.bytes-per-bar", value: ours.bytesPerBar, unit: "bytes", bound: { max: 10 } },
      { id: "store.write-bars-per-second", value: ours.writeBarsPerS, unit: "bars/s" },
      { id: "store.read-250", value: ours.readMs * perThousand, unit: "ms per 1,000 symbols" },
      { id: "store.append", value: ours.appendMs * perThousand, unit: "ms per 1,000 symbols" },
      { id: "store.fold", value: foldMs(market) * perThousand, unit: "ms per 1,000 symbols" },
      { id: "store.save", value: saveMs(options) * perThousand, unit: "ms per 1,000 results" },
    ];
    const notes = ["CPU milliseconds; all layouts read the same closes."];
    return { tables: [tableOf(measured, options)], figures, notes };
  },
};

interface Measured {
  readonly name: string;
  readonly writeBarsPerS: number;
  readonly readMs: number;
  readonly appendMs: number;
  readonly bytesPerBar: number;
  readonly sum: number;
}

function measure(layout: Layout, market: MadeMarket, { rounds }: BenchOptions): Measured {
  return inFolder((path) => {
    const barCount = market.symbols.length * market.barsPerSymbol;
    let open = layout.fill(path, market);
    // Closing moves the log into the file, whose size is then the whole.
    open.close();
    const bytesPerBar = statSync(path).size / barCount;
    rmSync(path);
    const writeMs = cpuMs(() => {
      open = layout.fill(path, market);
    });
    const sum = open.readLast(readBars);
    const readMs = medianMs(rounds, () => open.readLast(readBars));
    let openTsMs = (market.series[0]?.openTsMs.at(-1) ?? 0) + dayMs;
    const appendMs = medianMs(rounds, () => {
      open.append(openTsMs);
      openTsMs += dayMs;
    });
    open.close();
    const writeBarsPerS = (barCount * 1_000) / writeMs;
    // Sums of the same doubles in another order differ in their last digits.
    const rounded = Number(sum.toPrecision(9));
    return { name: layout.name, writeBarsPerS, readMs, appendMs, bytesPerBar, sum: rounded };
  });
}

/** The longest append when nobody tidies: it folds a slice of the tail. */
function foldMs(market: MadeMarket): number {
  return inFolder((path) => {
    const open = layouts.at(-1)?.fill(path, market);
    if (!open) throw new Error("the store is a layout");
    const firstTsMs = (market.series[0]?.openTsMs.at(-1) ?? 0) + dayMs;
    let longest = 0;
    for (let moment = 0; moment <= foldedFrom.momentsMax; moment++) {
      longest = Math.max(
        longest,
        cpuMs(() => open.append(firstTsMs + moment * dayMs)),
      );
    }
    open.close();
    return longest;
  });
}

/** Saving the results of one scanner over the market. */
function saveMs({ symbols, rounds }: BenchOptions): number {
  return inFolder((path) => {
    const store = openSqliteStore({ path, tables: [macd] });
    let scannedTsMs = Date.UTC(2026, 0, 5);
    const median = medianMs(rounds, () => {
      scannedTsMs += dayMs;
      const results = Array.from({ length: symbols }, (_, index) => resultOf(index, scannedTsMs));
      store.signals.save({ results, signals: [], scannedTsMs });
    });
    store.close();
    return median;
  });
}

function resultOf(index: number, barTsMs: number): ScanResult {
  const values = macd.columns.map(({ name, kind }) => [name, kind === "text" ? "none" : index]);
  return {
    scanner: macd.scanner,
    dialect: "textbook",
    params: "{}",
    symbol: `M${index}`,
    interval: "1d",
    adjustment: "split",
    source: { provider: "bench", feed: "made", isSimulated: true },
    status: "none",
    signal: "none",
    direction: "neutral",
    barTsMs,
    barState: "closed",
    dataAgeMs: 0,
    barCount: readBars,
    onsetTsMs: Number.NaN,
    values: Object.fromEntries(values),
    why: "MACD 0.123 stayed above its signal line 0.101",
  };
}

function tableOf(measured: readonly Measured[], { symbols, bars }: BenchOptions): Table {
  return {
    title: `${symbols} symbols x ${bars} daily bars`,
    heads: [
      "layout",
      "in, M bars/s",
      `last ${readBars} out, ms`,
      "one bar each, ms",
      "bytes a bar",
    ],
    rows: measured.map((each) => [
      each.name,
      (each.writeBarsPerS / 1e6).toFixed(2),
      each.readMs.toFixed(0),
      each.appendMs.toFixed(1),
      each.bytesPerBar.toFixed(1),
    ]),
  };
}

function inFolder<T>(work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
  try {
    return work(join(folder, "market_cache.db"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function medianMs(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds }, () => cpuMs(work)).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] as number;
}

/** CPU time: the clock on the wall also measures what else the machine does. */
function cpuMs(work: () => void): number {
  Bun.gc(true);
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
