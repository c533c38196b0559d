/**
 * Volatility clusters: GARCH(1,1) with a mean of 1, the multiple of a series' ordinary variance.
 *
 * src  Bollerslev 1986; persistence 0.95 is what US daily returns show
 */
const reaction = 0.1;
const memory = 0.85;
const floor = 1 - reaction - memory;
/** A single shock raises the variance by at most 2.5, so that nothing explodes. */
const squaredMoveMax = 25;

/** The memory starts anew in each block. */
export const varianceStart = 1;

/** The variance of the next day after a move of `squaredMove` (in ordinary deviations squared). */
export function nextVariance(variance: number, squaredMove: number): number {
  return floor + reaction * Math.min(squaredMove, squaredMoveMax) + memory * variance;
}
