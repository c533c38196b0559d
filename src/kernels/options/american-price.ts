import { blackScholesPrice } from "./black-scholes.ts";
import { normalCdf } from "./normal.ts";
import { intrinsicValue, isPriceable, type OptionInputs } from "./option-inputs.ts";

/**
 * American price by Bjerksund and Stensland 1993: exercise as soon as the share reaches one flat
 * trigger price. A lower bound of the true price: under it by less than 0.4 % of the spot while
 * volatility times the root of time is under a half, and by up to 3 % for two years at 140 %. It
 * is what thinkorswim prices with, and reproduces Schwab's recorded chain.
 *
 * in    inputs
 * out   dollars a share, at least the European price and what exercise at once is worth
 * gaps  NaN where an input is NaN, negative or no number
 * cost  O(1), twelve normal distribution functions
 * src   Bjerksund and Stensland 1993, "Closed-Form Approximation of American Options"; Haug 2007,
 *       3.2. A put is a call on the strike, struck at the spot, with rates exchanged
 */
export function americanPrice(inputs: OptionInputs): number {
  if (!isPriceable(inputs)) return Number.NaN;
  const european = blackScholesPrice(inputs);
  const atOnce = intrinsicValue(inputs.isCall, inputs.spot, inputs.strike);
  if (inputs.years === 0 || inputs.ivRatio === 0) return Math.max(european, atOnce);
  const call = asCall(inputs);
  // Waiting costs nothing where the share pays no more than cash does.
  if (call.carry >= call.interest) return Math.max(european, atOnce);
  const trigger = triggerOf(call);
  // The flat trigger is too near in the last days: then the European price is the better bound.
  if (call.spot >= trigger) return Math.max(european, atOnce);
  const early = callUnder(call, trigger);
  return Math.max(early >= 0 && early < Number.POSITIVE_INFINITY ? early : 0, european, atOnce);
}

/**
 * Spot at which it is exercised at once, dollars: calls above it, puts below. Infinity for a
 * call and 0 for a put that is never exercised early; NaN where an input is none.
 */
export function exerciseTrigger(inputs: OptionInputs): number {
  if (!isPriceable(inputs)) return Number.NaN;
  const call = asCall(inputs);
  const isNever = call.carry >= call.interest || inputs.years === 0 || inputs.ivRatio === 0;
  if (isNever) return inputs.isCall ? Number.POSITIVE_INFINITY : 0;
  if (inputs.isCall) return triggerOf(call);
  // Of the mirrored call only the ratio of trigger to strike depends on the terms.
  return (inputs.strike * call.strike) / triggerOf(call);
}

/** A call that may be worth exercising. */
interface Call {
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  readonly interest: number;
  readonly carry: number;
  readonly variance: number;
  /** Power of the spot at which a perpetual call grows. */
  readonly beta: number;
}

function asCall(inputs: OptionInputs): Call {
  const { isCall, spot, strike, years, interestRatio, carryRatio, ivRatio } = inputs;
  const carry = isCall ? carryRatio : -carryRatio;
  const interest = isCall ? interestRatio : interestRatio - carryRatio;
  const variance = ivRatio * ivRatio;
  const half = carry / variance - 0.5;
  const beta = -half + Math.sqrt(half * half + (2 * interest) / variance);
  const [at, struck] = isCall ? [spot, strike] : [strike, spot];
  return { spot: at, strike: struck, years, interest, carry, variance, beta };
}

function triggerOf(call: Call): number {
  const { strike, years, interest, carry, variance, beta } = call;
  const endless = (beta / (beta - 1)) * strike;
  const atExpiry = Math.max(strike, (interest / (interest - carry)) * strike);
  const room = endless - atExpiry;
  if (!(room > 0)) return atExpiry;
  const shape = (-(carry * years + 2 * Math.sqrt(variance * years)) * atExpiry) / room;
  // A positive exponent would put the trigger under the price at which exercise makes sense.
  return atExpiry + room * (1 - Math.exp(Math.min(shape, 0)));
}

function callUnder(call: Call, trigger: number): number {
  const { spot, strike, interest, beta } = call;
  // Written with spot / trigger: powers of dollars overflow where the volatility is small.
  const perpetual = (trigger - strike) * (spot / trigger) ** beta;
  const atTrigger = share(call, 1, trigger, trigger) - share(call, 1, strike, trigger);
  const paid = share(call, 0, trigger, trigger) - share(call, 0, strike, trigger);
  return perpetual * (1 - within(call, beta, trigger, trigger)) + spot * atTrigger - strike * paid;

  function share(of: Call, power: number, until: number, barrier: number): number {
    const growth = power === 1 ? of.carry - interest : -interest;
    return Math.exp(growth * of.years) * within(of, power, until, barrier);
  }
}

/** Chance, by the measure of spot ** power, to end under `until` without touching the barrier. */
function within(call: Call, power: number, until: number, barrier: number): number {
  const { spot, years, carry, variance } = call;
  const deviation = Math.sqrt(variance * years);
  const d = -(Math.log(spot / until) + (carry + (power - 0.5) * variance) * years) / deviation;
  const kappa = (2 * carry) / variance + (2 * power - 1);
  const mirrored = normalCdf(d - (2 * Math.log(barrier / spot)) / deviation);
  const back = mirrored === 0 ? 0 : (barrier / spot) ** kappa * mirrored;
  return normalCdf(d) - back;
}
