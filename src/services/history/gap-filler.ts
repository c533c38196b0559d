import { setImmediate } from "node:timers/promises";
import { Failure } from "../../base/failure.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Interval, intervalMs } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CoverageKey, Gap } from "../../ports/coverage-store.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { longerIntraday, rebuildLonger } from "../market-data/rebuild-bars.ts";
import { BarKeeper } from "./bar-keeper.ts";
import { ChangeTeller } from "./change-teller.ts";
import { coverageBySymbol, droppedSymbols, extendCoverage } from "./coverage.ts";
import { type BatchAnswer, fetchBatch } from "./fetch-batch.ts";
import { lateReason, noteLateBars } from "./late-bars.ts";
import { barsPerSession, dayStartTsMs, type Stretch, sessionsIn } from "./stretch.ts";
import { troubleOf } from "./trouble.ts";

export interface GapFillerOptions {
  readonly store: Store;
  readonly marketData: MarketData;
  readonly clock: Clock;
  /** Length of the live market's intraday bars, which the longer ones are built from. */
  readonly feedInterval: Interval;
  /** Symbols of the live market. */
  readonly symbols: () => readonly string[];
  readonly onChange: () => void;
  /** Something that the user may want to know. */
  readonly onNotice: (text: string) => void;
}

/** Vendors have a bar so long after its end. */
const graceMs = 30_000;
/** When nothing is to be done; new gaps show up then at the latest. */
const idleMs = 60_000;
/** Bars of one question, at most. */
const batchBarsMax = 100_000;
/** So many questions in a row without any answer: the vendor is out of order. */
const vainInARowMax = 3;
/** Series of one transaction in which longer bars are built anew. */
const rebuildSymbols = 100;

/**
 * Fills the gaps that the store knows of, symbol by symbol in order, and remembers in the same
 * transaction how far it came. Longer bars over the edges are built anew once they are over.
 */
export class GapFiller implements Desk {
  readonly name = "gaps";
  readonly #options: GapFillerOptions;

  constructor(options: GapFillerOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { store, clock, onChange } = this.#options;
    const teller = new ChangeTeller({ store, clock, onChange, reason: "back-fill" });
    let barsWritten = 0;
    let nextTsMs = marketTsMs + idleMs;
    try {
      for (const gap of store.coverage.gaps()) {
        const dueTsMs = this.#dueTsMs(gap);
        if (dueTsMs > marketTsMs) nextTsMs = Math.min(nextTsMs, dueTsMs);
        else if (gap.reason === lateReason) await this.#rebuild(gap, teller, signal);
        else barsWritten += await this.#fill(gap, { teller, marketTsMs, signal });
      }
    } finally {
      teller.flush();
    }
    const count = barsWritten.toLocaleString("en-US");
    return { nextTsMs, text: barsWritten === 0 ? null : `${count} bars filled into gaps` };
  }

