import { type Episode, episodeIn, type Slot, slotOf, slotsPerBlock } from "./episode.ts";
import { blockSessionsMax } from "./market-tape.ts";
import { bellOf, type RandomKey, wordAt } from "./random.ts";
import { nextVariance, varianceStart } from "./variance.ts";

/**
 * What a symbol does apart from the market, in one block: clustered volatility, squeezes with
 * their releases, and sudden news. Columns are reused from block to block.
 */
export interface OwnPath {
  /** Walk of the log price from 0 at the start of the block. */
  readonly walk: Float64Array;
  /** Variance that the day was drawn with. */
  readonly variance: Float64Array;
  /** Factor on volume: squeezes dry it up, releases and news multiply it. */
  readonly surge: Float64Array;
  /** 1 where the move came as a surprise, hence largely overnight. */
  readonly isShock: Uint8Array;
}

export function allocateOwnPath(): OwnPath {
  return {
    walk: new Float64Array(blockSessionsMax),
    variance: new Float64Array(blockSessionsMax),
    surge: new Float64Array(blockSessionsMax),
    isShock: new Uint8Array(blockSessionsMax),
  };
}

/** News on about one day in 110. */
const newsWordMax = Math.floor(2 ** 32 / 110);
/** How strongly a squeezed price is drawn back to its centre, per day. */
const squeezePull = 0.22;
/** How far volatility falls until the end of a squeeze. */
const squeezeDepth = 0.6;
/** Daily drift of a release after its first day, in daily deviations. */
const releaseDrift = 0.45;
/** Two for the bell curve, one for news. */
const wordsPerDay = 3;

export interface OwnPathTraits {
  readonly days: RandomKey;
  readonly episodes: RandomKey;
  readonly dailyDeviation: number;
  /** The regime's factor on volatility, by day. */
  readonly ownVolatility: Float64Array;
}

/** Fills the first `count` days of `path`: one block. */
export function walkOwnPath(path: OwnPath, traits: OwnPathTraits, count: number): void {
  const state: WalkState = { height: 0, clustering: varianceStart };
  for (let index = 0; index < slotsPerBlock; index++) {
    const slot = slotOf(index, count);
    walkSlot(path, traits, slot, episodeIn(traits.episodes, slot), state);
  }
}

interface WalkState {
  height: number;
  clustering: number;
}

function walkSlot(
  path: OwnPath,
  traits: OwnPathTraits,
  slot: Slot,
  episode: Episode,
  state: WalkState,
): void {
  const { walk, variance, surge, isShock } = path;
  const { ownVolatility, dailyDeviation } = traits;
  const { low, high } = traits.days;
  const { squeezeDay, releaseDay, endDay, direction } = episode;
  let { height, clustering } = state;
  let centre = 0;
  for (let day = slot.startDay; day < slot.endDay; day++) {
    const word = day * wordsPerDay;
    const bell = bellOf(wordAt(low, high, word), wordAt(low, high, word + 1));
    const newsWord = wordAt(low, high, word + 2) >>> 0;
    let deviation = dailyDeviation * (ownVolatility[day] as number) * Math.sqrt(clustering);
    let move = bell;
    let push = 0;
    let volume = 1;
    let shock = 0;
    if (day === squeezeDay) centre = height;
    if (day >= squeezeDay && day < releaseDay) {
      const share = (day - squeezeDay + 1) / (releaseDay - squeezeDay);
      deviation *= 1 - squeezeDepth * share;
      push = squeezePull * (centre - height);
      volume = 1 - 0.4 * share;
    } else if (day === releaseDay && day < endDay) {
      push = direction * episode.thrust * dailyDeviation;
      volume = episode.surge;
      shock = 1;
    } else if (day > releaseDay && day < endDay) {
      push = direction * releaseDrift * dailyDeviation;
      volume = 1.5;
    } else if (newsWord < newsWordMax) {
      // The low bits of a rare word are as random as those of any other.
      move += (newsWord & 1 ? 1 : -1) * (2.5 + ((newsWord >>> 1) & 0xff) / 64);
      volume = 1.6;
      shock = 1;
    }
    height += deviation * move + push;
    walk[day] = height;
    variance[day] = deviation * deviation;
    surge[day] = volume;
    isShock[day] = shock;
    clustering = nextVariance(clustering, move * move * clustering);
  }
  state.height = height;
  state.clustering = clustering;
}
