import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { nyse } from "../../src/domain/calendar.ts";
import type { Store } from "../../src/ports/store.ts";
import { type Child, startChild } from "../child.ts";
import { randomSource } from "../prices.ts";
import { MadeAlpaca } from "../vendors/made-alpaca.ts";
import { MarketTime } from "../vendors/market-time.ts";
import { checkTornStore, checkWholeStore } from "./check-worker-store.ts";
import type { WorkerChildOptions } from "./worker-child.ts";
import { minuteOf, WorkerMarket } from "./worker-market.ts";

export interface WorkerKillPlan {
  readonly seed: number;
  readonly symbols: number;
  /** How often it is killed while it fills history, and while the market lives. */
  readonly kills: { readonly backFill: number; readonly live: number };
}

export interface WorkerKillFindings {
  /** One sentence each; empty when all is well. */
  readonly faults: readonly string[];
  readonly barCount: number;
  readonly kills: number;
  /** Requests that the vendor got, calls that the ledger tells of, lines of the stream. */
  readonly requests: number;
  readonly calls: number;
  readonly lineCount: number;
}

/** The session that is followed: an ordinary Monday. */
const date = "2025-11-17";
/** A quarter of an hour of the market in some seconds; vendors still have 200 ms to answer. */
const speed = 75;
const lifeMs = { backFill: { min: 100, max: 900 }, live: { min: 400, max: 2_600 } } as const;
/** Market minutes that pass while nobody runs: often the next bar is still the same one. */
const awayMinutesMax = 45;
const settleMsMax = 60_000;
const lookMs = 100;
/** Calls that may be on their way when a process is killed: two hosts, and their retries. */
const callsInFlightMax = 40;
const childPath = fileURLToPath(import.meta.resolve("./worker-child.ts"));

/**
 * Kills a worker with signal 9 while it fills history, and again and again through a session,
 * with a vendor that fails, hangs up in the middle of a minute and corrects bars. Then lets it
 * come to rest and holds the store against the simulator: after the close, and after the evening.
 */
export async function killWorker(plan: WorkerKillPlan): Promise<WorkerKillFindings> {
  const run = new KillRun(plan);
  run.start();
  try {
    return await run.run();
  } finally {
    await run.stop();
  }
}

class KillRun {
  readonly #plan: WorkerKillPlan;
  readonly #market: WorkerMarket;
  readonly #time: MarketTime;
  readonly #vendor: MadeAlpaca;
  readonly #random: () => number;
  readonly #folder = mkdtempSync(join(tmpdir(), "l2t-worker-kill-"));
  readonly #faults: string[] = [];
  #child: Child | null = null;
  #output: string[] = [];
  #kills = 0;

