import { exp, ln } from "./exact-math.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";

export const demoSectors = [
  "Communication",
  "Consumer Cyclical",
  "Consumer Staples",
  "Energy",
  "Financials",
  "Health Care",
  "Industrials",
  "Materials",
  "Real Estate",
  "Technology",
  "Utilities",
] as const;
export type DemoSector = (typeof demoSectors)[number];

/** What kind of listing a symbol is; it decides price, turnover and volatility. */
export type DemoTier = "trophy" | "large" | "middle" | "small" | "illiquid" | "penny";

/** The lasting traits of one symbol. */
export interface DemoProfile {
  readonly tier: DemoTier;
  readonly sector: DemoSector;
  readonly sectorIndex: number;
  /** ln of the price around which the symbol wanders over the years. */
  readonly baseLogPrice: number;
  /** Sensitivity to the market's moves. */
  readonly beta: number;
  /** Deviation of the symbol's own daily log return in a calm year. */
  readonly dailyDeviation: number;
  /** Shares on an ordinary day. */
  readonly baseShares: number;
  /** Share of days without a trade. */
  readonly quietDayRatio: number;
}

interface TierRange {
  readonly tier: DemoTier;
  /** Share of symbols up to and including this tier. */
  readonly cumulativeShare: number;
  readonly price: readonly [number, number];
  readonly deviation: readonly [number, number];
  /** Dollars a day. */
  readonly turnover: readonly [number, number];
  readonly quietDays: readonly [number, number];
}

const noQuietDays = [0, 0] as const;

const trophyRange: TierRange = {
  tier: "trophy",
  cumulativeShare: 0,
  price: [350_000, 550_000],
  deviation: [0.006, 0.009],
  turnover: [4e8, 9e8],
  quietDays: noQuietDays,
};

const tierRanges: readonly TierRange[] = [
  {
    tier: "large",
    cumulativeShare: 0.18,
    price: [40, 450],
    deviation: [0.009, 0.016],
    turnover: [1e8, 4e9],
    quietDays: noQuietDays,
  },
  {
    tier: "middle",
    cumulativeShare: 0.48,
    price: [12, 150],
    deviation: [0.013, 0.024],
    turnover: [1e7, 1.5e8],
    quietDays: noQuietDays,
  },
  {
    tier: "small",
    cumulativeShare: 0.82,
    price: [3, 45],
    deviation: [0.018, 0.036],
    turnover: [4e5, 1.5e7],
    quietDays: noQuietDays,
  },
  {
    tier: "illiquid",
    cumulativeShare: 0.94,
    price: [5, 60],
    deviation: [0.012, 0.028],
    turnover: [4e3, 1e5],
    quietDays: [0.08, 0.45],
  },
  {
    tier: "penny",
    cumulativeShare: 1,
    price: [0.03, 0.8],
    deviation: [0.035, 0.06],
    turnover: [2e4, 1.5e6],
    quietDays: noQuietDays,
  },
];

/** One symbol in 400 costs hundreds of thousands of dollars, so that even small demos have one. */
const trophyEvery = 400;
const trophyAt = 11;

export function profileOf(symbolKey: RandomKey, symbolIndex: number): DemoProfile {
  const key = childKey(symbolKey, 0);
  const range = tierOf(uniformAt(key, 0), symbolIndex);
  const baseLogPrice = logBetween(range.price, uniformAt(key, 1));
  const sectorIndex = Math.floor(uniformAt(key, 2) * demoSectors.length);
  const dollars = exp(logBetween(range.turnover, uniformAt(key, 3)));
  const [quietMin, quietMax] = range.quietDays;
  return {
    tier: range.tier,
    sector: demoSectors[sectorIndex] as DemoSector,
    sectorIndex,
    baseLogPrice,
    beta: 0.5 + 0.5 * uniformAt(key, 4) + 0.5 * uniformAt(key, 5),
    dailyDeviation: exp(logBetween(range.deviation, uniformAt(key, 6))),
    baseShares: dollars / exp(baseLogPrice),
    quietDayRatio: quietMin + (quietMax - quietMin) * uniformAt(key, 7),
  };
}

function tierOf(draw: number, symbolIndex: number): TierRange {
  if (symbolIndex % trophyEvery === trophyAt) return trophyRange;
  return tierRanges.find((range) => draw < range.cumulativeShare) as TierRange;
}

/** ln of a value that lies between two others, evenly on a logarithmic scale. */
function logBetween([min, max]: readonly [number, number], share: number): number {
  const from = ln(min);
  return from + (ln(max) - from) * share;
}
