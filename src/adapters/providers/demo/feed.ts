import { assert } from "../../../base/assert.ts";
import { nyse } from "../../../domain/calendar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import { DayBoard, type SymbolChunk } from "./day-board.ts";
import type { DemoMarket } from "./market.ts";

export interface DemoFeedOptions {
  readonly market: DemoMarket;
  readonly clock: Clock;
  /** Simulated moment to begin at: the first bar is the first to close after it. */
  readonly fromTsMs: number;
  /** Simulated moment to end at; without it the feed runs until it is aborted. */
  readonly untilTsMs?: number;
  /** Simulated seconds per second; Infinity goes as fast as the bars are read. */
  readonly speed: number;
  /** Length of the intraday bars, below a day; 5m unless told. */
  readonly interval?: Interval;
  /** Nights and weekends pass in no time ("skip", the default) or at the same speed ("run"). */
  readonly closedHours?: "skip" | "run";
  /** So long before the bell there are ticks without bars, for what moves then; 0 unless told. */
  readonly premarketMinutes?: number;
}

/** All bars that closed at one simulated moment. */
export interface DemoTick {
  /** When they closed. */
  readonly simulatedTsMs: number;
  /** The intraday bars, if any symbol traded; at the end of a session also the daily bars. */
  readonly bars: readonly MarketBars[];
}

/** Symbols that are worked on before other tasks get a turn: a few milliseconds. */
const chunkSymbols = 2_000;
const minuteMs = 60_000;
const premarketStepMs = 5 * minuteMs;

/**
 * The demo market as a live feed on a simulated clock.
 *
 * A reader that is slower than the clock slows it down: no bar is dropped and none queues up.
 * After an abort the feed stands where it stopped, and reading it again goes on from there.
 */
export class DemoFeed {
  readonly #options: DemoFeedOptions;
  readonly #interval: Interval;
  #board: DayBoard | null = null;
  /** Simulated moment of the last tick or jump, and when it was due on the real clock. */
  #simulatedTsMs: number;
  #dueTsMs = 0;
  /** Close of the next tick; the simulated time stops there until it is read. */
  #nextTsMs: number;
  #isReading = false;

  constructor(options: DemoFeedOptions) {
    const interval = options.interval ?? "5m";
    assert(!isDateKeyed(interval), `the feed's interval "${interval}" is shorter than a day`);
    assert(options.speed > 0, `the speed "${options.speed}" is above 0`);
    this.#options = options;
    this.#interval = interval;
    this.#simulatedTsMs = options.fromTsMs;
    this.#nextTsMs = options.fromTsMs;
  }

