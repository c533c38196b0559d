import { isDateKeyed } from "../domain/interval.ts";
import { newYorkMinuteOfDay } from "../domain/new-york.ts";
import { windowHighest, windowLowest } from "../kernels/extremes.ts";
import { windowMean } from "../kernels/sma.ts";
import { defineScanner, type ScanInput, type Verdict } from "./define.ts";
import { ascending, descending, inOrder, ranked } from "./row-order.ts";
import { vpbColumns } from "./vpb-columns.ts";
import { vpbScreen } from "./vpb-screen.ts";

interface Rules {
  /** The reference system counts the current bar into its own average, and blanks as 0. */
  readonly includesCurrentBar: boolean;
}

const params = {
  volumeBars: { default: 30, min: 5, max: 120, help: "bars of the usual volume" },
  breakoutBars: { default: 7, min: 2, max: 120, help: "bars whose range is broken" },
  surgeRatioMin: {
    default: 1,
    min: 0.5,
    max: 20,
    isWhole: false,
    help: "volume over usual volume must be above this",
  },
  sessions: {
    default: 10,
    min: 3,
    max: 30,
    help: "intraday: sessions whose volume at the same time of day is the usual",
  },
} as const;

type Input = ScanInput<typeof params, Rules>;

/** Share of bars with a reported volume below which no average is claimed. */
const reportedShareMin = 0.8;
const warmupBars = 31;

export const vpb = defineScanner({
  scanner: "vpb",
  title: "Volume-Price Breakout",
  summary: "The close leaves the range of the bars before it while volume is above its usual.",
  table: "vpb_scanner",
  columns: vpbColumns,
  signals: {
    bullish_breakout: "close above the highest high before it, on a volume surge",
    bearish_breakdown: "close below the lowest low before it, on a volume surge",
  },
  params,
  dialects: {
    standard: {
      title: "current bar left out of the averages",
      source: "mean of the 30 bars before; intraday: the same time of day in the last 10 sessions",
      rules: { includesCurrentBar: false },
      history: { kind: "sessions", sessions: 11, barsMin: 60 },
      warmupBars,
    },
    legacy: {
      title: "reference system, number for number",
      source: "mean of 30 includes the current bar, last 2 calendar months, old bars accepted",
      rules: { includesCurrentBar: true },
      history: { kind: "calendar-months", months: 2 },
      warmupBars: 30,
      acceptsStaleBars: true,
    },
  },
  orders: {
    bullish: inOrder(descending("volume_surge_pct")),
    bearish: inOrder(descending("volume_surge_pct")),
    default: inOrder(
      ranked("status", ["signal"]),
      ranked("pattern", ["bullish_breakout", "bearish_breakdown"]),
      descending("volume_surge_pct"),
      ascending("price_change_pct"),
    ),
  },
  lookBack({ volumeBars, breakoutBars, sessions }, { rules }) {
    const usualBars = rules.includesCurrentBar ? volumeBars : volumeBars + 1;
    const bars = Math.max(usualBars, breakoutBars + 1);
    return { warmupBars: bars, historyBars: bars, historySessions: sessions + 1 };
  },
  evaluate,
  screen: vpbScreen({
    breakoutBars: params.breakoutBars.default,
    verdictBars: warmupBars,
    sessions: params.sessions.default,
  }),
  why(verdict, { breakoutBars }) {
    const v = verdict.values;
    if (verdict.status === "no-data") return `no verdict: ${v["volume_basis"]}`;
    const volume = `volume ${signedPct(v["volume_surge_pct"])} against ${v["volume_basis"]}`;
    if (verdict.signal === "bullish_breakout") {
      return `close ${v["price"]} above ${v["highest_high_7"]} (${breakoutBars} bars), ${volume}`;
    }
    if (verdict.signal === "bearish_breakdown") {
      return `close ${v["price"]} below ${v["lowest_low_7"]} (${breakoutBars} bars), ${volume}`;
    }
    const range = `${v["lowest_low_7"]}..${v["highest_high_7"]}`;
    const isInside = Number(v["breakout_distance_pct"]) <= 0;
    const isAbove = isInside && Number(v["breakdown_distance_pct"]) >= 0;
    const where = isAbove ? "inside" : "outside";
    return `close ${v["price"]} ${where} ${range} (${breakoutBars} bars), ${volume}`;
  },
});

