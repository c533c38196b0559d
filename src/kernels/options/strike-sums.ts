import { assert } from "../../base/assert.ts";

/**
 * Sums a column over the rows of each strike.
 *
 * in    slot[n] 0..m-1 the strike of each row, value[n]
 * out   sums[m]
 * flat  0 for a strike without rows
 * gaps  NaN counts as nothing said and adds nothing
 * cost  O(n + m), allocates nothing
 * src   a sum
 */
export function sumByStrike(slot: Uint32Array, value: Float64Array, sums: Float64Array): void {
  assert(slot.length === value.length, "slot and value have the same length");
  sums.fill(0);
  for (let i = 0; i < slot.length; i++) if (!Number.isNaN(value[i])) sums[slot[i]] += value[i];
}

/**
 * The strike of the largest sum: a wall. Of equal ones the nearest to the spot, then the lower.
 *
 * in    strikes[m] rising, sums[m], spot
 * out   a strike; NaN where no sum is above 0
 * cost  O(m)
 */
export function wallStrike(strikes: Float64Array, sums: Float64Array, spot: number): number {
  assert(strikes.length === sums.length, "strikes and sums have the same length");
  let wall = Number.NaN;
  let most = 0;
  for (let i = 0; i < strikes.length; i++) {
    const isNearer = sums[i] === most && Math.abs(strikes[i] - spot) < Math.abs(wall - spot);
    if (sums[i] > most || isNearer) {
      wall = strikes[i];
      most = sums[i];
    }
  }
  return wall;
}

/**
 * How far the next listed strikes are from a price, dollars: between two strikes their distance,
 * on a strike the larger one to its neighbours; 0 with less than two strikes.
 */
export function strikeStepAt(strikes: Float64Array, price: number): number {
  let above = 0;
  while (above < strikes.length && strikes[above] <= price) above++;
  const below = above - 1;
  const isOn = below >= 0 && strikes[below] === price;
  const up = above < strikes.length && below >= 0 ? strikes[above] - strikes[below] : 0;
  const down = isOn && below >= 1 ? strikes[below] - strikes[below - 1] : 0;
  return Math.max(up, down);
}
