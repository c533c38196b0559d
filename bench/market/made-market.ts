import type { Bars } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import { fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";
import { randomSource } from "../../testing/prices.ts";

/** Daily bars of a whole market in memory, one column per field, one symbol after the other. */
export interface MadeMarket {
  readonly symbols: readonly string[];
  readonly barsPerSymbol: number;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** The same columns cut into series. */
  readonly series: readonly Bars[];
}

export interface MarketSize {
  readonly seed: number;
  readonly symbols: number;
  readonly barsPerSymbol: number;
}

const firstDate = fromYearMonthDay(2024, 1, 2);
/** Steps inside a bar: enough that high and low stand to the close as they do in real bars. */
const stepsPerBar = 6;
/** Prints beyond the path of the steps, in steps: real ranges are wider than a walk's. */
const wickRatio = 1;
const priceTick = 0.01;

/**
 * A seeded market whose scan does the work of a real one: volatility comes in quiet and wild
 * stretches, so that about a quarter of the symbols is in a squeeze. Equal sizes, equal bars.
 */
export function makeMarket(size: MarketSize): MadeMarket {
  const { symbols, barsPerSymbol } = size;
  const column = () => new Float64Array(symbols * barsPerSymbol);
  const columns = { open: column(), high: column(), low: column(), close: column() };
  const volume = column();
  const random = randomSource(size.seed);
  for (let symbol = 0; symbol < symbols; symbol++) {
    const first = symbol * barsPerSymbol;
    fillSeries({ ...columns, volume }, first, first + barsPerSymbol, random);
  }
  const openTsMs = sessionOpens(barsPerSymbol);
  const series = Array.from({ length: symbols }, (_, symbol): Bars => {
    const cut = (all: Float64Array) =>
      all.subarray(symbol * barsPerSymbol, (symbol + 1) * barsPerSymbol);
    const { open, high, low, close } = columns;
    return {
      interval: "1d",
      length: barsPerSymbol,
      openTsMs,
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
    };
  });
  return { ...columns, volume, barsPerSymbol, series, symbols: symbolNames(symbols) };
}

type Columns = Record<"open" | "high" | "low" | "close" | "volume", Float64Array>;

function fillSeries(columns: Columns, first: number, end: number, random: () => number): void {
  let price = 5 * Math.exp(4 * random());
  const usualVolume = 1e4 * Math.exp(6 * random());
  const usualMove = 0.01 + 0.02 * random();
  let wildness = 0;
  for (let i = first; i < end; i++) {
    wildness = 0.95 * wildness + 0.3 * bell(random);
    const step = (usualMove * Math.exp(wildness / 2)) / Math.sqrt(stepsPerBar);
    const open = price;
    let [high, low] = [price, price];
    for (let part = 0; part < stepsPerBar; part++) {
      price = Math.max(1, price * (1 + step * bell(random)));
      if (price > high) high = price;
      if (price < low) low = price;
    }
    columns.open[i] = toTick(open);
    columns.high[i] = toTick(high * (1 + wickRatio * step * random()));
    columns.low[i] = toTick(low * (1 - wickRatio * step * random()));
    columns.close[i] = toTick(price);
    columns.volume[i] = Math.round(usualVolume * Math.exp(0.4 * bell(random) + wildness / 2));
  }
}

/** Spread 1, close enough to a bell curve. */
function bell(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

function toTick(price: number): number {
  return Math.round(price / priceTick) / Math.round(1 / priceTick);
}

function sessionOpens(count: number): Float64Array {
  let date = firstDate;
  return Float64Array.from({ length: count }, () => {
    const openTsMs = newYorkTsMs(date, 0);
    date = nyse.nextTradingDay(date);
    return openTsMs;
  });
}

/** "M0000", "M0001": sorted as text as they are by number. */
function symbolNames(count: number): readonly string[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => `M${String(index).padStart(digits, "0")}`);
}
