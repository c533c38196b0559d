import { type LocalDate, localDateFromDays } from "../../../domain/local-date.ts";
import type { Split } from "../../../ports/market-simulator.ts";
import type { TapeBlock } from "./market-tape.ts";
import { type RandomKey, uniformAt } from "./random.ts";

/** Chances per half year of a price that invites a split. */
const forwardRatioMax = 0.03;
const reverseRatioMax = 0.04;
/** 2:1 is the most frequent. */
const forwardRatios = [2, 2, 3, 4] as const;
const reverseRatio = 0.1;

/**
 * The split of a symbol in a block, or null. The offered series are restated, so a split shows
 * only here: a price of 90 that was 180 before a 2:1, a price of 4 that was 0.40 before a 1:10.
 */
export function splitIn(key: RandomKey, block: TapeBlock, startPrice: number): Split | null {
  const chance = uniformAt(key, 0);
  const day = Math.floor(uniformAt(key, 1) * block.count);
  const exDate = localDateFromDays(block.dates[day] as LocalDate);
  if (startPrice >= 50 && startPrice <= 400 && chance < forwardRatioMax) {
    const choice = Math.floor(uniformAt(key, 2) * forwardRatios.length);
    return { exDate, ratio: forwardRatios[choice] as number };
  }
  if (startPrice >= 1 && startPrice <= 9 && chance < reverseRatioMax) {
    return { exDate, ratio: reverseRatio };
  }
  return null;
}
