import { setImmediate } from "node:timers/promises";
import { Failure } from "../../base/failure.ts";
import type { Interval } from "../../domain/interval.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Ability } from "../../ports/market-data.ts";
import { askedStretch, type BackFillTask, type HistoryWish, planTasks } from "./back-fill-plan.ts";
import { ProgressCounter } from "./back-fill-progress.ts";
import type { BackFillOptions, BackFillReport, BackFillRun } from "./back-fill-run.ts";
import { BarKeeper } from "./bar-keeper.ts";
import { ChangeTeller } from "./change-teller.ts";
import { coverageBySymbol } from "./coverage.ts";
import { fetchBatch } from "./fetch-batch.ts";
import { noteLateBars } from "./late-bars.ts";
import { MarketDayFill } from "./market-day-fill.ts";
import { joined, type Stretch } from "./stretch.ts";

/** So many questions in a row without any answer: the vendor is out of order. */
const failuresInARowMax = 3;
/** Symbols that failed are left alone for so long. */
const suspectPauseMs = 1_800_000;
/** Symbols that are asked once more, each alone, at the end of a run. */
const againMax = 500;

/**
 * Brings the history of the wanted symbols into the store. What is complete is remembered in the
 * transaction that stores the bars, so it may be killed at any moment and run again: what is
 * there is not asked for again, what is not there is.
 *
 * memory  the bars of one question (10 MB at most), and a row of coverage for each symbol
 */
export class BackFill {
  readonly #options: BackFillOptions;
  /** Symbols that failed, by interval, and when: they are asked for alone, after a while. */
  readonly #suspects = new Map<Interval, ReadonlyMap<string, number>>();

  constructor(options: BackFillOptions) {
    this.#options = options;
  }

