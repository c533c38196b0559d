import { assert } from "../../base/assert.ts";
import type { Bars } from "../../domain/bars.ts";
import type { Adjustment } from "../../domain/instrument.ts";
import type { Interval } from "../../domain/interval.ts";
import type { MomentBars, SeriesInfo } from "../../ports/bar-store.ts";
import { allocateSlab, type ScannerScreen, type ScreenSlab } from "../../scanners/screen.ts";
import { printOf, StreamBar } from "./stream-bar.ts";

/** Series of one interval, raw and adjusted ones counted apart. */
const slotsMax = 131_072;
const slotsAtFirst = 64;

/** What is known of a slot's row in the latest table, and what has to be done about it. */
export const mark = {
  /** The row may say "signal". */
  shown: 1,
  /** A signal may have begun. */
  judge: 2,
  /** The row is that of the newest moment. */
  fresh: 4,
  /** The row is written whatever it says. */
  forced: 8,
  /** What was found was too old to be claimed; the next bar may bring it back. */
  owed: 16,
  /** Of raw and adjusted bars, the series that scans read. */
  chosen: 32,
} as const;

const noSlot = -1;
/** Nobody knows what the row shows. */
export const unknownWord = 255;

/** What the columns could not settle by themselves. */
export interface Unsettled {
  /** Rows of series that have no slot yet. */
  readonly newRows: number[];
  /** Slots whose past has changed. */
  readonly changedSlots: number[];
}

/**
 * The market of one interval as columns: a slot for each series. Doubles of the screen lie in one
 * slab; a series costs them and 30 bytes, its symbol's name aside.
 */
export class IntervalState {
  readonly interval: Interval;
  readonly screen: ScannerScreen;
  readonly symbols: string[] = [];
  /** Newest moment of which any series has a bar. */
  newestTsMs = Number.NEGATIVE_INFINITY;
  /** Time of the market when the newest event came. */
  marketTsMs = Number.NEGATIVE_INFINITY;
  length = 0;
  slab: ScreenSlab;
  seriesId = new Int32Array(slotsAtFirst);
  lastTsMs = new Float64Array(slotsAtFirst);
  /** Fingerprint of the newest bar; 0 where it is not known. */
  prints = new Int32Array(slotsAtFirst);
  marks = new Uint8Array(slotsAtFirst);
  /** Word and direction of the signal that the row shows; 0 for none, or not known. */
  words = new Uint8Array(slotsAtFirst);
  /** Slot of the same symbol's other series, raw or adjusted; -1 without. */
  partners = new Int32Array(slotsAtFirst);
  isAdjusted = new Uint8Array(slotsAtFirst);
  readonly #bar = new StreamBar();

  constructor(interval: Interval, screen: ScannerScreen) {
    this.interval = interval;
    this.screen = screen;
    this.slab = allocateSlab(slotsAtFirst * screen.stateLength);
  }

  /** A slot for a series; `symbol` is shared with the other intervals. */
  add(info: SeriesInfo, symbol: string): number {
    const slot = this.length;
    if (slot === this.marks.length) this.#resize(Math.min(slotsMax, 2 * slot));
    assert(slot < this.marks.length, `there are at most ${slotsMax} series of an interval`);
    this.length = slot + 1;
    this.symbols.push(symbol);
    this.seriesId[slot] = info.id;
    this.lastTsMs[slot] = Number.NEGATIVE_INFINITY;
    this.partners[slot] = noSlot;
    this.isAdjusted[slot] = info.adjustment === "split" ? 1 : 0;
    this.marks[slot] = mark.chosen;
    this.words[slot] = unknownWord;
    return slot;
  }

  adjustmentOf(slot: number): Adjustment {
    return this.isAdjusted[slot] === 1 ? "split" : "raw";
  }

  has(slot: number, bits: number): boolean {
    return ((this.marks[slot] as number) & bits) !== 0;
  }

  set(slot: number, bits: number): void {
    this.marks[slot]! |= bits;
  }

  unset(slot: number, bits: number): void {
    this.marks[slot]! &= ~bits;
  }

  unsetAll(bits: number): void {
    for (let slot = 0; slot < this.length; slot++) this.marks[slot]! &= ~bits;
  }

