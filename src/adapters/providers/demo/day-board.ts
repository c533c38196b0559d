import { assert } from "../../../base/assert.ts";
import { allocateBars } from "../../../domain/bars.ts";
import { nyse, regularOpenMinute } from "../../../domain/calendar.ts";
import type { Interval } from "../../../domain/interval.ts";
import { type LocalDate, localDateFromDays } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { DemoMarket } from "./market.ts";
import { type Bucket, fillBucket } from "./minute-buckets.ts";
import { MinutePainter } from "./minute-painter.ts";

interface PriceColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** A stretch of a session, in minutes since the opening bell. */
export interface MinuteSpan {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** A half-open range of symbol indexes: work is cut into such chunks to stay responsive. */
export interface SymbolChunk {
  readonly fromSymbol: number;
  readonly untilSymbol: number;
}

/**
 * One session of the whole market, read across symbols: the daily bars, and the bars of any
 * stretch of it. The columns it hands out are its own and are overwritten by the next call.
 *
 * memory  104 bytes a symbol, whatever the interval
 */
export class DayBoard {
  readonly #market: DemoMarket;
  readonly #daily: PriceColumns;
  readonly #stretch: PriceColumns;
  readonly #symbols: string[] = [];
  readonly #keys: Int32Array;
  readonly #painter = new MinutePainter();
  readonly #oneDay = allocateBars("1d", 1);
  readonly #bucket: Bucket = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  #date = localDateFromDays(0);

  constructor(market: DemoMarket) {
    this.#market = market;
    this.#daily = allocateColumns(market.symbols.length);
    this.#stretch = allocateColumns(market.symbols.length);
    this.#keys = new Int32Array(2 * market.symbols.length);
  }

  /** Minutes of the session that is loaded. */
  get minuteCount(): number {
    return nyse.closeMinuteOrZero(this.#date) - regularOpenMinute;
  }

  /** Opening bell of the session that is loaded. */
  get openTsMs(): number {
    return newYorkTsMs(this.#date, regularOpenMinute);
  }

  /** Loads a session; every chunk of symbols must be loaded before it is read. */
  load(date: LocalDate, { fromSymbol, untilSymbol }: SymbolChunk): void {
    assert(nyse.isTradingDay(date), "the board shows sessions only");
    this.#date = date;
    const range = { fromDate: date, toDate: date };
    for (let index = fromSymbol; index < untilSymbol; index++) {
      this.#market.dailyBars(index, range, this.#oneDay);
      copyRow(this.#oneDay, 0, this.#daily, index);
      const key = this.#market.minuteKey(index, date);
      this.#keys[2 * index] = key.low;
      this.#keys[2 * index + 1] = key.high;
    }
  }

  daily(): MarketBars {
    const { symbols } = this.#market;
    const openTsMs = newYorkTsMs(this.#date, 0);
    return { interval: "1d", adjustment: "split", openTsMs, symbols, ...this.#daily };
  }

  /** Adds a chunk of symbols to the stretch; the first chunk begins a new one. */
  collect(span: MinuteSpan, { fromSymbol, untilSymbol }: SymbolChunk): void {
    if (fromSymbol === 0) this.#symbols.length = 0;
    const { open, high, low, close, volume } = this.#daily;
    const bucket = this.#bucket;
    const minutes = { minuteCount: this.minuteCount, ...span };
    for (let index = fromSymbol; index < untilSymbol; index++) {
      bucket.open = open[index] as number;
      bucket.high = high[index] as number;
      bucket.low = low[index] as number;
      bucket.close = close[index] as number;
      bucket.volume = volume[index] as number;
      const key = {
        low: this.#keys[2 * index] as number,
        high: this.#keys[2 * index + 1] as number,
      };
      this.#painter.paint(key, bucket, minutes);
      if (fillBucket(this.#painter, span, bucket)) this.#addRow(index, bucket);
    }
  }

  /** What was collected: the symbols that traded in the stretch, and their bars. */
  stretch(interval: Interval, span: MinuteSpan): MarketBars {
    const { open, high, low, close, volume } = this.#stretch;
    const count = this.#symbols.length;
    return {
      interval,
      adjustment: "split",
      openTsMs: this.openTsMs + span.fromMinute * 60_000,
      symbols: this.#symbols,
      open: open.subarray(0, count),
      high: high.subarray(0, count),
      low: low.subarray(0, count),
      close: close.subarray(0, count),
      volume: volume.subarray(0, count),
    };
  }

  #addRow(symbolIndex: number, bucket: Bucket): void {
    const at = this.#symbols.length;
    this.#symbols.push(this.#market.symbols[symbolIndex] as string);
    this.#stretch.open[at] = bucket.open;
    this.#stretch.high[at] = bucket.high;
    this.#stretch.low[at] = bucket.low;
    this.#stretch.close[at] = bucket.close;
    this.#stretch.volume[at] = bucket.volume;
  }
}

function allocateColumns(count: number): PriceColumns {
  return {
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  };
}

function copyRow(from: PriceColumns, fromRow: number, into: PriceColumns, row: number): void {
  into.open[row] = from.open[fromRow] as number;
  into.high[row] = from.high[fromRow] as number;
  into.low[row] = from.low[fromRow] as number;
  into.close[row] = from.close[fromRow] as number;
  into.volume[row] = from.volume[fromRow] as number;
}
