/**
 * exp and ln from + - * / alone. The language leaves the last bit of Math.exp and Math.log to the
 * engine, and a price that sits on the edge of a tick would then differ between machines.
 */

/** ln 2 in two parts: a product with a small integer has no rounding error in the first. */
const ln2High = 0.693_147_180_369_123_8;
const ln2Low = 1.908_214_929_270_587_7e-10;

const powerMax = 64;
const powersOfTwo = Float64Array.from({ length: 2 * powerMax + 1 }, (_, index) => {
  let power = 1;
  for (let step = powerMax; step < index; step++) power *= 2;
  for (let step = index; step < powerMax; step++) power /= 2;
  return power;
});

/** e to the power of x, for |x| <= 44; a relative error below 4e-16. */
export function exp(x: number): number {
  const power = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - power * ln2High - power * ln2Low;
  // Taylor: |r| <= 0.347, so the term of degree 13 is below 2e-16.
  let sum = 1 / 39_916_800 + r * (1 / 479_001_600);
  sum = 1 / 3_628_800 + r * sum;
  sum = 1 / 362_880 + r * sum;
  sum = 1 / 40_320 + r * sum;
  sum = 1 / 5_040 + r * sum;
  sum = 1 / 720 + r * sum;
  sum = 1 / 120 + r * sum;
  sum = 1 / 24 + r * sum;
  sum = 1 / 6 + r * sum;
  sum = 1 / 2 + r * sum;
  sum = 1 + r * sum;
  return (1 + r * sum) * (powersOfTwo[power + powerMax] as number);
}

/** Natural logarithm of x > 0; a relative error below 1e-15. */
export function ln(x: number): number {
  let power = 0;
  let mantissa = x;
  while (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    power++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    power--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let degree = 23; degree >= 1; degree -= 2) sum = sum * t * t + 1 / degree;
  return power * ln2High + (power * ln2Low + 2 * t * sum);
}