  /** Slots that have all of some marks and none of others. */
  slotsWith(bits: number, without = 0): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.length; slot++) {
      if (((this.marks[slot] as number) & (bits | without)) === bits) slots.push(slot);
    }
    return slots;
  }

  /**
   * Slots whose rows have to be brought to the newest moment. Of a row that says no signal only
   * a bar that may begin one makes another, and such a bar is judged by itself.
   */
  slotsToRefresh(): number[] {
    const slots = this.slotsWith(mark.shown | mark.chosen, mark.fresh);
    return slots.filter((slot) => this.words[slot] !== 0);
  }

  /** Steps the bars of one moment. `isCounted` is false for bars outside the session scanned. */
  take(rows: MomentBars, isCounted: boolean, slotOf: (id: number) => number): Unsettled {
    const newRows: number[] = [];
    const changedSlots: number[] = [];
    const { openTsMs } = rows;
    const bar = this.#bar;
    for (let row = 0; row < rows.length; row++) {
      const slot = slotOf(rows.seriesId[row] as number);
      if (slot < 0) {
        newRows.push(row);
        continue;
      }
      const lastTsMs = this.lastTsMs[slot] as number;
      if (!isCounted) {
        if (openTsMs > lastTsMs) this.#goOn(slot, openTsMs, 0);
        continue;
      }
      bar.fill(rows, row, openTsMs);
      const print = printOf(bar);
      if (openTsMs > lastTsMs) {
        this.#goOn(slot, openTsMs, print);
        this.#step(slot);
      } else if (openTsMs < lastTsMs || this.prints[slot] !== print) changedSlots.push(slot);
    }
    return { newRows, changedSlots };
  }

  /**
   * Begins a slot anew with the bars read of its series. Bars after `sinceTsMs` that may begin a
   * signal are told of.
   */
  replay(
    slot: number,
    bars: Bars,
    facts: {
      readonly lastTsMs: number;
      readonly barsMax: number;
      readonly sinceTsMs?: number;
      readonly onJudge?: (slot: number, openTsMs: number) => void;
    },
  ): void {
    const { sinceTsMs = Number.POSITIVE_INFINITY } = facts;
    const { stateLength } = this.screen;
    this.slab.doubles.fill(0, slot * stateLength, (slot + 1) * stateLength);
    const bar = this.#bar;
    this.prints[slot] = 0;
    for (let i = Math.max(0, bars.length - facts.barsMax); i < bars.length; i++) {
      const openTsMs = bars.openTsMs[i] as number;
      bar.fill(bars, i, openTsMs);
      const answer = this.screen.step(this.slab, slot * stateLength, bar);
      const isLast = i === bars.length - 1;
      if (answer > 0 && (isLast || openTsMs > sinceTsMs)) this.set(slot, mark.shown);
      const isDue = answer === 2 || (answer === 1 && this.has(slot, mark.owed));
      if (isDue && openTsMs > sinceTsMs) facts.onJudge?.(slot, openTsMs);
      if (isLast && openTsMs === facts.lastTsMs) this.prints[slot] = printOf(bar);
    }
    this.lastTsMs[slot] = facts.lastTsMs;
    this.newestTsMs = Math.max(this.newestTsMs, facts.lastTsMs);
  }

  /**
   * Settles which series of a symbol scans read: the one that comes further, the adjusted one
   * where both do. Returns true when it is another one than before.
   */
  choose(slot: number): boolean {
    const partner = this.partners[slot] as number;
    if (partner < 0) return false;
    const ahead = (this.lastTsMs[slot] as number) - (this.lastTsMs[partner] as number);
    const isFirst = ahead > 0 || (!(ahead < 0) && this.isAdjusted[slot] === 1);
    const [first, second] = isFirst ? [slot, partner] : [partner, slot];
    if (this.has(first, mark.chosen) && !this.has(second, mark.chosen)) return false;
    this.set(first, mark.chosen);
    this.unset(second, mark.chosen);
    return true;
  }

  /** Doubles of the screens and the columns beside them. */
  get bytes(): number {
    const perSlot = 4 + 8 + 4 + 1 + 1 + 4 + 1;
    return this.slab.doubles.byteLength + perSlot * this.marks.length + 8 * this.symbols.length;
  }

  /** Gives back what was allocated ahead. */
  trim(): void {
    if (this.marks.length > this.length) this.#resize(Math.max(1, this.length));
  }

  #goOn(slot: number, openTsMs: number, print: number): void {
    this.lastTsMs[slot] = openTsMs;
    this.prints[slot] = print;
  }

  #step(slot: number): void {
    const answer = this.screen.step(this.slab, slot * this.screen.stateLength, this.#bar);
    if (answer === 0) return;
    this.set(slot, answer === 2 || this.has(slot, mark.owed) ? mark.judge : mark.shown);
  }

  #resize(slots: number): void {
    const slab = allocateSlab(slots * this.screen.stateLength);
    slab.doubles.set(this.slab.doubles.subarray(0, this.length * this.screen.stateLength));
    this.slab = slab;
    this.seriesId = resized(this.seriesId, new Int32Array(slots));
    this.lastTsMs = resized(this.lastTsMs, new Float64Array(slots));
    this.prints = resized(this.prints, new Int32Array(slots));
    this.marks = resized(this.marks, new Uint8Array(slots));
    this.words = resized(this.words, new Uint8Array(slots));
    this.partners = resized(this.partners, new Int32Array(slots));
    this.isAdjusted = resized(this.isAdjusted, new Uint8Array(slots));
  }
}

function resized<T extends Int32Array | Float64Array | Uint8Array>(from: T, into: T): T {
  into.set(from.length > into.length ? from.subarray(0, into.length) : from);
  return into;
}
