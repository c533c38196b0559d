import type { BusEvent, BusPayloads } from "../../domain/bus-event.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { MomentBars, SeriesInfo } from "../../ports/bar-store.ts";
import type { ScannerScreen } from "../../scanners/screen.ts";
import { marketNowMs } from "../scan/market-clock.ts";
import { momentOfBar } from "../scan/moment.ts";
import { DerivedScans } from "./derived-scans.ts";
import { type IntervalState, mark } from "./interval-state.ts";
import { Judge, type JudgeTools } from "./judge.ts";
import { LiveStates, type LoadOptions } from "./live-states.ts";
import { OpenRows } from "./open-rows.ts";

type ClosedBars = BusPayloads["bars.closed"];
type ChangedBars = BusPayloads["bars.changed"];

export const barTopics = ["bars.closed", "bars.changed"] as const;

/** With more than this the interval is read anew, which is one pass over all of its series. */
const rereadSeriesMax = 200;

/** What is being worked on, and until when. */
interface Work {
  readonly id: number;
  /** Events of the same batch that come after this one. */
  readonly rest: readonly BusEvent[];
  readonly signal: AbortSignal;
}

/**
 * One scanner over the whole market, live. Every bar that closes is looked at by the screen; the
 * few series in which a signal may have begun are scanned as of that bar's close, so that the
 * ledger is the one that a scan of the whole market after each bar would have written. Rows that
 * go on are refreshed afterwards, at the newest moment only.
 *
 * Methods that resolve to false were aborted. Nothing is lost then, nor when they throw: events
 * that were not finished come again.
 */
export class LiveScan {
  readonly states: LiveStates;
  readonly #tools: JudgeTools;
  readonly #judge: Judge;
  readonly #derived: DerivedScans;
  readonly #open: OpenRows;
  /** Events up to here are finished; bars of those up to there were stepped. */
  #doneId = 0;
  #steppedId = 0;

