import type { Bars } from "../../domain/bars.ts";

/** Stored bars are in an older share count than the vendor's. */
export interface Rebase {
  /** New shares for one old: what stored prices have to be divided by. */
  readonly ratio: number;
  /** Stored bars that open before this moment are in the old count. */
  readonly beforeTsMs: number;
}

/** Ratios that companies choose; the inverse ones are reverse splits. */
const usualRatios = [1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100];
/** Closes of two vendors differ by less, odd prints apart. */
const usualTolerance = 0.02;
/** A smaller difference is a correction. */
const otherRatioMin = 1.2;
/** Volumes that move against the prices, within a factor. */
const volumeFactorMax = 2;

/**
 * Compares stored bars with the same bars fetched again. A split that happened in between shows
 * as one ratio of the closes from the oldest common bar on: near a usual ratio in two bars or
 * more, or, with volumes that moved against it, in a single bar or by any ratio above 20 %. Null
 * where the bars agree or differ in another way. Both are of one symbol and length.
 */
export function detectRebase(stored: Bars, fetched: Bars): Rebase | null {
  const common = commonBars(stored, fetched);
  const first = common[0];
  if (first === undefined) return null;
  const seen = first.closeRatio;
  let count = 0;
  while (count < common.length && isNear(common[count]?.closeRatio ?? 1, seen)) count += 1;
  const old = common.slice(0, count);
  const ratio = usualRatioNear(seen);
  const isInverse = old.every(({ volumeRatio }) => isWithin(volumeRatio / seen, volumeFactorMax));
  const isSplit =
    ratio === null ? isInverse && !isWithin(seen, otherRatioMin) : isInverse || count >= 2;
  if (!isSplit) return null;
  const next = common[count];
  // After the change, bars have to agree: anything else is a vendor in disorder.
  if (next !== undefined && !isNear(next.closeRatio, 1)) return null;
  const lastTsMs = (old.at(-1) as CommonBar).openTsMs;
  return { ratio: ratio ?? seen, beforeTsMs: next?.openTsMs ?? lastTsMs + 1 };
}

interface CommonBar {
  readonly openTsMs: number;
  /** Stored by fetched. */
  readonly closeRatio: number;
  /** Fetched by stored; NaN where one of them is not reported. */
  readonly volumeRatio: number;
}

function commonBars(stored: Bars, fetched: Bars): CommonBar[] {
  const common: CommonBar[] = [];
  let at = 0;
  for (let i = 0; i < fetched.length; i++) {
    const openTsMs = fetched.openTsMs[i] as number;
    while (at < stored.length && (stored.openTsMs[at] as number) < openTsMs) at += 1;
    if (at === stored.length) break;
    if (stored.openTsMs[at] !== openTsMs) continue;
    const closeRatio = (stored.close[at] as number) / (fetched.close[i] as number);
    const volumeRatio = (fetched.volume[i] as number) / (stored.volume[at] as number);
    common.push({ openTsMs, closeRatio, volumeRatio });
  }
  return common;
}

function usualRatioNear(seen: number): number | null {
  const forward = seen >= 1 ? seen : 1 / seen;
  const usual = usualRatios.find((ratio) => isNear(ratio, forward));
  if (usual === undefined) return null;
  return seen >= 1 ? usual : 1 / usual;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(Math.log(a / b)) <= usualTolerance;
}

function isWithin(ratio: number, factor: number): boolean {
  return ratio <= factor && ratio >= 1 / factor;
}
