import type { MutableBars } from "../../../domain/bars.ts";
import { exp } from "./exact-math.ts";
import type { TapeBlock } from "./market-tape.ts";
import type { OwnPath } from "./own-path.ts";
import type { DemoProfile } from "./profile.ts";
import { type RandomKey, wordAt } from "./random.ts";
import { roundToTick } from "./tick.ts";

const wordsPerDay = 4;
const wordRatio = 1 / 2 ** 32;
const digitRatio = 1 / 2 ** 16;
/** Fewest shares of a day on which a symbol trades. */
export const daySharesMin = 100;
/** A move counts for the volume up to this many deviations. */
const moveRatioMax = 6;
/** Variance that market and sector add to a symbol in an ordinary year, at a beta of 1. */
const commonVariance = 0.000_1;
/** Longest wick, in deviations of the day: the range of a day is then about 1.6 of them. */
const wickScale = 1.4;
/** Days from one knot of the slow volume wave to the next. */
const waveDays = 8;

export interface DailyTraits {
  readonly profile: DemoProfile;
  /** Keys of this symbol in this block. */
  readonly prices: RandomKey;
  readonly volumes: RandomKey;
  /** ln of the symbol's own level before the block, to which `own.walk` is already added. */
  readonly ownStart: number;
}

/**
 * Appends the bars of a block's sessions from `fromDay` up to `untilDay` to `into`. The walk runs
 * from the first session in any case: a day without a trade repeats the last price before it.
 */
export function writeDailyBars(
  tape: TapeBlock,
  own: OwnPath,
  traits: DailyTraits,
  days: { readonly fromDay: number; readonly untilDay: number },
  into: MutableBars,
): void {
  const { beta, baseLogPrice, quietDayRatio, sectorIndex } = traits.profile;
  const { low, high } = traits.prices;
  const sectorLevel = tape.sectorLevels[sectorIndex] as Float64Array;
  const sectorStart = tape.sectorStarts[sectorIndex] as number;
  const lastDay = tape.count - 1;
  let before = baseLogPrice + beta * tape.marketStart + sectorStart + traits.ownStart;
  for (let day = 0; day < days.untilDay; day++) {
    const quietWord = wordAt(low, high, day * wordsPerDay) >>> 0;
    // The last session of a block always trades: the next block begins at its price.
    if (quietWord * wordRatio < quietDayRatio && day < lastDay) {
      if (day >= days.fromDay) writeQuietBar(tape.openTsMs[day] as number, before, into);
      continue;
    }
    const level =
      baseLogPrice +
      beta * (tape.marketLevel[day] as number) +
      (sectorLevel[day] as number) +
      (own.walk[day] as number);
    if (day >= days.fromDay) writeTradedBar(tape, own, traits, { day, before, level }, into);
    before = level;
  }
}

/** Nobody traded: the last price stands, and the volume is a reported zero. */
function writeQuietBar(openTsMs: number, logPrice: number, into: MutableBars): void {
  const at = into.length;
  const price = roundToTick(exp(logPrice));
  into.openTsMs[at] = openTsMs;
  into.open[at] = price;
  into.high[at] = price;
  into.low[at] = price;
  into.close[at] = price;
  into.volume[at] = 0;
  into.length = at + 1;
}

function writeTradedBar(
  tape: TapeBlock,
  own: OwnPath,
  traits: DailyTraits,
  move: { readonly day: number; readonly before: number; readonly level: number },
  into: MutableBars,
): void {
  const { day, before, level } = move;
  const { low, high } = traits.prices;
  const { beta } = traits.profile;
  const gapWord = wordAt(low, high, day * wordsPerDay + 1);
  const wickWord = wordAt(low, high, day * wordsPerDay + 2);
  const shareWord = wordAt(low, high, day * wordsPerDay + 3) >>> 0;
  const deviation = Math.sqrt(
    beta * beta * (tape.marketVariance[day] as number) +
      (tape.sectorVariance[day] as number) +
      (own.variance[day] as number),
  );
  // A surprise comes mostly overnight, an ordinary move mostly in the session.
  const overnightMin = own.isShock[day] === 1 ? 0.5 : 0.1;
  const overnight = overnightMin + 0.35 * shareWord * wordRatio;
  const jitter = (gapWord & 0xff_ff) * digitRatio + (gapWord >>> 16) * digitRatio - 1;
  const open = exp(before + (level - before) * overnight + 0.8 * deviation * jitter);
  const close = exp(level);
  const upper = (wickWord & 0xff_ff) * digitRatio;
  const lower = (wickWord >>> 16) * digitRatio;
  const at = into.length;
  into.openTsMs[at] = tape.openTsMs[day] as number;
  into.open[at] = roundToTick(open);
  into.high[at] = roundToTick(Math.max(open, close) * (1 + wickScale * deviation * upper * upper));
  into.low[at] = roundToTick(Math.min(open, close) * (1 - wickScale * deviation * lower * lower));
  into.close[at] = roundToTick(close);
  into.volume[at] = sharesOn(tape, own, traits, move);
  into.length = at + 1;
}

/** Volume follows the date, the size of the move, the episode, and a slow wave of interest. */
function sharesOn(
  tape: TapeBlock,
  own: OwnPath,
  traits: DailyTraits,
  { day, before, level }: { readonly day: number; readonly before: number; readonly level: number },
): number {
  const { profile, volumes } = traits;
  const { low, high } = volumes;
  const { beta, dailyDeviation } = profile;
  const usual = Math.sqrt(dailyDeviation * dailyDeviation + beta * beta * commonVariance);
  const moveRatio = Math.min(Math.abs(level - before) / usual, moveRatioMax);
  const noise = wordAt(low, high, 2 * day);
  const knot = Math.floor(day / waveDays);
  const earlier = (wordAt(low, high, 2 * knot + 1) >>> 0) * wordRatio;
  const later = (wordAt(low, high, 2 * knot + 3) >>> 0) * wordRatio;
  const wave = earlier + (later - earlier) * (day / waveDays - knot);
  const shares =
    profile.baseShares *
    (tape.volumeFactor[day] as number) *
    (own.surge[day] as number) *
    (0.5 + 0.45 * moveRatio) *
    (0.6 + 0.8 * wave) *
    (0.65 + 0.7 * (noise & 0xff_ff) * digitRatio) *
    (0.8 + 0.4 * (noise >>> 16) * digitRatio);
  return Math.max(Math.round(shares), daySharesMin);
}
