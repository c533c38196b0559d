import { isDateKeyed } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Direction, ScanResult } from "../../domain/signal.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerRun } from "../../scanners/define.ts";
import { momentOfBar, type ScanMoment } from "../scan/moment.ts";
import { countSignal, emptyTally } from "../scan/save-scan.ts";
import type { FeedFacts } from "./feed-facts.ts";
import { type IntervalState, mark, unknownWord } from "./interval-state.ts";
import type { Positions } from "./positions.ts";
import { type ScanOptions, scanInParts } from "./scan-in-parts.ts";
import { scanInterval } from "./scan-interval.ts";
import { saveSummary } from "./scan-summary.ts";
import type { SlotIndex } from "./slot-index.ts";

export interface JudgeTools {
  /** Name of the bus consumer. */
  readonly service: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Pick<Clock, "nowMs">;
  readonly run: ScannerRun;
  readonly index: SlotIndex;
  readonly feeds: FeedFacts;
  readonly positions: Positions;
  readonly partSeries: () => number;
  readonly onProgress: () => void;
}

type Hooks = Pick<ScanOptions, "signal" | "mayGoOn" | "alsoSave">;

/** More series than this are found quicker in a list of all: one costs as much as hundreds. */
const namedSeriesMax = 1;
const directions: readonly Direction[] = ["neutral", "bullish", "bearish"];

interface Settled {
  readonly slot: number;
  readonly status: ScanResult["status"];
  readonly word: number;
}

/** Runs the ordinary scan on exactly the series of some slots, and notes what it found. */
export class Judge {
  readonly #tools: JudgeTools;
  readonly #words: readonly string[];

  constructor(tools: JudgeTools) {
    this.#tools = tools;
    this.#words = Object.keys(tools.run.definition.signals);
  }

  /** The moment that a state stands at. */
  momentOf({ newestTsMs, interval, marketTsMs }: IntervalState): ScanMoment {
    return momentOfBar({ openTsMs: newestTsMs, interval }, marketTsMs);
  }

