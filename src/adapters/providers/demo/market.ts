import { assert } from "../../../base/assert.ts";
import { allocateBars, barAt, type MutableBars } from "../../../domain/bars.ts";
import { nyse, regularOpenMinute } from "../../../domain/calendar.ts";
import type { DataSource } from "../../../domain/instrument.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../../domain/interval.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { DateRange, MarketSimulator, Split } from "../../../ports/market-simulator.ts";
import { writeDailyBars } from "./daily-path.ts";
import { exp } from "./exact-math.ts";
import { blockOf, MarketTape, type TapeBlock } from "./market-tape.ts";
import { writeBuckets } from "./minute-buckets.ts";
import { MinutePainter } from "./minute-painter.ts";
import { allocateOwnPath, walkOwnPath } from "./own-path.ts";
import { type DemoProfile, profileOf } from "./profile.ts";
import { childKey, type RandomKey, seedKey } from "./random.ts";
import type { DemoRegime } from "./regime.ts";
import { splitIn } from "./split.ts";
import { demoSymbolsMax, demoTicker } from "./ticker.ts";
import { bridge, wanderAt } from "./wander.ts";

export interface DemoMarketOptions {
  /** Any whole number from 0 to 2^53 - 1: the same seed gives the same market everywhere. */
  readonly seed: number;
  /** How many symbols, up to `demoSymbolsMax`. A larger market begins with the smaller one. */
  readonly symbols: number;
}

/**
 * A seeded market of invented US-like stocks: regimes with clustered volatility, sectors,
 * squeezes that release, news, quiet days, penny and trophy prices. See docs of the port.
 *
 * Time is cut into blocks of 26 weeks. The price at the start of each block is drawn directly
 * (wander.ts) and the days between are walked and bent to meet it, so any day costs at most one
 * block, prices stay in bounds for ever, and no state has to be kept.
 */
export function createDemoMarket({ seed, symbols }: DemoMarketOptions): DemoMarket {
  assert(Number.isSafeInteger(seed) && seed >= 0, `the demo seed "${seed}" is a whole number`);
  assert(
    Number.isInteger(symbols) && symbols >= 1 && symbols <= demoSymbolsMax,
    `the demo market has 1 to ${demoSymbolsMax} symbols, not "${symbols}"`,
  );
  return new DemoMarket(
    seed,
    Array.from({ length: symbols }, (_, index) => demoTicker(index)),
  );
}

/** Deviation of the own log level from one block to the next, in daily deviations. */
const blockStepDays = 10;

/** Children of a symbol's key. */
const streams = {
  wander: 1,
  days: 2,
  episodes: 3,
  prices: 4,
  volumes: 5,
  minutes: 6,
  splits: 7,
  more: 8,
};

export class DemoMarket implements MarketSimulator {
  readonly source: DataSource;
  readonly symbols: readonly string[];
  readonly #symbolsKey: RandomKey;
  readonly #tape: MarketTape;
  readonly #own = allocateOwnPath();
  readonly #painter = new MinutePainter();
  readonly #oneDay = allocateBars("1d", 1);

  constructor(seed: number, symbols: readonly string[]) {
    this.source = { provider: "demo", feed: `seed-${seed}`, isSimulated: true };
    this.symbols = symbols;
    const root = seedKey(seed);
    this.#tape = new MarketTape(childKey(root, 0));
    this.#symbolsKey = childKey(root, 1);
  }