function evaluate(input: Input): Verdict {
  const { bars, end, params } = input;
  const last = end - 1;
  const price = bars.close[last];
  const before = bars.close[last - 1];
  const usual = usualVolume(input);
  const current = reported(bars.volume[last], input.rules);
  const isSurge = current > usual.shares * params.surgeRatioMin;
  const highestHigh = windowHighest(bars.high, last - 1, params.breakoutBars);
  const lowestLow = windowLowest(bars.low, last - 1, params.breakoutBars);
  const isBuy = isSurge && price > highestHigh;
  const isSell = isSurge && price < lowestLow;
  const pattern = isBuy ? "bullish_breakout" : isSell ? "bearish_breakdown" : "none";
  const isKnown = !Number.isNaN(current) && !Number.isNaN(usual.shares);
  return {
    status: !isKnown ? "no-data" : pattern === "none" ? "none" : "signal",
    signal: pattern,
    direction: isBuy ? "bullish" : isSell ? "bearish" : "neutral",
    onset: pattern === "none" ? -1 : last,
    values: {
      price,
      price_change: price - before,
      price_change_pct: 100 * (price / before - 1),
      buy_signal: isBuy,
      sell_signal: isSell,
      volume_surge: isSurge,
      current_volume: orNull(current),
      volume_ma30: orNull(Math.trunc(usual.shares)),
      volume_surge_pct: surgePct(current, usual.shares, input.rules),
      volume_basis: isKnown || Number.isNaN(usual.shares) ? usual.basis : "volume not reported",
      highest_high_7: highestHigh,
      lowest_low_7: lowestLow,
      breakout_distance_pct: 100 * (price / highestHigh - 1),
      breakdown_distance_pct: 100 * (price / lowestLow - 1),
      pattern,
    },
  };
}

interface UsualVolume {
  /** NaN when it is not known. */
  readonly shares: number;
  readonly basis: string;
}

/** What volume is usual for a bar like the newest one, and how that is known. */
function usualVolume(input: Input): UsualVolume {
  const { params, rules, volumeShare } = input;
  if (rules.includesCurrentBar) return legacyUsualVolume(input);
  if (!isDateKeyed(input.bars.interval)) return usualAtTimeOfDay(input);
  if (Number.isNaN(volumeShare)) {
    return { shares: Number.NaN, basis: "bar still forming, usual volume by now not known" };
  }
  const mean = meanReported(input, input.end - 1 - params.volumeBars, input.end - 1);
  const basis = `mean of the ${params.volumeBars} bars before`;
  if (Number.isNaN(mean)) return { shares: mean, basis: `volume missing in the ${basis}` };
  return { shares: mean * volumeShare, basis };
}

function legacyUsualVolume({ bars, end, params, scratch }: Input): UsualVolume {
  const { volumeBars } = params;
  for (let i = 0; i < volumeBars; i++) {
    const volume = bars.volume[end - volumeBars + i];
    scratch[i] = Number.isNaN(volume) ? 0 : volume;
  }
  const shares = windowMean(scratch, volumeBars - 1, volumeBars);
  return { shares, basis: `mean of ${volumeBars} bars with this one` };
}

/** Mean of the reported volumes in from..end-1; NaN when too few are reported. */
function meanReported({ bars, first }: Input, from: number, end: number): number {
  let sum = 0;
  let count = 0;
  for (let i = Math.max(from, first); i < end; i++) {
    if (Number.isNaN(bars.volume[i])) continue;
    sum += bars.volume[i];
    count++;
  }
  return count < (end - from) * reportedShareMin ? Number.NaN : sum / count;
}

/** Mean volume of the same minute of day in the sessions before. */
function usualAtTimeOfDay({ bars, first, end, params }: Input): UsualVolume {
  const wanted = newYorkMinuteOfDay(bars.openTsMs[end - 1]);
  let sum = 0;
  let found = 0;
  for (let i = end - 2; i >= first && found < params.sessions; i--) {
    if (newYorkMinuteOfDay(bars.openTsMs[i]) !== wanted || Number.isNaN(bars.volume[i])) continue;
    sum += bars.volume[i];
    found++;
  }
  const basis = `the same time of day in ${params.sessions} sessions`;
  if (found < params.sessions) {
    return { shares: Number.NaN, basis: `${found} of ${basis} are known` };
  }
  return { shares: sum / found, basis };
}

function reported(volume: number, rules: Rules): number {
  return rules.includesCurrentBar && Number.isNaN(volume) ? 0 : volume;
}

function surgePct(current: number, usual: number, rules: Rules): number | null {
  // The reference system calls it 0 % when nothing traded in 30 bars.
  if (usual === 0) return rules.includesCurrentBar ? 0 : null;
  return orNull(100 * (current / usual - 1));
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function signedPct(value: unknown): string {
  if (typeof value !== "number") return "unknown";
  return `${value < 0 ? "" : "+"}${value.toFixed(1)} %`;
}