  /**
   * Until all is there. Throws Failure run.interrupted when `signal` aborts, provider.* when the
   * vendor does not answer at all, store.*; what was stored is kept.
   */
  async run(run: BackFillRun): Promise<BackFillReport> {
    const { store, clock, onChange } = this.#options;
    const teller = new ChangeTeller({ store, clock, onChange, reason: "back-fill" });
    teller.flush();
    const failed: BackFillReport["failed"][number][] = [];
    let barsWritten = 0;
    try {
      for (const wish of this.#options.wishes) {
        const ability = this.#options.marketData.ability("bars");
        const { interval } = wish;
        const part = new BackFillPart({ ...this.#options, teller }, wish, run);
        await part.fillDays();
        const suspects = this.#suspects.get(interval) ?? new Map<string, number>();
        if (ability !== null) await part.fillSymbols(ability, suspects);
        const nowMs = clock.nowMs();
        const fresh = [...suspects].filter(([, tsMs]) => nowMs < tsMs + suspectPauseMs);
        const again = [...part.failed.keys()].map((symbol): [string, number] => [symbol, nowMs]);
        this.#suspects.set(interval, new Map([...fresh, ...again]));
        barsWritten += part.barsWritten;
        for (const [symbol, reason] of part.failed) failed.push({ symbol, interval, reason });
      }
    } finally {
      teller.flush();
    }
    return { barsWritten, failed };
  }
}

/** One interval. */
class BackFillPart {
  barsWritten = 0;
  /** Reasons by symbol. */
  readonly failed = new Map<string, string>();
  readonly #tools: BackFillOptions & { readonly teller: ChangeTeller };
  readonly #wish: HistoryWish;
  readonly #run: BackFillRun;
  readonly #key: CoverageKey;
  readonly #keeper: BarKeeper;
  #againLeft = againMax;

  constructor(
    tools: BackFillOptions & { readonly teller: ChangeTeller },
    wish: HistoryWish,
    run: BackFillRun,
  ) {
    this.#tools = tools;
    this.#wish = wish;
    this.#run = run;
    this.#key = { interval: wish.interval, adjustment: "split" };
    this.#keeper = new BarKeeper(tools.store, tools.teller);
  }

  /** Whole days of a whole market, where a vendor has them and that takes fewer questions. */
  async fillDays(): Promise<void> {
    const { marketData, isWholeMarket } = this.#tools;
    if (!isWholeMarket || this.#wish.interval !== "1d") return;
    if (marketData.ability("market-day") === null) return;
    const fill = new MarketDayFill({ ...this.#tools, sessions: this.#wish.sessions });
    this.barsWritten += await fill.run(this.#run);
  }

  async fillSymbols(ability: Ability, suspects: ReadonlyMap<string, number>): Promise<void> {
    const { store, clock, symbols, onChange } = this.#tools;
    const { onProgress, signal } = this.#run;
    const known = coverageBySymbol(store.coverage, this.#key);
    const wanted = symbols();
    const trusted = wanted.filter((symbol) => !suspects.has(symbol));
    const dueTsMs = clock.nowMs() - suspectPauseMs;
    const due = wanted.filter((symbol) => (suspects.get(symbol) ?? Infinity) <= dueTsMs);
    const tasks = [
      ...this.#plan(ability, trusted, known),
      ...due.flatMap((symbol) => this.#plan(ability, [symbol], known)),
    ];
    const counter = new ProgressCounter({
      ...{ clock, onProgress },
      unit: "symbols",
      count: tasks.reduce((sum, task) => sum + task.symbols.length, 0),
      bars: tasks.reduce((sum, task) => sum + task.barsMax, 0),
    });
    let failuresInARow = 0;
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      if (signal.aborted) throw new Failure("run.interrupted", "stopped between two questions");
      const { failed, rebased } = await this.#fill(task);
      onChange();
      failuresInARow = isVain(task, failed) ? failuresInARow + 1 : 0;
      if (failuresInARow >= failuresInARowMax) {
        // Those that are asked once more have their reasons; the vendor as such has answered.
        if (isExtra(task)) return;
        for (const failure of failed.values()) throw failure;
      }
      tasks.push(...this.#again(task, failed));
      tasks.push(...this.#plan(ability, rebased, new Map()).map(extra));
      const { interval } = this.#wish;
      if (!isExtra(task)) counter.add(interval, { count: task.symbols.length, bars: task.barsMax });
      // Others get their turn: a batch takes some ten milliseconds to write.
      await setImmediate();
    }
  }

  #plan(
    ability: Ability,
    symbols: readonly string[],
    known: ReadonlyMap<string, Stretch>,
  ): readonly BackFillTask[] {
    return planTasks(this.#wish, { symbols, known, ability, marketTsMs: this.#run.marketTsMs });
  }

  /** Symbols of a task that failed for the first time, each alone. */
  #again(task: BackFillTask, failed: ReadonlyMap<string, Failure>): BackFillTask[] {
    const tasks: BackFillTask[] = [];
    for (const [symbol, { message }] of failed) {
      const isFirst = !this.failed.has(symbol);
      this.failed.set(symbol, message);
      if (isFirst && this.#againLeft-- > 0) tasks.push(extra({ ...task, symbols: [symbol] }));
    }
    return tasks;
  }

  async #fill(task: BackFillTask) {
    const { store, marketData, clock } = this.#tools;
    const { interval } = this.#wish;
    const { marketTsMs, signal } = this.#run;
    const stretch = askedStretch(task, interval);
    const wish = { symbols: task.symbols, interval, stretch, marketTsMs, signal } as const;
    const answer = await fetchBatch({ marketData, clock }, { ...wish, lane: "backfill" });
    const { fetched, failed } = answer;
    const rebased = store.bars.transaction(() => {
      // Other desks work on coverage as well: a split drops it.
      const known = coverageBySymbol(store.coverage, this.#key);
      const kept = this.#keeper.keep({ interval, stretch, fetched });
      this.barsWritten += kept.barsWritten;
      const reload = new Set(kept.rebased);
      const rows = task.symbols.flatMap((symbol) => {
        if (failed.has(symbol)) return [];
        this.failed.delete(symbol);
        if (reload.has(symbol)) return [];
        return [{ symbol, ...joined(known.get(symbol), task.stretch) }];
      });
      store.coverage.putCoverage(this.#key, rows);
      if (interval !== "1d") noteLateBars(store, this.#key, task.stretch.untilTsMs);
      return kept.rebased;
    });
    return { failed, rebased };
  }
}

/** What comes on top of the plan is not counted in the progress. */
function extra(task: BackFillTask): BackFillTask {
  return { ...task, barsMax: 0 };
}

function isExtra({ barsMax }: BackFillTask): boolean {
  return barsMax === 0;
}

/** Nothing of it was answered, and not because of what was asked. */
function isVain({ symbols }: BackFillTask, failed: ReadonlyMap<string, Failure>): boolean {
  const codes = [...failed.values()].map(({ code }) => code);
  const isOfWorld = codes.some((code) => /unavailable|rate-limited/.test(code));
  return failed.size === symbols.length && isOfWorld;
}