  constructor(plan: WorkerKillPlan) {
    const { seed, symbols } = plan;
    this.#plan = plan;
    this.#market = new WorkerMarket({ seed, symbols, date });
    this.#time = new MarketTime(this.#eveningTsMs, speed);
    this.#random = randomSource(seed);
    this.#vendor = new MadeAlpaca({
      ...{ market: this.#market.market, clock: this.#time, pageRows: 3_000 },
      ...{ failEvery: 9, hangUpEvery: 23, correctEvery: 11 },
    });
  }

  /** After the late session of the day before. */
  get #eveningTsMs(): number {
    const before = nyse.previousTradingDay(this.#market.date);
    return this.#market.at(minuteOf.lateEnd + 10, before - this.#market.date);
  }

  start(): void {
    const store = openSqliteStore({ path: this.#path, tables: [] });
    const { symbols } = this.#market;
    store.watchlists.put({ name: "made", symbols, updatedTsMs: 1 });
    store.close();
    this.#vendor.start();
  }

  async stop(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.ended;
    await this.#vendor.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async run(): Promise<WorkerKillFindings> {
    const { kills } = this.#plan;
    for (let kill = 0; kill < kills.backFill; kill++) await this.#killed(lifeMs.backFill);
    await this.#liveThrough(kills.live);
    await this.#begin();
    await this.#until("the day comes to rest", (store) => this.#isAtRest(store));
    let barCount = this.#check("after the close").barCount;
    await this.#end("SIGTERM");
    this.#jumpTo(this.#market.at(minuteOf.lateEnd + 5));
    await this.#begin();
    await this.#until("the evening is done", (store) => this.#isCovered(store));
    barCount = this.#check("in the evening").barCount;
    await this.#end("SIGTERM");
    const calls = this.#calls();
    const { requestCount: requests, lineCount } = this.#vendor;
    const lost = requests - calls;
    if (lost < 0) this.#faults.push(`the ledger tells of ${-lost} calls that nobody got`);
    if (lost > callsInFlightMax * this.#kills) {
      this.#faults.push(`${lost} of ${requests} requests are not in the ledger`);
    }
    return { faults: this.#faults, barCount, kills: this.#kills, requests, calls, lineCount };
  }

  /** From 04:00 to the close, with pauses in which nobody runs. */
  async #liveThrough(kills: number): Promise<void> {
    const { close, open, premarket } = minuteOf;
    this.#jumpTo(this.#market.at(premarket + 1));
    await this.#killed(lifeMs.live);
    this.#jumpTo(this.#market.at(open - 1));
    const lastTsMs = this.#market.at(close - 2);
    for (let kill = 1; kill < kills; kill++) {
      await this.#killed(lifeMs.live);
      const left = kills - kill;
      const evenMs = Math.max(0, lastTsMs - this.#time.nowMs()) / left;
      const awayMs = Math.min(evenMs, awayMinutesMax * 60_000 * this.#random());
      this.#jumpTo(Math.min(this.#time.nowMs() + (left === 1 ? evenMs : awayMs), lastTsMs));
    }
  }

  get #path(): string {
    return join(this.#folder, "market_cache.db");
  }

  #jumpTo(tsMs: number): void {
    this.#time.jumpTo(tsMs);
    this.#vendor.skip();
  }

  async #killed({ min, max }: { readonly min: number; readonly max: number }): Promise<void> {
    await this.#begin();
    await Bun.sleep(min + (max - min) * this.#random());
    this.#kills += 1;
    await this.#end("SIGKILL");
    const store = this.#open();
    const faults = checkTornStore(store, this.#market);
    store.close();
    this.#faults.push(...faults.map((fault) => `after kill ${this.#kills}: ${fault}`));
  }

  async #begin(): Promise<void> {
    const { url, streamUrl } = this.#vendor;
    const time = this.#time.shared;
    const options: WorkerChildOptions = {
      ...{ dataDir: this.#folder, url, streamUrl, time },
    };
    const child = startChild([process.execPath, childPath, JSON.stringify(options)]);
    this.#child = child;
    const begun = Promise.withResolvers<void>();
    void (async () => {
      for await (const line of child.lines) {
        this.#output.push(`${new Date(this.#time.nowMs()).toISOString().slice(11, 19)} ${line}`);
        if (line === "begun") begun.resolve();
      }
      begun.reject(new Error(`the worker has ended:\n${this.#output.join("\n")}`));
    })();
    await begun.promise;
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    child?.kill(signal);
    const ended = await child?.ended;
    const { code, signal: by } = ended ?? { code: 0, signal: null };
    if (by !== signal && code !== 0) {
      throw new Error(`the worker ended with ${code}:\n${this.#output.join("\n")}`);
    }
  }

  async #until(what: string, isTrue: (store: Store) => boolean): Promise<void> {
    const endMs = performance.now() + settleMsMax;
    for (;;) {
      const store = this.#open();
      const isDone = isTrue(store);
      store.close();
      if (isDone) return;
      if (performance.now() > endMs) {
        this.#faults.push(`${what}: not after ${settleMsMax} ms`);
        console.log(this.#output.join("\n"));
        return;
      }
      await Bun.sleep(lookMs);
    }
  }

  /** The close is stored, its daily bars are, and nothing is missing any more. */
  #isAtRest(store: Store): boolean {
    const key = { interval: "1m", adjustment: "split" } as const;
    const isClosed = (store.coverage.liveUntil(key) ?? 0) >= this.#market.at(minuteOf.close);
    const days = store.bars.series({ interval: "1d" });
    const isToday = days.filter(({ lastTsMs }) => lastTsMs === this.#market.at(0));
    const isOver = this.#time.nowMs() > this.#market.at(minuteOf.close + 5);
    const isFilled = store.coverage.gaps().length === 0;
    return isOver && isClosed && isFilled && isToday.length === this.#market.symbols.length;
  }

  /** The day counts as complete for every symbol. */
  #isCovered(store: Store): boolean {
    const untilTsMs = this.#market.at(0, 1);
    return (["1m", "1d"] as const).every((interval) => {
      const rows = store.coverage.coverage({ interval, adjustment: "split" });
      const whole = rows.filter((row) => row.untilTsMs >= untilTsMs);
      return whole.length === this.#market.symbols.length;
    });
  }

  #check(when: string) {
    const store = this.#open();
    const found = checkWholeStore(store, this.#market, this.#eveningTsMs);
    store.close();
    this.#faults.push(...found.faults.map((fault) => `${when}: ${fault}`));
    if (found.faults.length > 0) console.log(this.#output.join("\n"));
    this.#output = [];
    return found;
  }

  #calls(): number {
    const store = this.#open();
    const usage = store.providers.usage(0).filter(({ provider }) => provider === "alpaca");
    store.close();
    return usage.reduce((sum, { calls }) => sum + calls, 0);
  }

  #open(): Store {
    return openSqliteStore({ path: this.#path, tables: [], readOnly: true });
  }
}
