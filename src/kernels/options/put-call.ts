/**
 * Puts for each call, of volume or of open interest.
 *
 * in    puts, calls: contracts
 * out   a ratio; NaN without calls
 * gaps  NaN in, NaN out
 * cost  O(1)
 * src   cboe.com, "Put/Call Ratio"
 */
export function putCallRatio(puts: number, calls: number): number {
  return calls > 0 ? puts / calls : Number.NaN;
}
