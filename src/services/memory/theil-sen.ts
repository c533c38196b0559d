import { assert } from "../../base/assert.ts";

/** A straight line through points that bears a third of them being wild. */
export interface RobustLine {
  /** Median of the slopes between all pairs of points. */
  readonly slope: number;
  /** The slope lies between these with 95 % confidence, where points err independently. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  readonly intercept: number;
  /**
   * How far the points are from having no trend, in standard deviations of chance (Mann-Kendall):
   * beyond 4 it is one in 30,000.
   */
  readonly trendZ: number;
}

/** Standard deviations that hold 95 % of a normal distribution. */
const zOf95 = 1.959964;
/** All pairs are kept: 200 points make 20,000. */
const pointsMax = 200;

/**
 * Theil-Sen line and Mann-Kendall trend of y over x.
 *
 * in    x rising, y of the same length, 2 to 200 finite points
 * cost  O(n^2 log n)
 * src   Sen 1968, Journal of the American Statistical Association 63, 1379-1389
 */
export function theilSen(x: ArrayLike<number>, y: ArrayLike<number>): RobustLine {
  const count = x.length;
  assert(count === y.length && count >= 2 && count <= pointsMax, "2 to 200 points with x and y");
  const slopes = new Float64Array((count * (count - 1)) / 2);
  let pair = 0;
  let concordance = 0;
  for (let j = 1; j < count; j++) {
    for (let i = 0; i < j; i++) {
      const rise = (y[j] as number) - (y[i] as number);
      slopes[pair++] = rise / ((x[j] as number) - (x[i] as number));
      concordance += Math.sign(rise);
    }
  }
  slopes.sort();
  const slope = medianOfSorted(slopes);
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const reach = zOf95 * deviation;
  const low = Math.max(0, Math.round((slopes.length - reach) / 2) - 1);
  const high = Math.min(slopes.length - 1, Math.round((slopes.length + reach) / 2));
  return {
    slope,
    slopeLow: slopes[low] as number,
    slopeHigh: slopes[high] as number,
    intercept: median(Float64Array.from(y, (value, i) => value - slope * (x[i] as number))),
    // The correction by one makes the steps of a small count continuous.
    trendZ: (Math.sign(concordance) * Math.max(0, Math.abs(concordance) - 1)) / deviation,
  };
}

export function median(values: ArrayLike<number>): number {
  return medianOfSorted(Float64Array.from(values).sort());
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
