import { optionPrice } from "./option-greeks.ts";
import { type ExerciseStyle, isPriceable, type OptionInputs } from "./option-inputs.ts";

/** Volatilities that are looked for: 0.1 % to 2,000 % a year. */
const ivRatioMin = 1e-3;
const ivRatioMax = 20;
const stepsMax = 100;
const precision = 1e-10;

/**
 * Volatility at which the model gives a price.
 *
 * in    style, inputs without volatility, price a share
 * out   a fraction, 0.001..20
 * flat  NaN where the price says nothing of volatility: not above what it is worth without any,
 *       or above every price that the model can give
 * gaps  NaN where an input is NaN, negative or no number
 * cost  O(1), some ten prices, 100 at most
 * src   bracketed search of Anderson and Björck 1973, a safeguarded secant: prices rise with
 *       volatility, so the root cannot leave the bracket
 */
export function impliedVolatility(
  style: ExerciseStyle,
  inputs: Omit<OptionInputs, "ivRatio">,
  price: number,
): number {
  const probe = { ...inputs, ivRatio: ivRatioMin };
  if (!isPriceable(probe) || !(price > 0) || inputs.years === 0) return Number.NaN;
  // A price that no volatility lifts above the lowest one is that of exercise at once.
  const floor = optionPrice(style, probe);
  const slack = precision * Math.max(1, price);
  if (!(price > floor + slack)) return Number.NaN;
  const missAt = (ivRatio: number) => optionPrice(style, { ...inputs, ivRatio }) - price;
  const bracket = findBracket(missAt, floor - price);
  return bracket === null ? Number.NaN : narrow(missAt, bracket, slack);
}

interface Bracket {
  low: number;
  lowMiss: number;
  high: number;
  highMiss: number;
}

/** Doubles up from a usual volatility, so that most searches begin with a narrow bracket. */
function findBracket(missAt: (ivRatio: number) => number, floorMiss: number): Bracket | null {
  const bracket = { low: ivRatioMin, lowMiss: floorMiss, high: ivRatioMin, highMiss: floorMiss };
  for (let high = 0.1; ; high = Math.min(2 * high, ivRatioMax)) {
    bracket.high = high;
    bracket.highMiss = missAt(high);
    if (!(bracket.highMiss < 0)) return bracket.highMiss >= 0 ? bracket : null;
    if (high === ivRatioMax) return null;
    bracket.low = high;
    bracket.lowMiss = bracket.highMiss;
  }
}

function narrow(missAt: (ivRatio: number) => number, bracket: Bracket, slack: number): number {
  let side = 0;
  for (let step = 0; step < stepsMax; step++) {
    const { low, lowMiss, high, highMiss } = bracket;
    if (high - low <= precision) break;
    const secant = high - (highMiss * (high - low)) / (highMiss - lowMiss);
    // Every third step halves: a price that is flat below and steep above stalls any secant.
    const isInside = secant > low && secant < high && step % 3 !== 2;
    const next = isInside ? secant : (low + high) / 2;
    const miss = missAt(next);
    if (Math.abs(miss) <= slack * precision) return next;
    if (miss < 0) {
      if (side === -1) bracket.highMiss *= weight(miss, lowMiss);
      Object.assign(bracket, { low: next, lowMiss: miss });
      side = -1;
    } else {
      if (side === 1) bracket.lowMiss *= weight(miss, highMiss);
      Object.assign(bracket, { high: next, highMiss: miss });
      side = 1;
    }
  }
  return (bracket.low + bracket.high) / 2;
}

/** The end that stays put twice counts for less, by how far the other one came. */
function weight(miss: number, before: number): number {
  const kept = 1 - miss / before;
  return kept > 0 ? kept : 0.5;
}
