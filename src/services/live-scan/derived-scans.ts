import { barCloseTsMs, lastClosedBarOpenTsMs, sessionSpanAt } from "../../domain/bar-time.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { momentOfNewest } from "../scan/moment.ts";
import type { IntervalState } from "./interval-state.ts";
import type { JudgeTools } from "./judge.ts";
import { scanInterval, seriesFor } from "./scan-interval.ts";

/** Intervals that are made from shorter ones, with the lengths that they are made from. */
export type DerivedIntervals = ReadonlyMap<Interval, ReadonlySet<Interval>>;

interface DueScan {
  readonly target: Interval;
  readonly from: Interval;
  /** Close of the newest bar that it is made from. */
  readonly closeTsMs: number;
  readonly marketTsMs: number;
}

/** Scans that wait; the oldest gives way, since each one finds what goes on still. */
const dueMax = 256;

/**
 * Scans of intervals of which the store has no bars, made from shorter ones: the ordinary scan,
 * each time that a longer bar has closed.
 */
export class DerivedScans {
  readonly #tools: JudgeTools;
  #due: DueScan[] = [];

  constructor(tools: JudgeTools) {
    this.#tools = tools;
  }

  /** A bar closed: notes the longer ones that it may have completed. */
  add(
    bar: { readonly from: Interval; readonly openTsMs: number; readonly marketTsMs: number },
    derived: DerivedIntervals,
  ): void {
    const { from, openTsMs, marketTsMs } = bar;
    const closeTsMs = barCloseTsMs(openTsMs, from);
    const span = isDateKeyed(from) ? null : sessionSpanAt(openTsMs);
    // A feed may put the closing auction into a bar that opens at the close.
    const isClosing = span?.session === "postmarket" && span.fromTsMs === openTsMs;
    for (const [target, sources] of derived) {
      if (!sources.has(from)) continue;
      if (isClosing || this.#isOver({ target, from, closeTsMs })) {
        this.#push({ target, from, closeTsMs, marketTsMs });
      }
    }
  }

  /** Notes what is behind the newest bars of a state, or, after a correction, may have changed. */
  want(
    { interval: from, newestTsMs, marketTsMs }: IntervalState,
    derived: DerivedIntervals,
    { isForced = false }: { readonly isForced?: boolean } = {},
  ): void {
    if (newestTsMs === Number.NEGATIVE_INFINITY) return;
    const closeTsMs = Math.min(barCloseTsMs(newestTsMs, from), marketTsMs);
    for (const [target, sources] of derived) {
      if (!sources.has(from)) continue;
      if (!isForced && !this.#isOver({ target, from, closeTsMs })) continue;
      this.#push({ target, from, closeTsMs, marketTsMs });
    }
  }

  clear(): void {
    this.#due = [];
  }

  /** Runs what is due; false when it was aborted. */
  async run(signal: AbortSignal): Promise<boolean> {
    for (let due = this.#due[0]; due !== undefined; due = this.#due[0]) {
      if (!(await this.#scan(due, signal))) return false;
      this.#due.shift();
    }
    return true;
  }

  async #scan(due: DueScan, signal: AbortSignal): Promise<boolean> {
    const { target, from, closeTsMs, marketTsMs } = due;
    const { store, clock, bus, run, feeds, positions, partSeries, onProgress } = this.#tools;
    const newest = momentOfNewest({ nowTsMs: marketTsMs, newestCloseTsMs: closeTsMs }, target);
    const moment = { ...newest, asOfTsMs: Math.min(closeTsMs, marketTsMs) };
    const series = seriesFor(store, { interval: target, ...moment, isDerived: true });
    if (series.length === 0) return true;
    const { closingBars } = feeds;
    const toldFromTsMs = moment.expectedTsMs;
    const task = { run, interval: target, moment, series, closingBars, toldFromTsMs };
    const summary = await scanInterval(task, {
      ...{ store, clock, partSeries, signal, onPart: onProgress },
      alsoSave: () => {
        positions.setRefreshed(keyOf(target, from), moment.expectedTsMs);
        positions.save();
      },
    });
    bus.announce();
    return summary !== null;
  }

  #isOver({ target, from, closeTsMs }: Omit<DueScan, "marketTsMs">): boolean {
    const { positions } = this.#tools;
    const closedTsMs = lastClosedBarOpenTsMs(closeTsMs, target);
    return closedTsMs > positions.refreshedTsMs(keyOf(target, from));
  }

  #push(due: DueScan): void {
    const isKnown = this.#due.some(
      ({ target, closeTsMs, marketTsMs }) =>
        target === due.target && closeTsMs === due.closeTsMs && marketTsMs === due.marketTsMs,
    );
    if (isKnown) return;
    if (this.#due.length === dueMax) this.#due.shift();
    this.#due.push(due);
  }
}

/** Some symbols may have bars of the interval, and those are followed by themselves. */
function keyOf(target: Interval, from: Interval): string {
  return `${target} of ${from}`;
}
