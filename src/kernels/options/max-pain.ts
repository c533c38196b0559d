import { assert } from "../../base/assert.ts";

/**
 * The strike at which the holders of all options of one expiry would be paid least.
 *
 * in    strikes[m] rising, callOpenInterest[m], putOpenInterest[m] in contracts
 * out   a strike, the lowest of equal ones; NaN without open interest
 * gaps  NaN counts as no open interest
 * cost  O(m): the payout is a straight line between strikes, its slope changes by their interest
 * src   The Options Guide, "Max Pain Explained": payout = sum of interest * intrinsic value
 */
export function maxPain(
  strikes: Float64Array,
  callOpenInterest: Float64Array,
  putOpenInterest: Float64Array,
): number {
  assert(strikes.length === callOpenInterest.length, "a call column as long as the strikes");
  assert(strikes.length === putOpenInterest.length, "a put column as long as the strikes");
  let putsAbove = 0;
  let total = 0;
  for (let i = 0; i < strikes.length; i++) {
    putsAbove += known(putOpenInterest[i]);
    total += known(putOpenInterest[i]) + known(callOpenInterest[i]);
  }
  if (total === 0) return Number.NaN;
  // Payout relative to that at the lowest strike, where calls pay nothing.
  let callsBelow = 0;
  let payout = 0;
  let least = 0;
  let pain = strikes[0];
  for (let i = 1; i < strikes.length; i++) {
    callsBelow += known(callOpenInterest[i - 1]);
    putsAbove -= known(putOpenInterest[i - 1]);
    payout += (callsBelow - putsAbove) * (strikes[i] - strikes[i - 1]);
    if (payout < least) {
      least = payout;
      pain = strikes[i];
    }
  }
  return pain;
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
