import { assert } from "../base/assert.ts";
import { barCloseTsMs } from "./bar-time.ts";
import { allocateBars, type Bars, type MutableBars } from "./bars.ts";
import { BucketCursor } from "./bucket.ts";
import { type Calendar, nyse } from "./calendar.ts";
import type { ClosingBar } from "./closing-bar.ts";
import { type Interval, intervalMs, intervals, isDateKeyed } from "./interval.ts";

export interface AggregateOptions {
  /** Default "by-clock"; see `ClosingBar`. */
  readonly closingBar?: ClosingBar;
  readonly calendar?: Calendar;
}

/** Intraday bars build longer intraday bars and days; days build weeks. */
export function canAggregate(from: Interval, to: Interval): boolean {
  if (to === "1w") return from === "1d";
  return !isDateKeyed(from) && intervals.indexOf(from) < intervals.indexOf(to);
}

/**
 * Longer bars from shorter ones, anchored at the sessions (see bar-time.ts).
 *
 * in      bars oldest first, session-anchored themselves; each counts where it opens
 * out     one bar per bucket that holds a source bar; the last one may still be forming, which
 *         `barCloseTsMs` tells. Pre-market, regular and post-market bars never mix.
 * 1d      from bars of the regular session only
 * left    bars outside every session count nowhere: nights, and days on which the exchange is
 *         closed, for which some vendors repeat the day before
 * volume  NaN is "not reported" and skipped; all NaN stays NaN
 * cost    O(n), two passes; allocates the exact result
 */
export function aggregateBars(bars: Bars, to: Interval, options: AggregateOptions = {}): Bars {
  const out = allocateBars(to, countBuckets(bars, to, options));
  const aggregator = new BarAggregator(bars.interval, to, options);
  for (let i = 0; i < bars.length; i++) aggregator.collect(bars, i, out);
  aggregator.flush(out);
  assert(aggregator.lateBars === 0, "openTsMs rises strictly");
  return out;
}

/**
 * The same, a bar at a time, for live data: push closed bars, and a longer bar is appended to `out`
 * as soon as it is complete. Everything pushed and flushed equals `aggregateBars` bit for bit.
 */
export class BarAggregator {
  /** Bars ignored because their bucket was out already or they did not come in order. */
  lateBars = 0;

  readonly #from: Interval;
  readonly #to: Interval;
  readonly #calendar: Calendar;
  readonly #cursor: BucketCursor;

  #lastTsMs = Number.NEGATIVE_INFINITY;
  /** Bars that open before this had their bucket already. */
  #flushedUntilTsMs = Number.NEGATIVE_INFINITY;
  /** NaN while no bar is forming. */
  #openTsMs = Number.NaN;
  #completeTsMs = Number.NaN;
  #untilTsMs = Number.NaN;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #volume = Number.NaN;

  constructor(from: Interval, to: Interval, options: AggregateOptions = {}) {
    assert(canAggregate(from, to), "the intervals can be aggregated; ask canAggregate first");
    const { closingBar = "by-clock", calendar = nyse } = options;
    this.#from = from;
    this.#to = to;
    this.#calendar = calendar;
    this.#cursor = new BucketCursor({ from, to, closingBar, calendar });
  }

  /** Takes the closed bar at `index`. Appends at most two bars: the one before and its own. */
  push(bars: Bars, index: number, out: MutableBars): void {
    this.collect(bars, index, out);
    if (this.#endTsMs >= this.#completeTsMs) this.flush(out);
  }

  /** Like `push`, but a bar that it completes stays until the next one comes. */
  collect(bars: Bars, index: number, out: MutableBars): void {
    assert(bars.interval === this.#from, "the bars have the source interval");
    assert(index < bars.length, "the bar exists");
    const tsMs = bars.openTsMs[index] as number;
    if (!(tsMs > this.#lastTsMs)) {
      this.lateBars += 1;
      return;
    }
    this.#lastTsMs = tsMs;
    const isHeld = this.#cursor.moveTo(tsMs);
    if (this.#openTsMs !== this.#cursor.openTsMs) this.flush(out);
    if (!isHeld) return;
    if (tsMs < this.#flushedUntilTsMs) this.lateBars += 1;
    else this.#add(bars, index);
  }

  /**
   * Appends the forming bar if its time is over at `nowTsMs`: quiet symbols may have no last
   * minute. Call it late enough for the feed's last bar; a bar that comes after counts as late.
   */
  advance(nowTsMs: number, out: MutableBars): void {
    if (nowTsMs >= this.#completeTsMs) this.flush(out);
  }

  /** Appends the forming bar as it is, complete or not. Its further bars are late. */
  flush(out: MutableBars): void {
    if (Number.isNaN(this.#openTsMs)) return;
    const at = out.length;
    assert(out.interval === this.#to, "the target has the target interval");
    assert(at < out.close.length, "the target has room");
    out.openTsMs[at] = this.#openTsMs;
    out.open[at] = this.#open;
    out.high[at] = this.#high;
    out.low[at] = this.#low;
    out.close[at] = this.#close;
    out.volume[at] = this.#volume;
    out.length = at + 1;
    this.#flushedUntilTsMs = this.#untilTsMs;
    this.#openTsMs = Number.NaN;
    this.#completeTsMs = Number.NaN;
  }

  #add(bars: Bars, index: number): void {
    const high = bars.high[index] as number;
    const low = bars.low[index] as number;
    const volume = bars.volume[index] as number;
    this.#close = bars.close[index] as number;
    if (Number.isNaN(this.#openTsMs)) {
      this.#openTsMs = this.#cursor.openTsMs;
      this.#completeTsMs = this.#cursor.completeTsMs;
      this.#untilTsMs = this.#cursor.untilTsMs;
      this.#open = bars.open[index] as number;
      this.#high = high;
      this.#low = low;
      this.#volume = volume;
      return;
    }
    this.#high = Math.max(this.#high, high);
    this.#low = Math.min(this.#low, low);
    if (Number.isNaN(this.#volume)) this.#volume = volume;
    else if (!Number.isNaN(volume)) this.#volume += volume;
  }

  /** When the bar that was taken last is over. */
  get #endTsMs(): number {
    if (this.#from === "1d") return barCloseTsMs(this.#lastTsMs, "1d", this.#calendar);
    return this.#lastTsMs + intervalMs(this.#from);
  }
}

function countBuckets(bars: Bars, to: Interval, options: AggregateOptions): number {
  const { closingBar = "by-clock", calendar = nyse } = options;
  const cursor = new BucketCursor({ from: bars.interval, to, closingBar, calendar });
  let buckets = 0;
  let openTsMs = Number.NaN;
  for (let i = 0; i < bars.length; i++) {
    if (!cursor.moveTo(bars.openTsMs[i] as number)) continue;
    if (cursor.openTsMs !== openTsMs) buckets += 1;
    openTsMs = cursor.openTsMs;
  }
  return buckets;
}
