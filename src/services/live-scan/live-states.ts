import { canAggregate } from "../../domain/aggregate.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { ScannerScreen } from "../../scanners/screen.ts";
import type { DerivedIntervals } from "./derived-scans.ts";
import type { IntervalState } from "./interval-state.ts";
import { mark } from "./interval-state.ts";
import type { Judge, JudgeTools } from "./judge.ts";
import { addSlot, openState, readUntilTsMs, SymbolNames, warmUp } from "./load-interval.ts";

/** Slots that wait to be judged at a moment of the past, oldest first. */
export interface PastMoment {
  readonly openTsMs: number;
  readonly slots: number[];
}

export interface LoadOptions {
  /** Events after this one come later, one after the other. */
  readonly afterId: number;
  /** Scans the interval in any case; else only if its table is behind. */
  readonly isForced: boolean;
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
  readonly onPart?: (doneRatio: number) => void;
}

/** The states of all intervals of which the store has bars, and how they are read. */
export class LiveStates {
  readonly #tools: JudgeTools;
  readonly #judge: Judge;
  readonly #screen: ScannerScreen;
  readonly #states = new Map<Interval, IntervalState>();
  readonly #derived = new Map<Interval, Set<Interval>>();

  constructor(tools: JudgeTools, judge: Judge, screen: ScannerScreen) {
    this.#tools = tools;
    this.#judge = judge;
    this.#screen = screen;
  }

