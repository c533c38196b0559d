import { exp, ln } from "./exact-math.ts";

/** What an option is worth by Black and Scholes, and how that changes. */
export interface OptionValue {
  price: number;
  delta: number;
  gamma: number;
  /** A calendar day. */
  theta: number;
  /** For one point: 0.01. */
  vega: number;
  rho: number;
}

const sqrtTwoPi = 2.506_628_274_631_000_7;
const daysPerYear = 365;
const points = 100;
/** Beyond so many deviations nothing is left of the tail. */
const deviationsMax = 8;

/**
 * Fills `value` for a European option without dividends.
 *
 * src  Black and Scholes 1973; greeks as in Hull, "Options, Futures, and Other Derivatives"
 */
export function valueOption(
  option: {
    readonly isCall: boolean;
    readonly spot: number;
    readonly strike: number;
    /** Above 0. */
    readonly years: number;
    readonly ivRatio: number;
    readonly interestRatio: number;
  },
  value: OptionValue,
): void {
  const { isCall, spot, strike, years, ivRatio, interestRatio } = option;
  const root = Math.sqrt(years);
  const spread = ivRatio * root;
  const drift = (interestRatio + (ivRatio * ivRatio) / 2) * years;
  const d1 = (ln(spot / strike) + drift) / spread;
  const d2 = d1 - spread;
  const discounted = strike * exp(-interestRatio * years);
  const sign = isCall ? 1 : -1;
  const shareOfSpot = normalBelow(sign * d1);
  const shareOfStrike = normalBelow(sign * d2);
  const density = normalDensity(d1);
  value.price = Math.max(sign * (spot * shareOfSpot - discounted * shareOfStrike), 0);
  value.delta = sign * shareOfSpot;
  value.gamma = density / (spot * spread);
  const decay = (-spot * density * ivRatio) / (2 * root);
  value.theta = (decay - sign * interestRatio * discounted * shareOfStrike) / daysPerYear;
  value.vega = (spot * density * root) / points;
  value.rho = (sign * discounted * years * shareOfStrike) / points;
}

function normalDensity(x: number): number {
  return Math.abs(x) > deviationsMax ? 0 : exp((-x * x) / 2) / sqrtTwoPi;
}

/**
 * The chance of a standard normal below x, to about 1e-15.
 *
 * src  Hart 1968 as given by West, "Better approximations to cumulative normal functions" (2005)
 */
export function normalBelow(x: number): number {
  const z = Math.abs(x);
  if (z > deviationsMax) return x > 0 ? 1 : 0;
  const bell = exp((-z * z) / 2);
  let tail: number;
  if (z < 7.071_067_811_865_47) {
    let top = 0.035_262_496_599_891_1 * z + 0.700_383_064_443_688;
    top = top * z + 6.373_962_203_531_65;
    top = top * z + 33.912_866_078_383;
    top = top * z + 112.079_291_497_871;
    top = top * z + 221.213_596_169_931;
    top = top * z + 220.206_867_912_376;
    let bottom = 0.088_388_347_648_318_4 * z + 1.755_667_163_182_64;
    bottom = bottom * z + 16.064_177_579_207;
    bottom = bottom * z + 86.780_732_202_946_1;
    bottom = bottom * z + 296.564_248_779_674;
    bottom = bottom * z + 637.333_633_378_831;
    bottom = bottom * z + 793.826_512_519_948;
    bottom = bottom * z + 440.413_735_824_752;
    tail = (bell * top) / bottom;
  } else {
    let fraction = z + 0.65;
    for (let step = 4; step >= 1; step--) fraction = z + step / fraction;
    tail = bell / (fraction * sqrtTwoPi);
  }
  return x > 0 ? 1 - tail : tail;
}