  /** The simulated time, UTC epoch ms: it runs between ticks too, and stands while nobody reads. */
  nowMs(): number {
    const { clock, speed } = this.#options;
    if (!this.#isReading || speed === Number.POSITIVE_INFINITY) return this.#simulatedTsMs;
    const elapsedMs = Math.max(clock.nowMs() - this.#dueTsMs, 0) * speed;
    return Math.min(this.#simulatedTsMs + elapsedMs, this.#nextTsMs);
  }

  /**
   * Ticks in order of time, until `signal` aborts or the end is reached. The columns of a tick
   * are reused for the next one. One reader at a time.
   */
  async *ticks(signal: AbortSignal): AsyncGenerator<DemoTick, void, undefined> {
    assert(!this.#isReading, "the feed has one reader at a time");
    this.#isReading = true;
    try {
      this.#board ??= new DayBoard(this.#options.market);
      this.#dueTsMs = this.#options.clock.nowMs();
      let date = newYorkDate(this.#simulatedTsMs);
      if (!nyse.isTradingDay(date)) date = nyse.nextTradingDay(date);
      while (!signal.aborted && newYorkTsMs(date, 0) <= this.#untilTsMs) {
        yield* this.#session(this.#board, date, signal);
        date = nyse.nextTradingDay(date);
      }
    } finally {
      this.#isReading = false;
      this.#nextTsMs = this.#simulatedTsMs;
    }
  }

  get #untilTsMs(): number {
    return this.#options.untilTsMs ?? Number.POSITIVE_INFINITY;
  }

  async *#session(board: DayBoard, date: LocalDate, signal: AbortSignal) {
    const closeTsMs = newYorkTsMs(date, nyse.closeMinuteOrZero(date));
    if (closeTsMs <= this.#simulatedTsMs) return;
    await this.#inChunks(signal, (chunk) => board.load(date, chunk));
    if (signal.aborted) return;
    const { openTsMs, minuteCount } = board;
    const isSkipping = (this.#options.closedHours ?? "skip") === "skip";
    const firstTsMs = openTsMs - (this.#options.premarketMinutes ?? 0) * minuteMs;
    if (isSkipping && this.#simulatedTsMs < firstTsMs) this.#jumpTo(firstTsMs);
    yield* this.#premarket({ firstTsMs, openTsMs }, signal);
    if (signal.aborted) return;
    const bucketMinutes = intervalMs(this.#interval) / minuteMs;
    for (let fromMinute = 0; fromMinute < minuteCount; fromMinute += bucketMinutes) {
      const untilMinute = Math.min(fromMinute + bucketMinutes, minuteCount);
      const tickTsMs = openTsMs + untilMinute * minuteMs;
      if (tickTsMs <= this.#simulatedTsMs) continue;
      if (tickTsMs > this.#untilTsMs) return;
      this.#nextTsMs = tickTsMs;
      const span = { fromMinute, untilMinute };
      await this.#inChunks(signal, (chunk) => board.collect(span, chunk));
      if (!(await this.#reach(tickTsMs, signal))) return;
      const stretch = board.stretch(this.#interval, span);
      const bars = stretch.symbols.length > 0 ? [stretch] : [];
      if (tickTsMs === closeTsMs) bars.push(board.daily());
      yield { simulatedTsMs: tickTsMs, bars };
    }
  }

  async *#premarket(
    { firstTsMs, openTsMs }: { readonly firstTsMs: number; readonly openTsMs: number },
    signal: AbortSignal,
  ) {
    for (let tickTsMs = firstTsMs; tickTsMs < openTsMs; tickTsMs += premarketStepMs) {
      if (tickTsMs <= this.#simulatedTsMs) continue;
      if (tickTsMs > this.#untilTsMs) return;
      this.#nextTsMs = tickTsMs;
      if (!(await this.#reach(tickTsMs, signal))) return;
      yield { simulatedTsMs: tickTsMs, bars: [] };
    }
  }

  /** Waits until a moment is due; false when that was called off. */
  async #reach(tickTsMs: number, signal: AbortSignal): Promise<boolean> {
    await this.#wait(tickTsMs, signal);
    if (signal.aborted) return false;
    this.#advanceTo(tickTsMs);
    return true;
  }

  async #inChunks(signal: AbortSignal, work: (chunk: SymbolChunk) => void): Promise<void> {
    const { market, clock } = this.#options;
    const count = market.symbols.length;
    for (let fromSymbol = 0; fromSymbol < count; fromSymbol += chunkSymbols) {
      if (fromSymbol > 0) await clock.sleep(0, signal);
      if (signal.aborted) return;
      work({ fromSymbol, untilSymbol: Math.min(fromSymbol + chunkSymbols, count) });
    }
  }

  /** Sleeps until a simulated moment is due; at least one turn of the event loop. */
  #wait(tickTsMs: number, signal: AbortSignal): Promise<void> {
    const { clock, speed } = this.#options;
    const lengthMs = (tickTsMs - this.#simulatedTsMs) / speed;
    const leftMs = this.#dueTsMs + lengthMs - clock.nowMs();
    // Never longer than its length: a clock that was set back says that it is hours away.
    return clock.sleep(Math.min(Math.max(leftMs, 0), lengthMs), signal);
  }

  #advanceTo(tickTsMs: number): void {
    const { clock, speed } = this.#options;
    const lengthMs = (tickTsMs - this.#simulatedTsMs) / speed;
    const dueTsMs = this.#dueTsMs + lengthMs;
    const nowMs = clock.nowMs();
    // Late readers push everything after them: the time they took is not caught up.
    this.#dueTsMs = dueTsMs - nowMs > lengthMs ? nowMs : Math.max(dueTsMs, nowMs);
    this.#simulatedTsMs = tickTsMs;
  }

  #jumpTo(tsMs: number): void {
    this.#simulatedTsMs = tsMs;
    this.#nextTsMs = tsMs;
    this.#dueTsMs = Math.max(this.#dueTsMs, this.#options.clock.nowMs());
  }
}
