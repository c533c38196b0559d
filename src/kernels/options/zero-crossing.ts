import { assert } from "../../base/assert.ts";

/**
 * Where a curve changes its sign, nearest to a point.
 *
 * in    x[n] rising, y[n], near
 * out   x by linear interpolation between the two neighbours; NaN where the sign never changes
 * flat  NaN: a curve that only touches 0 or lies on it has no sign to change
 * gaps  no crossing is seen next to a NaN
 * cost  O(n), allocates nothing
 * src   linear interpolation
 */
export function nearestZero(x: Float64Array, y: Float64Array, near: number): number {
  assert(x.length === y.length, "x and y have the same length");
  let nearest = Number.NaN;
  // The last value that was not 0: a curve may pass through 0 exactly at a point of the grid.
  let from = -1;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(y[i])) from = -1;
    if (y[i] === 0 || Number.isNaN(y[i])) continue;
    if (from >= 0 && y[from] < 0 !== y[i] < 0) {
      const at = x[from] + ((x[i] - x[from]) * y[from]) / (y[from] - y[i]);
      if (!(Math.abs(nearest - near) <= Math.abs(at - near))) nearest = at;
    }
    from = i;
  }
  return nearest;
}