  constructor(tools: JudgeTools, screen: ScannerScreen) {
    this.#tools = tools;
    this.#judge = new Judge(tools);
    this.states = new LiveStates(tools, this.#judge, screen);
    this.#derived = new DerivedScans(tools);
    this.#open = new OpenRows(tools, this.#judge);
  }

  /** Reads what the screens want of all intervals. Events after `afterId` come later. */
  async prepare(
    afterId: number,
    options: Required<Pick<LoadOptions, "signal" | "onPart">>,
  ): Promise<boolean> {
    const { signal } = options;
    this.clear();
    this.#doneId = afterId;
    this.#steppedId = afterId;
    for (const [done, interval] of intervals.entries()) {
      const onPart = (ratio: number) => options.onPart((done + ratio) / intervals.length);
      if (!(await this.#load(interval, { afterId, isForced: false, signal, onPart }))) return false;
    }
    for (const state of this.states.all) this.#derived.want(state, this.states.derived);
    return this.#derived.run(signal);
  }

  clear(): void {
    this.states.clear();
    this.#derived.clear();
    this.#open.clear();
  }

  /** Takes events in order. */
  async take(events: readonly BusEvent[], signal: AbortSignal): Promise<boolean> {
    for (const [at, event] of events.entries()) {
      if (event.id <= this.#doneId) continue;
      const work = { id: event.id, rest: events.slice(at + 1), signal };
      if (event.topic === "bars.closed") {
        if (!(await this.#takeClosed(event.payload, work))) return false;
      } else if (event.topic === "bars.changed") {
        if (!(await this.#takeChanged(event.payload, work))) return false;
      }
      this.#doneId = event.id;
    }
    const stateOf = (interval: Interval) => this.states.get(interval);
    const isOvertaken = () => this.#isOvertaken();
    if (!(await this.#open.refresh(stateOf, { signal, isOvertaken }))) return false;
    return this.#derived.run(signal);
  }

  async #takeClosed(closed: ClosedBars, work: Work): Promise<boolean> {
    const { store, feeds } = this.#tools;
    const { interval, adjustment, openTsMs, marketTsMs } = closed;
    const { id, signal } = work;
    if (this.states.get(interval) === undefined) {
      const before = { afterId: id - 1, isForced: false, signal };
      if (!(await this.#load(interval, before))) return false;
    }
    const state = this.states.get(interval);
    if (state === undefined) return true;
    const reload = () => this.#load(interval, { afterId: id, isForced: true, signal });
    if (feeds.look(interval, openTsMs)) return reload();
    state.marketTsMs = marketTsMs;
    const isLate = openTsMs <= state.newestTsMs;
    if (id > this.#steppedId) {
      const rows = store.bars.readMoment(interval, adjustment, openTsMs);
      if (rows !== null && !feeds.isCounted(interval, openTsMs)) this.#pass(state, rows);
      else if (rows !== null) {
        if (!(await this.#step(state, rows, signal))) return signal.aborted ? false : reload();
      } else if (isLate) return reload();
      else if (!(await this.#catchUp(state, closed, work))) return false;
      this.#steppedId = id;
    }
    if (!(await this.#judgeMarked(state, work))) return false;
    if (isLate) this.#derived.want(state, this.states.derived, { isForced: true });
    else this.#derived.add({ from: interval, openTsMs, marketTsMs }, this.states.derived);
    return true;
  }

  /** Bars outside of the session that is scanned: nothing changes but how far their series go. */
  #pass(state: IntervalState, rows: MomentBars): void {
    const { positions } = this.#tools;
    const { interval, newestTsMs } = state;
    state.take(rows, false, (seriesId) => this.#tools.index.slotOf(seriesId));
    if (rows.openTsMs <= newestTsMs) return;
    state.newestTsMs = rows.openTsMs;
    if (positions.refreshedTsMs(interval) !== newestTsMs) return;
    positions.setRefreshed(interval, rows.openTsMs);
    positions.save();
  }

  /** Steps one moment. False when the interval has to be read anew. */
  async #step(state: IntervalState, rows: MomentBars, signal: AbortSignal): Promise<boolean> {
    const { index, store, onProgress } = this.#tools;
    const { interval } = state;
    const { openTsMs, adjustment } = rows;
    const slotOf = (seriesId: number) => index.slotOf(seriesId);
    const { newRows, changedSlots } = state.take(rows, true, slotOf);
    onProgress();
    state.newestTsMs = Math.max(state.newestTsMs, openTsMs);
    state.unsetAll(mark.fresh);
    this.#open.add(interval, 0);
    for (let row = 0; row < rows.length; row++) {
      const slot = slotOf(rows.seriesId[row] as number);
      if (slot >= 0 && state.choose(slot)) state.set(slot, mark.judge | mark.forced);
      const partner = slot >= 0 ? (state.partners[slot] as number) : -1;
      if (partner >= 0 && state.has(slot, mark.forced)) {
        state.set(partner, mark.judge | mark.forced);
      }
    }
    const count = newRows.length + changedSlots.length;
    if (count === 0) return true;
    if (count > rereadSeriesMax) return false;
    const ids = new Set(newRows.map((row) => rows.seriesId[row] as number));
    for (const slot of changedSlots) ids.add(state.seriesId[slot] as number);
    const series = store.bars.series({ interval, adjustment }).filter(({ id }) => ids.has(id));
    return this.states.reread(state, series, signal);
  }

  /** Moments that are only in their series by now: this one and those that follow it. */
  async #catchUp(state: IntervalState, closed: ClosedBars, work: Work): Promise<boolean> {
    const { interval } = closed;
    const marketTimes = this.#tidiedMoments(closed, work.rest);
    const untilTsMs = Math.max(...marketTimes.keys());
    const moments = { untilTsMs, count: marketTimes.size };
    const past = await this.states.catchUp(state, moments, work.signal);
    if (past === null) return false;
    state.newestTsMs = Math.max(state.newestTsMs, untilTsMs);
    state.unsetAll(mark.fresh);
    this.#open.add(interval, 0);
    try {
      for (const { openTsMs, slots } of past) {
        const bar = { openTsMs, interval };
        const moment = momentOfBar(bar, marketTimes.get(openTsMs) ?? closed.marketTsMs);
        const chosen = slots.filter((slot) => state.has(slot, mark.chosen));
        const added = await this.#judge.judge(state, chosen, { moment, signal: work.signal });
        if (added === null) return false;
        this.#open.add(interval, added);
      }
      return true;
    } catch (error) {
      // The states are ahead of what is judged, so they are read anew when the event comes again.
      this.states.drop(interval);
      throw error;
    }
  }

  /** Times of the market by open time, of this moment and those after it that are gone too. */
  #tidiedMoments(closed: ClosedBars, rest: readonly BusEvent[]): ReadonlyMap<number, number> {
    const { bars } = this.#tools.store;
    const marketTimes = new Map([[closed.openTsMs, closed.marketTsMs]]);
    let newestTsMs = closed.openTsMs;
    for (const { topic, payload } of rest) {
      if (topic !== "bars.closed" || payload.interval !== closed.interval) continue;
      const { interval, openTsMs, adjustment, marketTsMs } = payload;
      if (openTsMs <= newestTsMs) break;
      if (bars.readMoment(interval, adjustment, openTsMs) !== null) break;
      newestTsMs = openTsMs;
      marketTimes.set(openTsMs, marketTsMs);
    }
    return marketTimes;
  }

  /** Judges what is marked; with what it writes last, the event is finished. */
  async #judgeMarked(state: IntervalState, { id, signal }: Work): Promise<boolean> {
    const { positions, store, service } = this.#tools;
    const { interval, newestTsMs } = state;
    positions.setStepped(interval, Math.max(positions.steppedTsMs(interval), newestTsMs));
    const slots = state.slotsWith(mark.judge | mark.chosen);
    if (slots.length === 0) return true;
    const alsoSave = () => {
      positions.setEventId(id);
      positions.save();
      store.events.setOffset(service, id);
    };
    const added = await this.#judge.judge(state, slots, { signal, alsoSave });
    if (added === null) return false;
    this.#open.add(interval, added);
    return true;
  }

  async #takeChanged(changed: ChangedBars, work: Work): Promise<boolean> {
    const touched = changed.interval === null ? intervals : [changed.interval];
    for (const interval of touched) {
      if (work.rest.some((event) => isWhole(event, interval))) continue;
      if (!(await this.#mend(interval, changed.symbols, work))) return false;
      const state = this.states.get(interval);
      if (state) this.#derived.want(state, this.states.derived, { isForced: true });
    }
    return true;
  }

  async #mend(interval: Interval, symbols: readonly string[] | null, work: Work): Promise<boolean> {
    const { id, signal } = work;
    const state = this.states.get(interval);
    const series = this.#fewSeries(interval, symbols);
    if (series?.length === 0) return true;
    const newestTsMs = state?.newestTsMs ?? Number.NEGATIVE_INFINITY;
    const isAhead = series?.some(({ lastTsMs }) => lastTsMs > newestTsMs);
    if (state === undefined || series === null || isAhead) {
      return this.#load(interval, { afterId: id, isForced: true, signal });
    }
    state.marketTsMs = this.#marketTsMs();
    state.unsetAll(mark.fresh);
    this.#open.add(interval, 0);
    if (!(await this.states.reread(state, series, signal))) return false;
    return this.#judgeMarked(state, work);
  }

  /** Null where it is no few. */
  #fewSeries(interval: Interval, symbols: readonly string[] | null): readonly SeriesInfo[] | null {
    if (symbols === null || symbols.length > rereadSeriesMax) return null;
    const wanted = new Set(symbols);
    return this.#tools.store.bars.series({ interval }).filter(({ symbol }) => wanted.has(symbol));
  }

  #isOvertaken(): boolean {
    const { events } = this.#tools.store;
    return events.after(this.#doneId, { topics: barTopics, limit: 1 }).length > 0;
  }

  async #load(interval: Interval, options: Omit<LoadOptions, "marketTsMs">): Promise<boolean> {
    this.#open.delete(interval);
    return this.states.load(interval, { ...options, marketTsMs: this.#marketTsMs() });
  }

  #marketTsMs(): number {
    return marketNowMs(this.#tools.store.metadata, this.#tools.clock);
  }
}

/** Whether an event says that all bars of an interval may have changed. */
function isWhole({ topic, payload }: BusEvent, interval: Interval): boolean {
  if (topic !== "bars.changed" || payload.symbols !== null) return false;
  return payload.interval === null || payload.interval === interval;
}
