import { assert } from "../../base/assert.ts";
import type { BarBatch } from "../../domain/bar-batch.ts";
import { sessionAt } from "../../domain/session.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import { SymbolRows } from "./forming-bars.ts";

/** A bar that came after its minute had been handed on, or that replaces one. */
export interface LateBar {
  readonly symbol: string;
  readonly openTsMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface MinuteInboxOptions {
  /** Bars of other symbols are passed over: some streams send a whole market or nothing. */
  readonly isWanted: (symbol: string) => boolean;
  /** A minute is complete, or there is no room to wait for more of it. Rising in time. */
  readonly onMinute: (bars: MarketBars) => void;
  /** Bars for minutes that are out; the list is reused. */
  readonly onLate: (bars: readonly LateBar[]) => void;
}

const minuteMs = 60_000;
/** Vendors send the bars of a minute within a second or two of its end. */
export const graceMs = 3_000;
/** Minutes that wait; a flood of older ones pushes the oldest out at once. */
const minutesMax = 8;
/** Late bars that wait for the next look. */
const lateMax = 1_024;

/**
 * Puts the bars of a stream together minute by minute: one-minute bars of the regular session come
 * in any order, whole minutes go out in order of time, each once.
 *
 * memory  41 bytes a symbol and minute that waits, `minutesMax` at most
 */
export class MinuteInbox {
  readonly #options: MinuteInboxOptions;
  readonly #rows = new SymbolRows();
  /** By open time; a few of them. */
  readonly #waiting = new Map<number, Minute>();
  readonly #spare: Minute[] = [];
  readonly #late: LateBar[] = [];
  #handedOnTsMs: number;

  /** Minutes that open before `fromTsMs` are out already. */
  constructor(fromTsMs: number, options: MinuteInboxOptions) {
    this.#options = options;
    this.#handedOnTsMs = fromTsMs - minuteMs;
  }

  /** Takes what came; may hand on. Bars outside the regular session are left out. */
  take(batch: BarBatch): void {
    const { isWanted } = this.#options;
    let placedTsMs = Number.NaN;
    let place: Minute | "late" | null = null;
    for (let i = 0; i < batch.length; i++) {
      const openTsMs = batch.openTsMs[i] as number;
      const symbol = batch.symbols[i] as string;
      if (!isWanted(symbol)) continue;
      // Bars come minute by minute: most go where the one before went.
      if (openTsMs !== placedTsMs) place = this.#placeOf(openTsMs);
      placedTsMs = openTsMs;
      if (place === "late") this.#takeLate(batch, i);
      else place?.put(this.#rows.rowOf(symbol), batch, i);
    }
  }

  /** Hands on what is complete at a moment, and what came late. */
  look(nowMs: number): void {
    this.#handOnUntil(nowMs - minuteMs - graceMs);
    this.#tellLate();
  }

  /** Hands on everything: the stream has ended. */
  flush(): void {
    this.#handOnUntil(Number.POSITIVE_INFINITY);
    this.#tellLate();
  }

  #placeOf(openTsMs: number): Minute | "late" | null {
    // A vendor's bar that does not open on a minute is a live price on its way.
    if (openTsMs % minuteMs !== 0 || sessionAt(openTsMs) !== "regular") return null;
    return this.#isOut(openTsMs) ? "late" : this.#minuteOf(openTsMs);
  }

  /** Handed on, or older than all that waits where there is no room to wait for more. */
  #isOut(openTsMs: number): boolean {
    if (openTsMs <= this.#handedOnTsMs) return true;
    if (this.#waiting.size < minutesMax) return false;
    return openTsMs < Math.min(...this.#waiting.keys());
  }

  #takeLate(batch: BarBatch, i: number): void {
    this.#late.push({
      symbol: batch.symbols[i] as string,
      openTsMs: batch.openTsMs[i] as number,
      open: batch.open[i] as number,
      high: batch.high[i] as number,
      low: batch.low[i] as number,
      close: batch.close[i] as number,
      volume: batch.volume[i] as number,
    });
    if (this.#late.length >= lateMax) this.#tellLate();
  }

  #tellLate(): void {
    if (this.#late.length === 0) return;
    this.#options.onLate(this.#late);
    this.#late.length = 0;
  }

  #minuteOf(openTsMs: number): Minute {
    const known = this.#waiting.get(openTsMs);
    if (known !== undefined) return known;
    if (this.#waiting.size >= minutesMax) this.#handOn(Math.min(...this.#waiting.keys()));
    const minute = this.#spare.pop() ?? new Minute();
    minute.openTsMs = openTsMs;
    this.#waiting.set(openTsMs, minute);
    return minute;
  }

  /** Hands on the minutes that open at or before the moment, oldest first. */
  #handOnUntil(tsMs: number): void {
    const ready = [...this.#waiting.keys()].filter((openTsMs) => openTsMs <= tsMs);
    for (const openTsMs of ready.toSorted((a, b) => a - b)) this.#handOn(openTsMs);
  }

  #handOn(openTsMs: number): void {
    const minute = this.#waiting.get(openTsMs);
    assert(minute !== undefined, "the minute waits");
    this.#waiting.delete(openTsMs);
    this.#handedOnTsMs = Math.max(this.#handedOnTsMs, openTsMs);
    const bars = minute.take(this.#rows.symbols);
    this.#spare.push(minute);
    this.#options.onMinute(bars);
  }
}

const columns = ["open", "high", "low", "close", "volume"] as const;
const capacityMin = 256;

/** One minute of all symbols, as columns by row. */
class Minute {
  openTsMs = Number.NaN;
  #count = 0;
  #isHeld = new Uint8Array(0);
  #columns = allocate(0);

  /** The last bar of a symbol wins: it replaces the one before. */
  put(row: number, batch: BarBatch, i: number): void {
    if (row >= this.#isHeld.length) this.#grow(row + 1);
    if (this.#isHeld[row] === 0) this.#count += 1;
    this.#isHeld[row] = 1;
    for (const name of columns) this.#columns[name][row] = batch[name][i] as number;
  }

  /** What is held, in order of the rows; the minute is empty afterwards. */
  take(symbols: readonly string[]): MarketBars {
    const out = allocate(this.#count);
    const names: string[] = [];
    for (let row = 0; names.length < this.#count; row++) {
      if (this.#isHeld[row] === 0) continue;
      this.#isHeld[row] = 0;
      for (const name of columns) out[name][names.length] = this.#columns[name][row] as number;
      names.push(symbols[row] as string);
    }
    this.#count = 0;
    const { openTsMs } = this;
    return { interval: "1m", adjustment: "split", openTsMs, symbols: names, ...out };
  }

  #grow(rows: number): void {
    const capacity = Math.max(rows, 2 * this.#isHeld.length, capacityMin);
    const held = new Uint8Array(capacity);
    held.set(this.#isHeld);
    const next = allocate(capacity);
    for (const name of columns) next[name].set(this.#columns[name]);
    this.#isHeld = held;
    this.#columns = next;
  }
}

function allocate(capacity: number) {
  return {
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}
