/**
 * Score of the reference system for an unusual contract:
 * 100,000 * |delta| * volatility * volume ** 2 / (open interest * volume of the underlying).
 * It wrote (leverage) * iv * (volume / oi) * (option dollars / underlying dollars) * 1,000, in
 * which spot and premium cancel out: premium has no part in it.
 *
 * in    delta, ivRatio, volume and openInterest in contracts, underlyingVolume in shares
 * out   0 and up; NaN where there was no open interest: the reference system made up 1 there
 * gaps  NaN in, NaN out
 * cost  O(1)
 * src   docs/concepts/options.md; equals its rounded scores
 */
export function whaleScore(contract: {
  readonly delta: number;
  readonly ivRatio: number;
  readonly volume: number;
  readonly openInterest: number;
  readonly underlyingVolume: number;
}): number {
  const { delta, ivRatio, volume, openInterest, underlyingVolume } = contract;
  if (!(openInterest >= 1) || !(underlyingVolume > 0)) return Number.NaN;
  return (
    (scoreScale * Math.abs(delta) * ivRatio * volume * volume) / (openInterest * underlyingVolume)
  );
}

const scoreScale = 1e5;

/** Barchart's page of unusual activity asks for more than so many open contracts. */
export const openInterestFloor = 100;

/**
 * Volume for each open contract, where few open contracts count as `floor`: three trades in a
 * contract that nobody held are not a flow. NaN in, NaN out.
 * src: barchart.com, "Unusual Options Activity"
 */
export function flooredVolumeRatio(volume: number, openInterest: number, floor: number): number {
  return volume / Math.max(openInterest, floor);
}
