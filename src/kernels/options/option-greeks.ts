import { americanPrice, exerciseTrigger } from "./american-price.ts";
import { blackScholesPrice, blackScholesSlopes, daysPerYear, point } from "./black-scholes.ts";
import {
  type ExerciseStyle,
  type Greeks,
  isPriceable,
  type OptionInputs,
} from "./option-inputs.ts";

/** Price by the model that fits the style of exercise. */
export function optionPrice(style: ExerciseStyle, inputs: OptionInputs): number {
  return style === "american" ? americanPrice(inputs) : blackScholesPrice(inputs);
}

/**
 * Price and greeks of one option; units as in `Greeks`.
 *
 * in    style, inputs
 * out   price delta gamma theta vega rho. European: closed forms, but theta is the price of
 *       tomorrow minus that of today. American: differences of prices; once exercise at once is
 *       best, delta is 1 or -1 and the others are 0
 * gaps  NaN where an input is NaN, negative or no number
 * cost  O(1), six prices
 * src   Haug 2007, 2; steps stay on the near side of the exercise trigger, where the price bends
 */
export function optionGreeks(style: ExerciseStyle, inputs: OptionInputs): Greeks {
  if (!isPriceable(inputs)) return noGreeks;
  const price = optionPrice(style, inputs);
  const { years } = inputs;
  const tomorrow = { ...inputs, years: Math.max(years - 1 / daysPerYear, 0) };
  const theta = optionPrice(style, tomorrow) - price;
  if (style === "european" || years === 0 || inputs.ivRatio === 0) {
    return { price, ...blackScholesSlopes(inputs), theta };
  }
  const { isCall, spot } = inputs;
  const trigger = exerciseTrigger(inputs);
  const room = isCall ? trigger - spot : spot - trigger;
  if (!(room > 0)) {
    // The trigger is flat, and too near in the last days: then waiting may still be worth more.
    const isWaiting = price > Math.abs(spot - inputs.strike) + 1e-9 * spot;
    return isWaiting ? { price, ...blackScholesSlopes(inputs), theta } : exercised(isCall, price);
  }
  const step = Math.min(spotStepMax, stepDeviations * inputs.ivRatio * Math.sqrt(years)) * spot;
  return {
    price,
    ...spotSlopes(inputs, price, Math.min(step, room)),
    theta,
    ...rates(inputs, price),
  };
}

const spotStepMax = 1e-3;
const stepDeviations = 0.05;
const rateStep = 1e-5;
const nan = Number.NaN;
const noGreeks: Greeks = { price: nan, delta: nan, gamma: nan, theta: nan, vega: nan, rho: nan };

function exercised(isCall: boolean, price: number): Greeks {
  return { price, delta: isCall ? 1 : -1, gamma: 0, theta: 0, vega: 0, rho: 0 };
}

function spotSlopes(inputs: OptionInputs, price: number, step: number) {
  const up = americanPrice({ ...inputs, spot: inputs.spot + step });
  const down = americanPrice({ ...inputs, spot: inputs.spot - step });
  return { delta: (up - down) / (2 * step), gamma: (up - 2 * price + down) / (step * step) };
}

/** More volatility and less interest move the trigger of a put away; for rho interest falls. */
function rates(inputs: OptionInputs, price: number) {
  const { ivRatio, interestRatio, carryRatio } = inputs;
  const wilder = americanPrice({ ...inputs, ivRatio: ivRatio + rateStep });
  const cheaper = americanPrice({
    ...inputs,
    interestRatio: interestRatio - rateStep,
    carryRatio: carryRatio - rateStep,
  });
  const toPoint = point / rateStep;
  return { vega: (wilder - price) * toPoint, rho: (price - cheaper) * toPoint };
}
