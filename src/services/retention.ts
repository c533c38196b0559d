import { Failure } from "../base/failure.ts";
import { type Interval, intervals } from "../domain/interval.ts";
import { newYorkDate } from "../domain/new-york.ts";
import type { Clock } from "../ports/clock.ts";
import { eventsKeptMs } from "../ports/event-store.ts";
import type { Store } from "../ports/store.ts";

/** How long things are kept. The ledger of signals is not among them: it is never trimmed. */
export interface Kept {
  /** Days of bars by interval, in time of the market; Infinity is for ever. */
  readonly barDays: Readonly<Record<Interval, number>>;
  /** Days of option flows, in time of the market. */
  readonly flowDays: number;
  /** Days of ratings and of news, in time of the market. */
  readonly ratingDays: number;
  readonly newsDays: number;
  /** Days of the providers' usage, troubles and freshness. */
  readonly usageDays: number;
  /** Time and number of events, the smaller of both. */
  readonly eventsMs: number;
  readonly eventsMax: number;
}

/**
 * Bars enough for the warm-up of every scanner, with room to look back: some 25,500 a symbol
 * below the day, which for 8,000 symbols and 9 bytes a bar are 1.8 GB. Full, the log of events
 * has 60 MB.
 */
export const keptDefaults: Kept = {
  barDays: {
    "1m": 30,
    "5m": 120,
    "15m": 240,
    "30m": 240,
    "1h": 730,
    "4h": 730,
    "1d": Number.POSITIVE_INFINITY,
    "1w": Number.POSITIVE_INFINITY,
  },
  flowDays: 90,
  ratingDays: 400,
  newsDays: 30,
  usageDays: 90,
  eventsMs: eventsKeptMs,
  eventsMax: 250_000,
};

/** Imported bars are the user's: nobody can fetch them again, so they stay. */
export const keptOfImports: Kept = {
  ...keptDefaults,
  barDays: Object.fromEntries(
    intervals.map((interval) => [interval, Number.POSITIVE_INFINITY]),
  ) as Record<Interval, number>,
};

export interface RetentionReport {
  readonly eventsDropped: number;
  readonly flowsDropped: number;
  readonly ratingsDropped: number;
  readonly newsDropped: number;
  /** Option contracts and strikes that expired; the option desk has dropped most of them. */
  readonly expiredDropped: number;
  /** Rows of what providers were asked. */
  readonly usageDropped: number;
  /** Intervals whose old bars were gone through. */
  readonly intervals: readonly Interval[];
  /** Pieces of work, each a transaction of its own. */
  readonly sliceCount: number;
  readonly elapsedMs: number;
  /** False when it was stopped before its end; the next run goes on. */
  readonly isComplete: boolean;
}

export interface RetentionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly kept?: Kept;
  readonly onNotice: (text: string) => void;
}

const dayMs = 86_400_000;

/** Work in one transaction: each of these holds others up for some 20 ms at most. */
const sliceMax = { tidySeries: 128, dropSeries: 256, rows: 2_000, pages: 128 } as const;

/** Others write in between. */
const slicePauseMs = 20;

/** Slices of one kind in one run; 80,000 symbols have 10,000 slices of series to drop. */
const slicesMax = 20_000;

/** A store that others hold is asked again so often before the run ends with its failure. */
const busyMax = 5;
const busyPauseMs = 1_000;

/**
 * Keeps the database bounded: drops what is old and gives its room back, in pieces so small that
 * nobody waits long for the store. May be stopped at any point.
 */
export class Retention {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #kept: Kept;
  readonly #onNotice: (text: string) => void;
  /** The moment before which bars of an interval are known to be gone. */
  readonly #cleanBeforeTsMs = new Map<Interval, number>();

  constructor({ store, clock, kept = keptDefaults, onNotice }: RetentionOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#kept = kept;
    this.#onNotice = onNotice;
  }

  /** Brings some bars where they are read quickly; returns whether there is more to do. */
  tidySome(): boolean {
    return this.#store.bars.tidy({ seriesMax: sliceMax.tidySeries });
  }

