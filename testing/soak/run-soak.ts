import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProcess } from "../../src/adapters/host/proc.ts";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { formatLocalDate } from "../../src/domain/local-date.ts";
import { newYorkDate } from "../../src/domain/new-york.ts";
import type { Store } from "../../src/ports/store.ts";
import { simulatedNowMs } from "../../src/services/scan/market-clock.ts";
import type { SoakMarket } from "./market-child.ts";

export interface SoakOptions {
  readonly days: number;
  readonly symbols: number;
  readonly seed: number;
  /** Days for which shorter bars are kept. */
  readonly keptDays: number;
  readonly historyDays: number;
  readonly port: number;
  /** A market day is over. */
  readonly onDay: (day: SoakDay) => void;
}

/** A day of the market, and what the process had then. */
export interface SoakDay {
  readonly date: string;
  /** Least resident memory of the day: what a garbage collection leaves. */
  readonly rssMb: number;
  readonly anonMb: number;
  readonly openFiles: number;
  readonly databaseMb: number;
  readonly barMb: number;
  readonly signals: number;
  readonly elapsedS: number;
}

const lookMs = 200;
/** Nothing happens for so long: something is wrong. */
const silenceMsMax = 180_000;
const megabyte = 2 ** 20;
const childScript = join(import.meta.dir, "market-child.ts");

/** Lets a demo market live for some days in one process, and reads what it uses each day. */
export async function runSoak(options: SoakOptions): Promise<readonly SoakDay[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "l2t-soak-"));
  const { port, seed, symbols, historyDays, keptDays } = options;
  const market: SoakMarket = { dataDir, port, seed, symbols, historyDays, keptDays };
  const child = spawn(process.execPath, [childScript, JSON.stringify(market)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((done) => child.once("close", done));
  try {
    return await new Watch(child, dataDir, options).run();
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Looks at the process and its store until enough days have passed. */
class Watch {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly #options: SoakOptions;
  readonly #startMs = performance.now();
  readonly #days: SoakDay[] = [];
  #date: string | null = null;
  #changes = 0;
  #least = { rssMb: Number.POSITIVE_INFINITY, anonMb: Number.POSITIVE_INFINITY };

  constructor(child: ChildProcess, dataDir: string, options: SoakOptions) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.#options = options;
  }

  async run(): Promise<readonly SoakDay[]> {
    let movedMs = performance.now();
    while (this.#days.length < this.#options.days) {
      await Bun.sleep(lookMs);
      if (this.#child.exitCode !== null) throw new Error("the process has ended");
      if (this.#look()) movedMs = performance.now();
      if (performance.now() - movedMs > silenceMsMax) throw new Error("the market stands still");
    }
    return this.#days;
  }

  /** Whether a day of the market has passed. */
  #look(): boolean {
    const memory = readProcess("/proc", this.#child.pid as number, { isPrecise: false });
    const { rssBytes = Number.NaN, anonBytes = Number.NaN } = memory ?? {};
    const store = this.#open();
    if (store === null) return false;
    try {
      const nowMs = simulatedNowMs(store.metadata);
      if (nowMs === null) return false;
      const date = formatLocalDate(newYorkDate(nowMs));
      const before = this.#date;
      this.#date = date;
      if (before !== null && before !== date) this.#changes += 1;
      // The market begins at the end of the day before its first one.
      if (before !== null && before !== date && this.#changes > 1) this.#end(before, store);
      this.#least = {
        rssMb: Math.min(this.#least.rssMb, rssBytes / megabyte),
        anonMb: Math.min(this.#least.anonMb, anonBytes / megabyte),
      };
      return before !== date;
    } finally {
      store.close();
    }
  }

  #end(date: string, store: Store): void {
    const { bytes, barBytes } = store.stats();
    const day = {
      ...{ date, ...this.#least },
      openFiles: readdirSync(`/proc/${this.#child.pid}/fd`).length,
      databaseMb: bytes / megabyte,
      barMb: barBytes / megabyte,
      signals: store.signals.countSignals(),
      elapsedS: (performance.now() - this.#startMs) / 1_000,
    };
    this.#least = { rssMb: Number.POSITIVE_INFINITY, anonMb: Number.POSITIVE_INFINITY };
    this.#days.push(day);
    this.#options.onDay(day);
  }

  #open(): Store | null {
    try {
      const path = join(this.#dataDir, "market_cache.db");
      return openSqliteStore({ path, tables: [], readOnly: true });
    } catch {
      // Not made yet.
      return null;
    }
  }
}
