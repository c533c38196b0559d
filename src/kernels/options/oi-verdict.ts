/** A change of open interest of this part of the day's volume decides. */
const decisiveShareMin = 0.5;

/**
 * What the next morning says of a day's trades in a contract. Every contract traded changes open
 * interest by 1, 0 or -1, so a rise by half of the volume means that at least half of the trades
 * opened a position for both sides.
 *
 * opened   open interest rose by at least half of the volume
 * closed   it fell by at least half of the volume
 * unclear  anything between: day trades, one side opened while the other closed, both
 *
 * in    open interest of the day and of the next morning, volume of the day, contracts
 * out   null where an input is NaN or nothing was traded
 * cost  O(1)
 * src   docs/concepts/options.md
 */
export function openInterestVerdict(day: {
  readonly openInterest: number;
  readonly nextOpenInterest: number;
  readonly volume: number;
}): "opened" | "closed" | "unclear" | null {
  const share = (day.nextOpenInterest - day.openInterest) / day.volume;
  if (!(day.volume > 0) || Number.isNaN(share)) return null;
  if (share >= decisiveShareMin) return "opened";
  return share <= -decisiveShareMin ? "closed" : "unclear";
}