  get all(): readonly IntervalState[] {
    return intervals.flatMap((interval) => this.#states.get(interval) ?? []);
  }

  /** Intervals of which some symbols have shorter bars only, and which those are. */
  get derived(): DerivedIntervals {
    return this.#derived;
  }

  get(interval: Interval): IntervalState | undefined {
    return this.#states.get(interval);
  }

  get bytes(): number {
    return this.all.reduce((sum, state) => sum + state.bytes, 0);
  }

  /**
   * Reads an interval anew and scans it where its table is behind. False when it was aborted:
   * then there is no state of it.
   */
  async load(interval: Interval, options: LoadOptions): Promise<boolean> {
    const { store, feeds, positions, index } = this.#tools;
    this.drop(interval);
    const series = store.bars.series({ interval });
    if (series.length === 0) return true;
    const wait = { interval, steppedTsMs: positions.steppedTsMs(interval) };
    const untilTsMs = readUntilTsMs(store, series, { ...wait, afterId: options.afterId });
    feeds.learn(interval, series, untilTsMs);
    const names = this.#names();
    const state = openState(this.#screen, series, { interval, index, names });
    if (!(await this.#warm(state, series, { ...options, untilTsMs }))) return false;
    state.marketTsMs = options.marketTsMs;
    this.#states.set(interval, state);
    this.#findDerived();
    if (state.newestTsMs === Number.NEGATIVE_INFINITY) return true;
    positions.setStepped(interval, state.newestTsMs);
    if (await this.#bringUpToDate(state, series, options)) return true;
    this.drop(interval);
    return false;
  }

  /**
   * Reads some slots anew, those that are new included, up to where their state stands, and
   * marks them to be judged. False when it was aborted.
   */
  async reread(
    state: IntervalState,
    series: readonly SeriesInfo[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { index } = this.#tools;
    const names = this.#names();
    const slots = series.map((info) => {
      const slot = index.slotOf(info.id);
      return slot >= 0 ? slot : addSlot(state, info, { index, names });
    });
    for (const slot of slots) this.#findPartner(state, slot);
    const untilTsMs = state.newestTsMs;
    if (!(await this.#warm(state, series, { untilTsMs, signal }))) return false;
    for (const slot of slots) {
      state.choose(slot);
      state.set(slot, mark.judge | mark.forced);
    }
    return true;
  }

  /**
   * Takes in moments that are no longer kept by time. Returns what has to be judged in them;
   * null when it was aborted.
   */
  async catchUp(
    state: IntervalState,
    moments: { readonly untilTsMs: number; readonly count: number },
    signal: AbortSignal,
  ): Promise<readonly PastMoment[] | null> {
    const { store } = this.#tools;
    const past = new Map<number, number[]>();
    const lastTsMs = state.lastTsMs.slice(0, state.length);
    const series = store.bars.series({ interval: state.interval });
    const isWarm = await this.#warm(state, series, {
      untilTsMs: moments.untilTsMs,
      signal,
      extraBars: moments.count,
      sinceTsMsOf: (slot) => lastTsMs[slot] ?? Number.NEGATIVE_INFINITY,
      onJudge: (slot, openTsMs) => {
        const slots = past.get(openTsMs);
        if (slots) slots.push(slot);
        else past.set(openTsMs, [slot]);
      },
    });
    if (!isWarm) return null;
    return [...past]
      .map(([openTsMs, slots]) => ({ openTsMs, slots }))
      .toSorted((a, b) => a.openTsMs - b.openTsMs);
  }

  trim(): void {
    for (const state of this.all) state.trim();
  }

  clear(): void {
    this.#states.clear();
    this.#derived.clear();
    this.#tools.index.clear();
    this.#tools.feeds.clear();
  }

  async #bringUpToDate(
    state: IntervalState,
    series: readonly SeriesInfo[],
    { isForced, signal }: LoadOptions,
  ): Promise<boolean> {
    const { positions } = this.#tools;
    const isBehind = positions.refreshedTsMs(state.interval) !== state.newestTsMs;
    if (isForced || isBehind) return this.#judge.rescan(state, series, signal);
    const { expectedTsMs } = this.#judge.momentOf(state);
    for (let slot = 0; slot < state.length; slot++) {
      state.set(slot, mark.fresh);
      // Whatever lags may have been too old to be claimed; the next bar of it is judged.
      if ((state.lastTsMs[slot] as number) < expectedTsMs) state.set(slot, mark.owed);
    }
    return true;
  }

  async #warm(
    state: IntervalState,
    series: readonly SeriesInfo[],
    options: Pick<Parameters<typeof warmUp>[2], "untilTsMs" | "signal"> &
      Partial<Parameters<typeof warmUp>[2]>,
  ): Promise<boolean> {
    const { store, index, feeds, partSeries, onProgress } = this.#tools;
    const { onPart } = options;
    const isRead = await warmUp(state, series, {
      ...{ store, index, feeds, partSeries },
      ...options,
      onPart: (doneRatio) => {
        onProgress();
        onPart?.(doneRatio);
      },
    });
    if (!isRead) return false;
    for (let slot = 0; slot < state.length; slot++) state.choose(slot);
    return true;
  }

  #findPartner(state: IntervalState, slot: number): void {
    if ((state.partners[slot] as number) >= 0) return;
    const symbol = state.symbols[slot] as string;
    for (let other = 0; other < state.length; other++) {
      if (other === slot || state.symbols[other] !== symbol) continue;
      state.partners[slot] = other;
      state.partners[other] = slot;
    }
  }

  #names(): SymbolNames {
    const names = new SymbolNames();
    for (const { symbols } of this.#states.values()) for (const name of symbols) names.shared(name);
    return names;
  }

  #findDerived(): void {
    this.#derived.clear();
    for (const target of intervals) {
      const covered = new Set(this.#states.get(target)?.symbols);
      // Of the shorter ones a scan takes the longest that a symbol has.
      for (const { interval, symbols } of this.all.toReversed()) {
        if (!canAggregate(interval, target)) continue;
        const isSource = symbols.some((symbol) => !covered.has(symbol));
        if (!isSource) continue;
        const sources = this.#derived.get(target) ?? new Set();
        this.#derived.set(target, sources.add(interval));
        for (const symbol of symbols) covered.add(symbol);
      }
    }
  }

  /** Forgets an interval; the next event of it reads it anew. */
  drop(interval: Interval): void {
    const state = this.#states.get(interval);
    if (state === undefined) return;
    for (const id of state.seriesId.subarray(0, state.length)) this.#tools.index.delete(id);
    this.#states.delete(interval);
  }
}
