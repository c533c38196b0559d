/**
 * Standard normal distribution function.
 *
 * in    x
 * out   P(X <= x), 0..1; error under 1e-15
 * gaps  NaN in, NaN out
 * cost  O(1), one exponential
 * src   Hart 1968, algorithm 5666, as in West 2005, "Better approximations to cumulative normal
 *       functions"
 */
export function normalCdf(x: number): number {
  const distance = Math.abs(x);
  if (Number.isNaN(x)) return Number.NaN;
  if (distance > 37) return x > 0 ? 1 : 0;
  const bell = Math.exp((-distance * distance) / 2);
  const tail = distance < tailBegins ? middle(distance, bell) : farTail(distance, bell);
  return x > 0 ? 1 - tail : tail;
}

/** Standard normal density; NaN in, NaN out. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / rootOfTwoPi;
}

const rootOfTwoPi = Math.sqrt(2 * Math.PI);
const tailBegins = 7.071_067_811_865_47;

function middle(x: number, bell: number): number {
  let over = 3.526_249_659_989_11e-2 * x + 0.700_383_064_443_688;
  over = over * x + 6.373_962_203_531_65;
  over = over * x + 33.912_866_078_383;
  over = over * x + 112.079_291_497_871;
  over = over * x + 221.213_596_169_931;
  over = over * x + 220.206_867_912_376;
  let under = 8.838_834_764_831_84e-2 * x + 1.755_667_163_182_64;
  under = under * x + 16.064_177_579_207;
  under = under * x + 86.780_732_202_946_1;
  under = under * x + 296.564_248_779_674;
  under = under * x + 637.333_633_378_831;
  under = under * x + 793.826_512_519_948;
  under = under * x + 440.413_735_824_752;
  return (bell * over) / under;
}

function farTail(x: number, bell: number): number {
  const fraction = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
  return bell / fraction / rootOfTwoPi;
}