  /**
   * Judges slots at a moment. Rows that say no signal and did not say one before are left as
   * they are, unless all are to be written. Resolves as `scanInParts`.
   */
  async judge(
    state: IntervalState,
    slots: readonly number[],
    options: Hooks & { readonly moment?: ScanMoment; readonly isWritingAll?: boolean },
  ): Promise<number | null> {
    const { moment = this.momentOf(state), isWritingAll = false, ...hooks } = options;
    const { interval } = state;
    const { run, feeds, index } = this.#tools;
    const isNewest = options.moment === undefined;
    const settled: Settled[] = [];
    let toldCount = 0;
    const listed = this.#seriesOf(state, slots);
    const series = listed.filter((info) => isWritingAll || !this.#isTooYoung(state, info, moment));
    const { closingBars } = feeds;
    const task = { run, interval, moment, series, closingBars };
    const added = await scanInParts(task, {
      ...this.#scanOptions(hooks),
      visit: (result, info) => {
        const slot = index.slotOf(info.id);
        settled.push({ slot, status: result.status, word: this.#wordOf(result) });
        if (isWritingAll || result.status === "signal") return true;
        return state.has(slot, mark.forced) || state.words[slot] !== 0;
      },
      // Not before it is stored: what fails is judged again.
      onPart: (_, signalsAdded) => {
        for (const found of settled.splice(0)) this.#settle(state, found, isNewest);
        this.#tools.onProgress();
        if (signalsAdded > toldCount) this.#tools.bus.announce();
        toldCount = signalsAdded;
      },
    });
    if (added === null) return null;
    // Also those that were too young, or are no longer in the store.
    for (const slot of slots) state.unset(slot, mark.judge);
    return added;
  }

  /** Scans a whole interval anew; false when it was aborted. */
  async rescan(
    state: IntervalState,
    series: readonly SeriesInfo[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { run, feeds, index, positions, bus } = this.#tools;
    const { interval, newestTsMs } = state;
    const moment = this.momentOf(state);
    const settled: Settled[] = [];
    const chosen = series.filter(({ id, firstTsMs }) => {
      return firstTsMs <= moment.asOfTsMs && state.has(index.slotOf(id), mark.chosen);
    });
    const { closingBars } = feeds;
    const toldFromTsMs = moment.expectedTsMs;
    const task = { run, interval, moment, series: chosen, closingBars, toldFromTsMs };
    const summary = await scanInterval(task, {
      ...this.#scanOptions({ signal }),
      alsoSave: () => {
        positions.setRefreshed(interval, newestTsMs);
        positions.save();
      },
      visit: (result, info) => {
        const slot = index.slotOf(info.id);
        settled.push({ slot, status: result.status, word: this.#wordOf(result) });
        return true;
      },
      onPart: () => {
        for (const found of settled.splice(0)) this.#settle(state, found, true);
        this.#tools.onProgress();
      },
    });
    bus.announce();
    return summary !== null;
  }

  /** Tells that the rows of an interval are those of its newest moment. */
  finish(
    state: IntervalState,
    found: { readonly signalsAdded: number; readonly elapsedMs: number },
  ): void {
    const { store, bus, clock, run, positions } = this.#tools;
    const { interval, marketTsMs, newestTsMs } = state;
    const tally = emptyTally();
    let signalCount = 0;
    let symbolCount = 0;
    for (let slot = 0; slot < state.length; slot++) {
      if (!state.has(slot, mark.chosen)) continue;
      symbolCount++;
      const word = state.words[slot] as number;
      if (word === 0 || word === unknownWord) continue;
      const code = word - 1;
      signalCount++;
      const signal = this.#words[Math.floor(code / directions.length)] as string;
      countSignal(tally, { signal, direction: directions[code % directions.length] as Direction });
    }
    const { scanner } = run.definition;
    const summary = { scanner, interval, marketTsMs, symbolCount, signalCount, ...found };
    const alsoSave = () => {
      positions.setRefreshed(interval, newestTsMs);
      positions.save();
    };
    saveSummary(store, clock, { summary, tally, alsoSave });
    bus.announce();
  }

  #scanOptions(hooks: Hooks): ScanOptions {
    const { store, clock, partSeries } = this.#tools;
    return { store, clock, partSeries, ...hooks };
  }

  #seriesOf(state: IntervalState, slots: readonly number[]): readonly SeriesInfo[] {
    const { store, index } = this.#tools;
    const { interval } = state;
    if (slots.length <= namedSeriesMax) {
      return slots.flatMap((slot) => {
        const symbol = state.symbols[slot] as string;
        return store.bars.series({ symbol, interval, adjustment: state.adjustmentOf(slot) });
      });
    }
    const isWanted = new Uint8Array(state.length);
    for (const slot of slots) isWanted[slot] = 1;
    return store.bars.series({ interval }).filter(({ id }) => isWanted[index.slotOf(id)] === 1);
  }

  /** Without enough sessions there is no signal, and a row that says none is right already. */
  #isTooYoung(state: IntervalState, info: SeriesInfo, moment: ScanMoment): boolean {
    const { sessionsMin } = state.screen;
    if (sessionsMin === undefined || isDateKeyed(state.interval)) return false;
    const slot = this.#tools.index.slotOf(info.id);
    if (state.has(slot, mark.forced) || state.words[slot] !== 0) return false;
    return newYorkDate(moment.asOfTsMs) - newYorkDate(info.firstTsMs) < sessionsMin;
  }

  #settle(state: IntervalState, { slot, status, word }: Settled, isNewest: boolean): void {
    state.unset(slot, mark.judge | mark.forced | mark.owed);
    if (isNewest) {
      state.unset(slot, mark.shown);
      state.set(slot, mark.fresh);
    }
    state.words[slot] = word;
    if (status === "signal") state.set(slot, mark.shown);
    if (status === "stale") state.set(slot, mark.owed);
  }

  /** 0 without a signal, else a number for its word and direction. */
  #wordOf({ status, signal, direction }: ScanResult): number {
    if (status !== "signal") return 0;
    return 1 + this.#words.indexOf(signal) * directions.length + directions.indexOf(direction);
  }
}
