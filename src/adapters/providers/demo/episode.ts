import { type RandomKey, uniformAt } from "./random.ts";

/**
 * One squeeze and its release: volatility contracts around a price for some weeks, then the price
 * leaves in one direction on a surge of volume. Days count from the start of the block.
 */
export interface Episode {
  readonly squeezeDay: number;
  readonly releaseDay: number;
  /** The first day after the release. */
  readonly endDay: number;
  /** 1 up, -1 down. */
  readonly direction: number;
  /** First move of the release, in daily deviations. */
  readonly thrust: number;
  /** Factor on the volume of the first day of the release. */
  readonly surge: number;
}

/** Each block has this many slots for an episode. */
export const slotsPerBlock = 3;
/** Share of slots that hold one. */
const episodeRatio = 0.45;
const drawsPerSlot = 8;

export interface Slot {
  readonly index: number;
  readonly startDay: number;
  /** The first day after the slot; slots have at least 40 days. */
  readonly endDay: number;
}

/** The sessions of slot `index` in a block of `count`. */
export function slotOf(index: number, count: number): Slot {
  return {
    index,
    startDay: Math.floor((index * count) / slotsPerBlock),
    endDay: Math.floor(((index + 1) * count) / slotsPerBlock),
  };
}

/** The episode in a slot. In an ordinary slot all of its days lie at the end, so none comes. */
export function episodeIn(key: RandomKey, slot: Slot): Episode {
  const draw = (at: number) => uniformAt(key, slot.index * drawsPerSlot + at);
  const isOrdinary = draw(0) >= episodeRatio;
  const squeezeDay = slot.startDay + Math.floor(draw(1) * 6);
  const releaseDay = squeezeDay + 15 + Math.floor(draw(2) * 10);
  const endDay = Math.min(releaseDay + 4 + Math.floor(draw(3) * 5), slot.endDay);
  return {
    squeezeDay: isOrdinary ? slot.endDay : squeezeDay,
    releaseDay: isOrdinary ? slot.endDay : releaseDay,
    endDay: isOrdinary ? slot.endDay : endDay,
    direction: draw(4) < 0.55 ? 1 : -1,
    thrust: 2 + 2 * draw(5),
    surge: 2 + 2.5 * draw(6),
  };
}
