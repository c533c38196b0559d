import { assert } from "../../../base/assert.ts";
import { nyse } from "../../../domain/calendar.ts";
import {
  addDays,
  type LocalDate,
  localDateFromDays,
  toYearMonthDay,
  weekday,
} from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { demoSectors } from "./profile.ts";
import { bellOf, childKey, type RandomKey, wordAt } from "./random.ts";
import { type Phase, phaseOn } from "./regime.ts";
import { nextVariance, varianceStart } from "./variance.ts";
import { bridge, wanderAt } from "./wander.ts";

/** Calendar days of a block: 26 weeks, about 125 sessions. Blocks can be made in any order. */
const blockDays = 182;
/** More than the sessions of any block: 26 weeks of five days, less the holidays. */
export const blockSessionsMax = 130;
/** Deviation of ln(level) from one block to the next. */
const marketStepDeviation = 0.09;
const sectorStepDeviation = 0.06;
const sectorDeviation = 0.0055;

/** What all symbols share in one block, by session. Log levels are about 0 over the years. */
export interface TapeBlock {
  readonly index: number;
  /** Sessions in the block; the columns are this long. */
  readonly count: number;
  readonly dates: Int32Array;
  /** 00:00 New York of each session. */
  readonly openTsMs: Float64Array;
  readonly marketLevel: Float64Array;
  /** Levels on the last session of the block before. */
  readonly marketStart: number;
  readonly sectorLevels: readonly Float64Array[];
  readonly sectorStarts: readonly number[];
  /** Variances of the daily log returns of the market factor and of a sector factor. */
  readonly marketVariance: Float64Array;
  readonly sectorVariance: Float64Array;
  /** Factors on the symbols' own volatility and volume. */
  readonly ownVolatility: Float64Array;
  readonly volumeFactor: Float64Array;
}

interface TapeKeys {
  readonly regime: RandomKey;
  readonly market: RandomKey;
  readonly sectors: readonly RandomKey[];
}

/** Blocks kept ready: 32 years in about 1.5 MB. */
const blocksMax = 64;

/** Sessions, market regimes and common factors; blocks are made on first use. */
export class MarketTape {
  readonly #keys: TapeKeys;
  readonly #blocks = new Map<number, TapeBlock>();

  constructor(key: RandomKey) {
    this.#keys = {
      regime: childKey(key, 0),
      market: childKey(key, 1),
      sectors: demoSectors.map((_, index) => childKey(key, 2 + index)),
    };
  }

  block(index: number): TapeBlock {
    const known = this.#blocks.get(index);
    if (known) return known;
    if (this.#blocks.size >= blocksMax) this.#blocks.clear();
    const made = makeBlock(this.#keys, index);
    this.#blocks.set(index, made);
    return made;
  }

  phaseOn(date: LocalDate): Phase {
    return phaseOn(this.#keys.regime, date);
  }
}

export function blockOf(date: LocalDate): number {
  return Math.floor(date / blockDays);
}

function makeBlock(keys: TapeKeys, index: number): TapeBlock {
  const firstDate = localDateFromDays(index * blockDays);
  const sessions = nyse.tradingDaysBetween(firstDate, addDays(firstDate, blockDays - 1));
  const count = sessions.length;
  assert(count > 0 && count <= blockSessionsMax, "a block holds half a year of sessions");
  const phases = sessions.map((date) => phaseOn(keys.regime, date));
  const marketStart = wanderAt(keys.market, index, marketStepDeviation);
  const sectorStarts = keys.sectors.map((key) => wanderAt(key, index, sectorStepDeviation));
  const { level, variance } = marketWalk(childKey(keys.market, index), phases);
  const marketTarget = wanderAt(keys.market, index + 1, marketStepDeviation);
  bridge(level, count, { start: marketStart, target: marketTarget });
  return {
    index,
    count,
    dates: Int32Array.from(sessions),
    openTsMs: Float64Array.from(sessions, (date) => newYorkTsMs(date, 0)),
    marketLevel: level,
    marketStart,
    sectorLevels: keys.sectors.map((key, sector) => {
      const walk = sectorWalk(childKey(key, index), phases);
      const target = wanderAt(key, index + 1, sectorStepDeviation);
      bridge(walk, count, { start: sectorStarts[sector] as number, target });
      return walk;
    }),
    sectorStarts,
    marketVariance: variance,
    sectorVariance: Float64Array.from(phases, (phase) =>
      squared(sectorDeviation * phase.ownVolatility),
    ),
    ownVolatility: Float64Array.from(phases, (phase) => phase.ownVolatility),
    volumeFactor: Float64Array.from(sessions, (date, day) => {
      return dateVolume(date) * (phases[day] as Phase).volume;
    }),
  };
}

function marketWalk(
  key: RandomKey,
  phases: readonly Phase[],
): { readonly level: Float64Array; readonly variance: Float64Array } {
  const level = new Float64Array(phases.length);
  const variance = new Float64Array(phases.length);
  let height = 0;
  let clustering = varianceStart;
  for (const [day, phase] of phases.entries()) {
    const shock = bellOf(
      wordAt(key.low, key.high, 2 * day),
      wordAt(key.low, key.high, 2 * day + 1),
    );
    const deviation = phase.marketDeviation * Math.sqrt(clustering);
    height += phase.marketDrift + deviation * shock;
    level[day] = height;
    variance[day] = deviation * deviation;
    clustering = nextVariance(clustering, shock * shock * clustering);
  }
  return { level, variance };
}

function sectorWalk(key: RandomKey, phases: readonly Phase[]): Float64Array {
  const walk = new Float64Array(phases.length);
  let height = 0;
  for (const [day, phase] of phases.entries()) {
    const wordA = wordAt(key.low, key.high, 2 * day);
    const wordB = wordAt(key.low, key.high, 2 * day + 1);
    height += sectorDeviation * phase.ownVolatility * bellOf(wordA, wordB);
    walk[day] = height;
  }
  return walk;
}

function squared(value: number): number {
  return value * value;
}

/** Half days trade less, Mondays a little less, and the quarterly expiry much more. */
function dateVolume(date: LocalDate): number {
  const halfDay = nyse.tradingDay(date).kind === "half" ? 0.45 : 1;
  const dayOfWeek = weekday(date);
  const weekly = 1 + (weekdayVolume[dayOfWeek - 1] as number);
  const { month, day } = toYearMonthDay(date);
  const isExpiry = month % 3 === 0 && dayOfWeek === 5 && day >= 15 && day <= 21;
  return halfDay * weekly * (isExpiry ? 1.6 : 1);
}

/** Monday to Sunday. */
const weekdayVolume = [-0.07, 0, 0.02, 0.03, 0.02, 0, 0] as const;
