import type { ScannerScreen } from "./screen.ts";

export interface VpbFacts {
  readonly breakoutBars: number;
  /** Fewer bars are no verdict. */
  readonly verdictBars: number;
  /** Intraday: sessions whose volume at a time of day is the usual one. */
  readonly sessions: number;
}

/**
 * Whether the close leaves the range of the bars before it, exactly as the scanner sees it. Of
 * volume it knows only that a surge needs some: none or an unreported one is no surge, and
 * what is usual at a time of day is looked up when the bar is judged.
 *
 * State: highs[window] lows[window] in doubles, then seen and before in floats: 120 bytes for a
 * window of 7.
 */
export function vpbScreen({ breakoutBars, verdictBars, sessions }: VpbFacts): ScannerScreen {
  const countsAt = 2 * breakoutBars;
  /** Counting starts over here, at a whole number of windows. */
  const lapBars = breakoutBars * Math.ceil(verdictBars / breakoutBars);
  return {
    stateLength: countsAt + 1,
    warmupBars: verdictBars,
    sessionsMin: sessions,
    step({ doubles, floats }, at, { high, low, close, volume }) {
      const seenAt = 2 * (at + countsAt);
      const seen = floats[seenAt] | 0;
      let highest = Number.NEGATIVE_INFINITY;
      let lowest = Number.POSITIVE_INFINITY;
      for (let i = at; i < at + breakoutBars; i++) {
        // Math.max keeps a NaN, as the kernel does: nothing is above it.
        highest = Math.max(highest, doubles[i]);
        lowest = Math.min(lowest, doubles[i + breakoutBars]);
      }
      const slot = at + (seen % breakoutBars);
      doubles[slot] = high;
      doubles[slot + breakoutBars] = low;
      const count = seen + 1;
      floats[seenAt] = count === 2 * lapBars ? lapBars : count;
      const isOut = close > highest || close < lowest;
      const isPossible = count >= verdictBars && volume > 0 && isOut;
      const wasPossible = floats[seenAt + 1] === 1;
      floats[seenAt + 1] = isPossible ? 1 : 0;
      if (isPossible) return 2;
      return wasPossible ? 1 : 0;
    },
  };
}
