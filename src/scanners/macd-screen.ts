import type { ScannerScreen } from "./screen.ts";

export interface MacdFacts {
  readonly fastBars: number;
  readonly slowBars: number;
  readonly signalBars: number;
  readonly historyBars: number;
  /** Fewer bars are no verdict. */
  readonly verdictBars: number;
}

const above = 1;
const below = 2;
const unsure = 3;
const flat = 4;

/**
 * A histogram closer to 0 than this share of the averages has no sure sign. A rescan seeds its
 * averages 500 bars back and the stream further back; of that difference 2e-17 is left. So are
 * the roundings of either, some 3e-15 of the averages. Even a print a million times too high
 * that only one of them saw leaves 2e-11 behind.
 */
const doubtRatio = 1e-9;

/**
 * On which side of 0 the histogram stands, by the endless form of the averages.
 *
 * State, in doubles: fast slow signal close; then, in floats, seen flatBars side possible:
 * 48 bytes.
 */
export function macdScreen(facts: MacdFacts): ScannerScreen {
  const fastFactor = 2 / (facts.fastBars + 1);
  const slowFactor = 2 / (facts.slowBars + 1);
  const signalFactor = 2 / (facts.signalBars + 1);
  return {
    stateLength: 6,
    warmupBars: facts.historyBars,
    step({ doubles, floats }, at, { close }) {
      const counts = 2 * (at + 4);
      const seen = floats[counts];
      if (seen === 0) doubles[at] = doubles[at + 1] = doubles[at + 3] = close;
      doubles[at] += (close - doubles[at]) * fastFactor;
      doubles[at + 1] += (close - doubles[at + 1]) * slowFactor;
      const macd = doubles[at] - doubles[at + 1];
      doubles[at + 2] += (macd - doubles[at + 2]) * signalFactor;
      const flatBars = close === doubles[at + 3] ? floats[counts + 1] + 1 : 0;
      doubles[at + 3] = close;
      const histogram = macd - doubles[at + 2];
      const doubt = doubtRatio * (Math.abs(doubles[at + 1]) + Math.abs(close));

      const before = floats[counts + 2];
      let side = unsure;
      if (histogram > doubt) side = above;
      else if (histogram < -doubt) side = below;
      // A rescan reads equal prices only, and gets exactly 0.
      else if (flatBars >= facts.historyBars) side = flat;
      const count = Math.min(seen + 1, facts.historyBars);
      const isOpen = side !== before || side === unsure;
      const isPossible = isOpen && count >= facts.verdictBars;
      const wasPossible = floats[counts + 3] === 1;
      floats[counts] = count;
      floats[counts + 1] = Math.min(flatBars, facts.historyBars);
      floats[counts + 2] = side;
      floats[counts + 3] = isPossible ? 1 : 0;
      if (isPossible) return 2;
      return wasPossible ? 1 : 0;
    },
  };
}