  profile(symbolIndex: number): DemoProfile {
    return profileOf(this.#symbolKey(symbolIndex), symbolIndex);
  }

  regimeOn(date: LocalDate): DemoRegime {
    return this.#tape.phaseOn(date).regime;
  }

  dailyBars(symbolIndex: number, range: DateRange, into: MutableBars): void {
    assert(into.interval === "1d", "daily bars go into 1d columns");
    const key = this.#symbolKey(symbolIndex);
    const profile = profileOf(key, symbolIndex);
    into.length = 0;
    for (let index = blockOf(range.fromDate); index <= blockOf(range.toDate); index++) {
      const tape = this.#tape.block(index);
      const fromDay = firstDayFrom(tape, range.fromDate);
      const untilDay = firstDayFrom(tape, range.toDate + 1);
      if (fromDay === untilDay) continue;
      assert(into.length + untilDay - fromDay <= into.close.length, "the bars have room");
      const ownStart = this.#walkBlock(key, profile, tape);
      const prices = childKey(childKey(key, streams.prices), index);
      const volumes = childKey(childKey(key, streams.volumes), index);
      const traits = { profile, prices, volumes, ownStart };
      writeDailyBars(tape, this.#own, traits, { fromDay, untilDay }, into);
    }
  }

  intradayBars(symbolIndex: number, date: LocalDate, interval: Interval, into: MutableBars): void {
    assert(!isDateKeyed(interval) && into.interval === interval, "the columns suit the interval");
    into.length = 0;
    this.dailyBars(symbolIndex, { fromDate: date, toDate: date }, this.#oneDay);
    if (this.#oneDay.length === 0) return;
    const minuteCount = nyse.closeMinuteOrZero(date) - regularOpenMinute;
    const span = { minuteCount, fromMinute: 0, untilMinute: minuteCount };
    this.#painter.paint(this.minuteKey(symbolIndex, date), barAt(this.#oneDay, 0), span);
    writeBuckets(this.#painter, {
      minuteCount,
      bucketMinutes: intervalMs(interval) / 60_000,
      openTsMs: newYorkTsMs(date, regularOpenMinute),
      into,
    });
  }

  splits(symbolIndex: number, range: DateRange): readonly Split[] {
    const key = this.#symbolKey(symbolIndex);
    const { baseLogPrice, sectorIndex, beta, dailyDeviation } = profileOf(key, symbolIndex);
    const splits: Split[] = [];
    for (let index = blockOf(range.fromDate); index <= blockOf(range.toDate); index++) {
      const tape = this.#tape.block(index);
      const own = wanderAt(childKey(key, streams.wander), index, dailyDeviation * blockStepDays);
      const common = beta * tape.marketStart + (tape.sectorStarts[sectorIndex] as number);
      const startPrice = exp(baseLogPrice + common + own);
      const split = splitIn(childKey(childKey(key, streams.splits), index), tape, startPrice);
      const isInRange =
        split !== null && split.exDate >= range.fromDate && split.exDate <= range.toDate;
      if (isInRange) splits.push(split);
    }
    return splits;
  }

  /** The key that a day's minutes are drawn with. */
  minuteKey(symbolIndex: number, date: LocalDate): RandomKey {
    return childKey(childKey(this.#symbolKey(symbolIndex), streams.minutes), date);
  }

  /** The key of what a symbol has beyond bars: options, ratings, news. */
  beyondKey(symbolIndex: number): RandomKey {
    return childKey(this.#symbolKey(symbolIndex), streams.more);
  }

  /** Walks the symbol's own path through a block; returns its level before the first session. */
  #walkBlock(key: RandomKey, profile: DemoProfile, tape: TapeBlock): number {
    const { dailyDeviation } = profile;
    const stepDeviation = dailyDeviation * blockStepDays;
    const wanderKey = childKey(key, streams.wander);
    const start = wanderAt(wanderKey, tape.index, stepDeviation);
    const target = wanderAt(wanderKey, tape.index + 1, stepDeviation);
    const days = childKey(childKey(key, streams.days), tape.index);
    const episodes = childKey(childKey(key, streams.episodes), tape.index);
    const traits = { days, episodes, dailyDeviation, ownVolatility: tape.ownVolatility };
    walkOwnPath(this.#own, traits, tape.count);
    bridge(this.#own.walk, tape.count, { start, target });
    return start;
  }

  #symbolKey(symbolIndex: number): RandomKey {
    assert(symbolIndex >= 0 && symbolIndex < this.symbols.length, "the market has the symbol");
    return childKey(this.#symbolsKey, symbolIndex);
  }
}

/** Index of the first session of the block at or after a date. */
function firstDayFrom(tape: TapeBlock, date: number): number {
  let day = 0;
  while (day < tape.count && (tape.dates[day] as number) < date) day++;
  return day;
}
