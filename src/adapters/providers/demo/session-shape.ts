/**
 * How a session's volume is spread over its minutes: most at the open and the close, least at
 * noon. `shapeOf(n)[m]` is the share of the volume before minute m, from 0 to 1; n + 1 values.
 */
export function shapeOf(minuteCount: number): Float64Array {
  const known = shapes.get(minuteCount);
  if (known) return known;
  const share = new Float64Array(minuteCount + 1);
  let sum = 0;
  for (let minute = 0; minute < minuteCount; minute++) {
    // -1 at the open, 1 at the close.
    const x = (2 * minute + 1) / minuteCount - 1;
    const square = x * x;
    const openingRush = 1 / (1 + minute / 4);
    const closingRush = 1 / (1 + (minuteCount - 1 - minute) / 2);
    sum += 1 + 1.8 * square * square + 4 * openingRush + 3 * closingRush;
    share[minute + 1] = sum;
  }
  for (let minute = 1; minute < minuteCount; minute++)
    share[minute] = (share[minute] as number) / sum;
  share[minuteCount] = 1;
  shapes.set(minuteCount, share);
  return share;
}

/** One for full days and one for half days. */
const shapes = new Map<number, Float64Array>();