  /**
   * Drops all that is too old. Cheap when there is nothing to do. `marketTsMs` is the time of the
   * market: now, or the simulated time. `signal` ends it between two pieces.
   * Throws Failure store.*.
   */
  async runOnce(marketTsMs: number, signal: AbortSignal): Promise<RetentionReport> {
    const run = new Run(this.#clock, signal);
    const startedTsMs = this.#clock.nowMs();
    await run.slices(() => this.tidySome());
    const eventsDropped = await this.#dropEvents(run);
    const dropped = await this.#dropMarketRows(run, marketTsMs);
    const gone = await this.#dropBars(run, marketTsMs);
    await run.slices(() => this.#store.reclaim({ pagesMax: sliceMax.pages }));
    if (run.isCutShort)
      this.#onNotice(`old data is dropped in steps: ${slicesMax} were not enough`);
    return {
      eventsDropped,
      ...dropped,
      intervals: gone,
      sliceCount: run.sliceCount,
      elapsedMs: this.#clock.nowMs() - startedTsMs,
      isComplete: !signal.aborted && !run.isCutShort,
    };
  }

  async #dropEvents(run: Run): Promise<number> {
    const { events } = this.#store;
    const { eventsMs, eventsMax } = this.#kept;
    const rowsMax = { eventsMax: sliceMax.rows };
    const drop = (beforeTsMs: number) => run.rows(() => events.trim(beforeTsMs, rowsMax));
    const dropped = await drop(this.#clock.nowMs() - eventsMs);
    const surplusId = events.newestId() - eventsMax;
    const oldestId = events.oldestId();
    if (oldestId === 0 || oldestId > surplusId) return dropped;
    const [firstKept] = events.after(surplusId, { limit: 1 });
    return firstKept === undefined ? dropped : dropped + (await drop(firstKept.tsMs));
  }

  /** What live providers told; imported flows are old as well some day. */
  async #dropMarketRows(run: Run, marketTsMs: number) {
    const { cache, research, options, providers } = this.#store;
    const { flowDays, ratingDays, newsDays, usageDays } = this.#kept;
    const rowsMax = sliceMax.rows;
    const before = (days: number) => marketTsMs - days * dayMs;
    const ofResearch = (kind: "ratings" | "news", days: number) =>
      run.rows(() => research.dropResearch(before(days), { kind, rowsMax }));
    // Usage is dated by the clock of the machine, which a simulated market is not bound to.
    const usageTsMs = Math.min(before(usageDays), this.#clock.nowMs() - usageDays * dayMs);
    return {
      flowsDropped: await run.rows(() => cache.dropWhaleFlows(before(flowDays), { rowsMax })),
      ratingsDropped: await ofResearch("ratings", ratingDays),
      newsDropped: await ofResearch("news", newsDays),
      expiredDropped: await run.rows(() =>
        options.dropExpired(newYorkDate(marketTsMs), { rowsMax }),
      ),
      usageDropped: await run.rows(() => providers.dropUsage(usageTsMs, { rowsMax })),
    };
  }

  async #dropBars(run: Run, marketTsMs: number): Promise<readonly Interval[]> {
    const gone: Interval[] = [];
    for (const interval of intervals) {
      // By whole days, so that a run later on the same day has nothing to look for.
      const oldestTsMs = marketTsMs - this.#kept.barDays[interval] * dayMs;
      const beforeTsMs = Math.floor(oldestTsMs / dayMs) * dayMs;
      if (!Number.isFinite(beforeTsMs)) continue;
      if (beforeTsMs === this.#cleanBeforeTsMs.get(interval)) continue;
      const isDone = await run.slices(() =>
        this.#store.bars.dropBefore(interval, beforeTsMs, { seriesMax: sliceMax.dropSeries }),
      );
      if (!isDone) break;
      this.#cleanBeforeTsMs.set(interval, beforeTsMs);
      gone.push(interval);
    }
    return gone;
  }
}

/** One run: work in slices, with a pause after each. */
class Run {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  sliceCount = 0;
  isCutShort = false;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Works until `work` says that there is no more to do; false when it ends before that. */
  async slices(work: () => boolean): Promise<boolean> {
    for (let slice = 0; slice < slicesMax; slice++) {
      if (this.#signal.aborted) return false;
      const hasMore = await this.#patiently(work);
      if (hasMore === undefined) return false;
      this.sliceCount += 1;
      if (!hasMore) return true;
      await this.#clock.sleep(slicePauseMs, this.#signal);
    }
    this.isCutShort = true;
    return false;
  }

  /** Drops rows until a slice is not full; how many went. */
  async rows(drop: () => number): Promise<number> {
    let dropped = 0;
    await this.slices(() => {
      const count = drop();
      dropped += count;
      return count === sliceMax.rows;
    });
    return dropped;
  }

  /** Undefined when it was stopped. */
  async #patiently(work: () => boolean): Promise<boolean | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return work();
      } catch (error) {
        const isBusy = error instanceof Failure && error.code === "store.busy";
        if (!isBusy || attempt >= busyMax) throw error;
      }
      await this.#clock.sleep(busyPauseMs, this.#signal);
      if (this.#signal.aborted) return undefined;
    }
  }
}
