import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/adapters/host/system-clock.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import type { Coverage, CoverageKey } from "../src/ports/coverage-store.ts";
import type { Store } from "../src/ports/store.ts";
import { BackFill } from "../src/services/history/back-fill.ts";
import { GapFiller } from "../src/services/history/gap-filler.ts";
import { noteStartGap } from "../src/services/history/note-gap.ts";
import { type HistoryCall, HistoryMarket } from "./history-market.ts";
import { newYork } from "./history-store.ts";
import { randomSource } from "./prices.ts";

export const historyWorks = ["back-fill", "days", "gaps"] as const;
export type HistoryWork = (typeof historyWorks)[number];

export interface HistoryKillPlan {
  readonly work: HistoryWork;
  readonly kills: number;
  readonly seed: number;
}

export interface KilledHistory {
  readonly killedAfterMs: number;
  readonly wasFinished: boolean;
  /** As it was found after the kill. */
  readonly barCount: number;
  readonly covered: ReadonlyMap<CoverageKey["interval"], readonly Coverage[]>;
  /** What was asked for when it was run again. */
  readonly calls: readonly HistoryCall[];
  /** In the end. */
  readonly checksum: string;
  readonly gapCount: number;
  readonly untold: string;
}

export interface HistoryKills {
  /** Of a run that nobody disturbed. */
  readonly checksum: string;
  readonly undisturbedMs: number;
  readonly callCount: number;
  readonly killed: readonly KilledHistory[];
}

const wishes = [
  { interval: "1d", sessions: 90 },
  { interval: "5m", sessions: 2 },
] as const;
const feed: CoverageKey = { interval: "5m", adjustment: "split" };
const historyTsMs = newYork("2025-11-14 08:00");
const gapTsMs = newYork("2025-11-14 15:00");
const closeTsMs = newYork("2025-11-14 16:00");
const symbolCount = 60;
/** How long the vendor takes for an answer. */
const answerMs = 3;