  #dueTsMs(gap: Gap): number {
    const { untilTsMs, fromTsMs, interval, adjustment } = gap;
    const { store, marketData, feedInterval } = this.#options;
    const delayMs = marketData.ability("bars")?.delayMs ?? 0;
    if (gap.reason !== lateReason) return untilTsMs + delayMs + graceMs;
    const closeTsMs = barCloseTsMs(fromTsMs, interval);
    const storedTsMs = store.coverage.liveUntil({ interval: feedInterval, adjustment });
    // What the live market has not brought yet would be missing in the bar.
    const isStored = storedTsMs === null || storedTsMs >= closeTsMs;
    return isStored ? closeTsMs + 2 * graceMs : Number.POSITIVE_INFINITY;
  }

  async #fill(gap: Gap, run: GapRun): Promise<number> {
    const { store, marketData, onNotice } = this.#options;
    const key: CoverageKey = { interval: gap.interval, adjustment: gap.adjustment };
    const open = this.#openSymbols(gap);
    const perSymbol = sessionsIn(gap, gap.interval).length * barsPerSession(gap.interval);
    const symbolsMax = marketData.ability("bars")?.symbolsMax ?? 1;
    // A line may be down over night: nothing was missed then.
    if (perSymbol === 0) {
      store.coverage.advanceGap(gap.id, null);
      return 0;
    }
    const size = Math.max(1, Math.min(symbolsMax, Math.floor(batchBarsMax / perSymbol)));
    const keeper = new BarKeeper(store, run.teller);
    const failed: string[] = [];
    let barsWritten = 0;
    let vainInARow = 0;
    for (let from = 0; from < open.length; from += size) {
      if (run.signal.aborted) throw new Failure("run.interrupted", "stopped within a gap");
      const batch = { gap, key, keeper, symbols: open.slice(from, from + size) };
      const done = await this.#fillBatch(batch, run);
      const isLast = from + size >= open.length;
      vainInARow = done.outage === null ? 0 : vainInARow + 1;
      // A vendor that answers nothing has not said that there is nothing: the gap stays.
      const isAllVain = vainInARow * size > from;
      if (done.outage !== null && (vainInARow >= vainInARowMax || (isLast && isAllVain))) {
        throw done.outage;
      }
      barsWritten += done.barsWritten;
      failed.push(...done.failed);
      this.#options.onChange();
      await setImmediate();
    }
    // A symbol that failed keeps its coverage as it was, so the back-fill comes back to it.
    if (failed.length > 0) onNotice(`${failed.length} symbols are left in a gap: ${few(failed)}`);
    store.bars.transaction(() => {
      noteLateBars(store, key, gap.untilTsMs);
      store.coverage.advanceGap(gap.id, null);
    });
    return barsWritten;
  }

  async #fillBatch(batch: GapBatch, { marketTsMs, signal, teller }: GapRun) {
    const { store, marketData, clock } = this.#options;
    const { gap, key, keeper, symbols } = batch;
    const { interval } = key;
    const failed: string[] = [];
    let outage: Failure | null = null;
    let barsWritten = 0;
    const answers: (BatchAnswer & { stretch: Stretch; some: readonly string[] })[] = [];
    for (const [stretch, some] of this.#stretches(batch)) {
      const wish = { symbols: some, interval, stretch, marketTsMs, signal, lane: "live" } as const;
      const answer = await fetchBatch({ marketData, clock }, wish);
      answers.push({ stretch, some, ...answer });
      for (const [symbol, failure] of answer.failed) {
        failed.push(symbol);
        if (troubleOf(failure).kind === "world") outage = failure;
      }
    }
    const isVain = outage !== null && failed.length === symbols.length;
    // Those before it are done; whether this one is passed over, the next one shows.
    if (isVain) return { barsWritten, failed, outage };
    store.bars.transaction(() => {
      for (const { stretch, some, ...answer } of answers) {
        barsWritten += keeper.keep({ interval, stretch, fetched: answer.fetched }).barsWritten;
        const whole = some.filter((symbol) => !answer.failed.has(symbol));
        extendCoverage(store.coverage, key, { symbols: whole, stretch });
        this.#buildOver(gap, whole);
        teller.tell(longerIntraday(interval), whole);
      }
      store.coverage.advanceGap(gap.id, symbols.at(-1) ?? null);
    });
    return { barsWritten, failed, outage: null };
  }

  /**
   * Longer bars that end in the gap. Those of symbols that did not trade in it too: the live
   * market left them out, for it could not know.
   */
  #buildOver(gap: Gap, symbols: readonly string[]): void {
    const { interval: from, fromTsMs: firstTsMs, untilTsMs: closedByTsMs } = gap;
    const lastTsMs = closedByTsMs - intervalMs(from);
    for (const symbol of symbols) {
      rebuildLonger(this.#options.store, { symbol, from, firstTsMs, lastTsMs, closedByTsMs });
    }
  }

  /**
   * A symbol that is complete up to some moment of the same day is asked for from there on, so
   * that what is known of it stays one stretch.
   */
  #stretches({ gap, key, symbols }: GapBatch): ReadonlyMap<Stretch, readonly string[]> {
    const known = coverageBySymbol(this.#options.store.coverage, key);
    const dayTsMs = dayStartTsMs(newYorkDate(gap.fromTsMs));
    const groups = new Map<number, string[]>();
    for (const symbol of symbols) {
      const untilTsMs = known.get(symbol)?.untilTsMs ?? 0;
      const fromTsMs = untilTsMs >= dayTsMs ? Math.min(untilTsMs, gap.fromTsMs) : gap.fromTsMs;
      groups.set(fromTsMs, [...(groups.get(fromTsMs) ?? []), symbol]);
    }
    const { untilTsMs } = gap;
    return new Map([...groups].map(([fromTsMs, some]) => [{ fromTsMs, untilTsMs }, some]));
  }

  /** Longer bars that formed over an edge. They are complete now, and so is what they hold. */
  async #rebuild(gap: Gap, teller: ChangeTeller, signal: AbortSignal): Promise<void> {
    const { store, onChange, feedInterval } = this.#options;
    const { interval, fromTsMs, untilTsMs, id } = gap;
    const feed = { interval: feedInterval, adjustment: gap.adjustment };
    const dropped = droppedSymbols(store.coverage, feed);
    // Those are built when they are loaded.
    const open = this.#openSymbols(gap).filter((symbol) => !dropped.has(symbol));
    const stretch = {
      from: feedInterval,
      firstTsMs: fromTsMs,
      lastTsMs: untilTsMs - intervalMs(feedInterval),
      closedByTsMs: barCloseTsMs(fromTsMs, interval),
    };
    for (let from = 0; from < open.length; from += rebuildSymbols) {
      if (signal.aborted) throw new Failure("run.interrupted", "stopped while bars were built");
      const symbols = open.slice(from, from + rebuildSymbols);
      store.bars.transaction(() => {
        for (const symbol of symbols) {
          rebuildLonger(store, { symbol, ...stretch });
        }
        teller.tell([interval], symbols);
        store.coverage.advanceGap(id, symbols.at(-1) ?? null);
      });
      onChange();
      await setImmediate();
    }
    store.coverage.advanceGap(id, null);
  }

  #openSymbols({ doneSymbol }: Gap): readonly string[] {
    const all = [...new Set(this.#options.symbols())].sort();
    return doneSymbol === null ? all : all.filter((symbol) => symbol > doneSymbol);
  }
}

interface GapRun {
  readonly teller: ChangeTeller;
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
}

interface GapBatch {
  readonly gap: Gap;
  readonly key: CoverageKey;
  readonly keeper: BarKeeper;
  readonly symbols: readonly string[];
}

function few(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 5).join(" ");
  return symbols.length > 5 ? `${shown} and others` : shown;
}