/** Kills work on history with signal 9 at random points of its run, each time on a new store. */
export async function killHistory(plan: HistoryKillPlan): Promise<HistoryKills> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-history-kill-"));
  try {
    const random = randomSource(plan.seed);
    const base = join(folder, "base");
    await prepare(plan.work, databaseIn(base));
    const place = (name: string) => {
      const path = join(folder, name);
      cpSync(base, path, { recursive: true });
      return databaseIn(path);
    };
    const whole = place("whole");
    const { elapsedMs: undisturbedMs } = await runChild(plan.work, whole, Infinity);
    const killed: KilledHistory[] = [];
    for (let kill = 0; kill < plan.kills; kill++) {
      const database = place(`kill-${kill}`);
      const killedAfterMs = random() * undisturbedMs;
      const { isDone } = await runChild(plan.work, database, killedAfterMs);
      const found = inspect(database);
      const calls = await workOn(plan.work, database);
      const { checksum, gapCount, untold } = inspect(database);
      const { barCount, covered } = found;
      const outcome = { calls, checksum, gapCount, untold };
      killed.push({ killedAfterMs, wasFinished: isDone, barCount, covered, ...outcome });
      rmSync(join(folder, `kill-${kill}`), { recursive: true });
    }
    const callCount = (await workOn(plan.work, place("count"))).length;
    return { checksum: inspect(whole).checksum, undisturbedMs, callCount, killed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Does the work on a database to its end; returns what the vendor was asked. */
export async function workOn(
  work: HistoryWork,
  database: string,
  onBegin: () => void = () => undefined,
): Promise<readonly HistoryCall[]> {
  const marketTsMs = work === "gaps" ? gapTsMs : historyTsMs;
  const market = marketAt(marketTsMs, answerMs, work === "days" ? 1 : 4);
  const store = openSqliteStore({ path: database, tables: [] });
  try {
    onBegin();
    if (work === "gaps") await fillGaps(store, market, marketTsMs);
    else await backFill(store, market, { marketTsMs, isWholeMarket: work === "days" });
    return market.calls;
  } finally {
    store.close();
  }
}

function marketAt(nowMs: number, pauseMs: number, symbolsMax: number): HistoryMarket {
  return new HistoryMarket({
    ...{ symbols: symbolCount, symbolsMax, seed: 21, nowMs: () => nowMs },
    offers: ["market-day"],
    script: async () => {
      await systemClock.sleep(pauseMs);
      return undefined;
    },
  });
}

/** The gaps are those of a day that was followed to 10:00, on top of complete history. */
async function prepare(work: HistoryWork, database: string): Promise<void> {
  mkdirSync(join(database, ".."), { recursive: true });
  const store = openSqliteStore({ path: database, tables: [] });
  try {
    if (work !== "gaps") return;
    const market = marketAt(historyTsMs, 0, 4);
    await backFill(store, market, { marketTsMs: historyTsMs, isWholeMarket: false });
    store.coverage.setLiveUntil(feed, newYork("2025-11-14 10:00"));
    noteStartGap(store, feed, newYork("2025-11-14 14:30"));
  } finally {
    store.close();
  }
}

async function backFill(
  store: Store,
  market: HistoryMarket,
  options: { readonly marketTsMs: number; readonly isWholeMarket: boolean },
): Promise<void> {
  const { marketTsMs, isWholeMarket } = options;
  const fill = new BackFill({
    ...{ store, marketData: market, clock: systemClock, isWholeMarket },
    wishes: isWholeMarket ? [{ interval: "1d", sessions: 50 }] : wishes,
    symbols: () => market.symbols,
    onChange: () => undefined,
  });
  const { signal } = new AbortController();
  await fill.run({ marketTsMs, signal, onProgress: () => undefined });
}

async function fillGaps(store: Store, market: HistoryMarket, marketTsMs: number): Promise<void> {
  const filler = new GapFiller({
    ...{ store, marketData: market, clock: systemClock, feedInterval: "5m" },
    symbols: () => market.symbols,
    onChange: () => undefined,
    onNotice: () => undefined,
  });
  const { signal } = new AbortController();
  // The longer bars over its edges come due once the live market is stored to the close.
  for (let tsMs = marketTsMs; store.coverage.gaps().length > 0; tsMs += 3_600_000) {
    if (tsMs > closeTsMs) store.coverage.setLiveUntil(feed, closeTsMs);
    await filler.round(tsMs, signal);
  }
}

function inspect(database: string) {
  const store = openSqliteStore({ path: database, tables: [] });
  try {
    const covered = new Map(
      wishes.map(({ interval }) => {
        return [interval, store.coverage.coverage({ interval, adjustment: "split" })];
      }),
    );
    return {
      barCount: store.bars.series().reduce((sum, series) => sum + series.barCount, 0),
      checksum: store.bars.checksum(),
      gapCount: store.coverage.gaps().length,
      untold: store.metadata.getMetadata("history.untold") ?? "",
      covered,
    };
  } finally {
    store.close();
  }
}

function databaseIn(folder: string): string {
  return join(folder, "market.db");
}

const childPath = fileURLToPath(import.meta.resolve("./history-child.ts"));

async function runChild(
  work: HistoryWork,
  database: string,
  killAfterMs: number,
): Promise<{ readonly isDone: boolean; readonly elapsedMs: number }> {
  const words = [childPath, database, work];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let beginMs = performance.now();
  let endMs = beginMs;
  let isDone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stdout.on("data", (said: Buffer) => {
    endMs = performance.now();
    if (String(said).includes("begun")) {
      beginMs = endMs;
      if (Number.isFinite(killAfterMs)) timer = setTimeout(() => child.kill(9), killAfterMs);
    }
    if (String(said).includes("done")) isDone = true;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (!Number.isFinite(killAfterMs) && code !== 0) throw new Error(`the work ended with ${code}`);
  return { isDone, elapsedMs: endMs - beginMs };
}
