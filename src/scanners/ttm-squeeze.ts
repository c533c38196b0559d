import { barTimeText } from "../domain/result-table.ts";
import type { Direction } from "../domain/signal.ts";
import { windowLinreg } from "../kernels/linreg.ts";
import type { SigmaKind } from "../kernels/rolling-deviation.ts";
import { windowDeviation } from "../kernels/rolling-deviation.ts";
import { windowMean } from "../kernels/sma.ts";
import { type SqueezeWidths, squeezeLevelOf, squeezeLevels } from "../kernels/squeeze.ts";
import { trueRangeOf } from "../kernels/true-range.ts";
import { fillDistances } from "../kernels/ttm-momentum.ts";
import { defineScanner, type ScanInput, type Verdict } from "./define.ts";
import { descending, inOrder, ranked } from "./row-order.ts";
import { ttmSqueezeColumns } from "./ttm-squeeze-columns.ts";
import { ttmSqueezeScreen } from "./ttm-squeeze-screen.ts";

interface Rules extends SqueezeWidths {
  readonly sigma: SigmaKind;
  /** regression: end of the fitted line. distance: (close - SMA) / ATR, the reference system. */
  readonly momentum: "regression" | "distance";
}

const params = {
  windowBars: { default: 20, min: 5, max: 60, help: "bars of bands, channels and momentum" },
  fireWindowBars: { default: 5, min: 1, max: 20, help: "a fire counts as recent for so many bars" },
} as const;

type Input = ScanInput<typeof params, Rules>;

/** Keltner multipliers of the PRO form: low, normal and high compression. */
const channelMultipliers = [2, 1.5, 1] as const;
const normalLevel = squeezeLevels.indexOf("normal");
/** Bars of squeeze history shown as dots. */
const dotBars = 10;
const historyBars = 250;
const warmupBars = 40;
const bandMultiplier = 2;

const isFire = (signal: unknown) => signal === "fired";

export const ttmSqueeze = defineScanner({
  scanner: "ttm-squeeze",
  title: "TTM Squeeze",
  summary:
    "Volatility contracts until the Bollinger bands lie inside the Keltner channels (active), " +
    "then lets go (fired); momentum says to which side.",
  table: "ttm_squeeze_scanner",
  columns: ttmSqueezeColumns,
  signals: {
    active: "the squeeze is on at the newest bar",
    fired: "the squeeze ended within the last fireWindowBars bars",
  },
  params,
  dialects: {
    thinkorswim: {
      title: "thinkorswim / TradingView consensus",
      source: "Carter's squeeze with population sigma, SMA of true range, regression momentum",
      rules: { sigma: "population", bandMultiplier, channelMultipliers, momentum: "regression" },
      history: { kind: "bars", bars: historyBars },
      warmupBars,
    },
    lazybear: {
      title: "LazyBear's script as published",
      source: "Squeeze Momentum Indicator; its bands are 1.5 sigma wide, not 2",
      rules: {
        sigma: "population",
        bandMultiplier: 1.5,
        channelMultipliers,
        momentum: "regression",
      },
      history: { kind: "bars", bars: 250 },
      warmupBars: 40,
    },
    legacy: {
      title: "reference system, number for number",
      source: "sample sigma, momentum (close - SMA) / ATR, last 60 bars, old bars accepted",
      rules: { sigma: "sample", bandMultiplier: 2, channelMultipliers, momentum: "distance" },
      history: { kind: "bars", bars: 60 },
      warmupBars: 40,
      acceptsStaleBars: true,
    },
  },
  filters: {
    active: (row) => row["signal"] === "active",
    fired: (row) => isFire(row["signal"]),
  },
  orders: {
    active: inOrder(descending("squeeze_duration"), descending("momentum")),
    fired: inOrder(descending("fire_date"), descending("momentum")),
    default: inOrder(
      ranked("signal", ["fired", "active", "none"]),
      descending("fire_date"),
      descending("squeeze_duration"),
    ),
  },
  lookBack({ windowBars, fireWindowBars }) {
    // Momentum of two bars over a mean of as many; a fire needs the level of the bar before it.
    const bars = Math.max(2 * windowBars, windowBars + fireWindowBars + 1);
    return { warmupBars: bars, historyBars: bars };
  },
  evaluate,
  screen: ttmSqueezeScreen({
    windowBars: params.windowBars.default,
    fireWindowBars: params.fireWindowBars.default,
    historyBars,
    verdictBars: warmupBars,
    bandMultiplier,
    channelMultiplier: channelMultipliers[1],
  }),
  why(verdict, { windowBars }) {
    const value = verdict.values;
    const momentum = `momentum ${number(value["momentum"])} ${value["momentum_trend"]}`;
    const level = value["squeeze_level"];
    if (verdict.signal === "active") {
      const bars = value["squeeze_duration"];
      const duration = bars === 1 ? "1 bar" : `${bars} bars`;
      return `squeeze on for ${duration} (${level} compression), ${momentum}`;
    }
    if (verdict.signal === "fired") {
      return `squeeze fired ${value["fire_direction"]} on ${value["fire_date"]}, ${momentum}`;
    }
    const width = `bands ${number(value["bb_lower"])}..${number(value["bb_upper"])}`;
    const channel = `channels ${number(value["kc_lower"])}..${number(value["kc_upper"])}`;
    return `no squeeze over ${windowBars} bars: ${width} are not inside ${channel}, ${momentum}`;
  },
});

function evaluate(input: Input): Verdict {
  const { bars, params, first, end } = input;
  const last = end - 1;
  const rangesFrom = Math.max(first, end - recentBars(input) - params.windowBars);
  fillTrueRange(input, rangesFrom, end);
  fillRecentLevels(input);
  const level = levelAt(input, last);
  const isOn = level >= normalLevel;
  const fire = recentFire(input);
  const isLegacy = input.rules.momentum === "distance";
  const fireDirection = fire < 0 ? null : directionOf(momentumAt(input, fire), isLegacy);
  const signal = isOn ? "active" : fire < 0 ? "none" : "fired";
  const durationBars = isOn ? squeezeBars(input, rangesFrom) : 0;
  const [before, momentum] = newestMomentum(input);
  const mean = windowMean(bars.close, last, params.windowBars);
  const bandReach = input.rules.bandMultiplier * deviationAt(input, last);
  const channelReach = channelMultipliers[1] * windowMean(input.scratch, last, params.windowBars);
  return {
    status: signal === "none" ? "none" : "signal",
    signal,
    direction: signal === "fired" && fireDirection !== null ? fireDirection : "neutral",
    onset: signal === "active" ? last - durationBars + 1 : fire,
    values: {
      signal,
      squeeze_on: isOn,
      squeeze_level: squeezeLevels[level] ?? "none",
      squeeze_duration: durationBars,
      squeeze_dots: dots(input),
      momentum: Number.isFinite(momentum) ? momentum : null,
      momentum_direction: directionOf(momentum, isLegacy),
      momentum_trend: momentum > before ? "rising" : momentum < before ? "falling" : "flat",
      recent_fire: fire >= 0,
      fire_date: fire < 0 ? null : barTimeText(bars.openTsMs[fire], bars),
      fire_direction: fireDirection,
      price: bars.close[last],
      price_change_pct: 100 * (bars.close[last] / bars.close[last - 1] - 1),
      bb_upper: mean + bandReach,
      bb_lower: mean - bandReach,
      kc_upper: mean + channelReach,
      kc_lower: mean - channelReach,
    },
  };
}

/*
 * Scratch of one `evaluate`: every entry is written before it is read, nothing is kept between
 * calls. Levels of the newest bars are asked for several times (dots, fires, duration).
 */
const recentBarsMax = Math.max(dotBars, params.fireWindowBars.max + 1);
const recentLevels = new Float64Array(recentBarsMax);
const distances = new Float64Array(params.windowBars.max + 1);

function recentBars(input: Input): number {
  return Math.max(dotBars, input.params.fireWindowBars + 1);
}

/** True range of the bars from..end-1 into the scratch column; the first bar's is high - low. */
function fillTrueRange({ bars, first, scratch }: Input, from: number, end: number): void {
  const { high, low, close } = bars;
  if (from === first) scratch[first] = high[first] - low[first];
  for (let i = Math.max(from, first + 1); i < end; i++) {
    scratch[i] = trueRangeOf(high[i], low[i], close[i - 1]);
  }
}

function fillRecentLevels(input: Input): void {
  for (let back = recentBars(input) - 1; back >= 0; back--) {
    recentLevels[back] = computeLevel(input, input.end - 1 - back);
  }
}

function levelAt(input: Input, at: number): number {
  const back = input.end - 1 - at;
  return back < recentBars(input) ? recentLevels[back] : computeLevel(input, at);
}

/** Level 0..3 at a bar; 0 where the window reaches before the history. */
function computeLevel(input: Input, at: number): number {
  const { windowBars } = input.params;
  if (at - windowBars + 1 < input.first) return 0;
  const sigma = deviationAt(input, at);
  const range = windowMean(input.scratch, at, windowBars);
  return squeezeLevelOf(sigma, range, input.rules);
}

function deviationAt(input: Input, at: number): number {
  const { windowBars } = input.params;
  const divisor = input.rules.sigma === "population" ? windowBars : windowBars - 1;
  return windowDeviation(input.bars.close, at, windowBars, divisor);
}

/** The newest bar of the last few at which the squeeze let go; -1 when there is none. */
function recentFire(input: Input): number {
  const oldest = Math.max(input.end - input.params.fireWindowBars, input.first + 1);
  for (let i = input.end - 1; i >= oldest; i--) {
    if (levelAt(input, i) < normalLevel && levelAt(input, i - 1) >= normalLevel) return i;
  }
  return -1;
}

/** Bars that the squeeze has been on, back from the newest. */
function squeezeBars(input: Input, rangesFrom: number): number {
  const { first, end } = input;
  let i = end - 1;
  while (i >= end - recentBars(input) && i >= first && levelAt(input, i) >= normalLevel) i--;
  if (i >= end - recentBars(input)) return end - 1 - i;
  // Long squeezes are rare, so only they pay for the ranges of the older bars.
  fillTrueRange(input, first, rangesFrom);
  while (i >= first && levelAt(input, i) >= normalLevel) i--;
  return end - 1 - i;
}

/** Momentum at the bar before the newest and at the newest, off one set of distances. */
function newestMomentum(input: Input): [number, number] {
  const { bars, end, first, params, rules } = input;
  const { windowBars } = params;
  const last = end - 1;
  if (rules.momentum === "distance" || last - 2 * windowBars + 1 < first) {
    return [momentumAt(input, last - 1), momentumAt(input, last)];
  }
  const oldest = last - windowBars;
  fillDistances(bars, { first: oldest, end }, windowBars, distances, oldest);
  return [
    windowLinreg(distances, windowBars - 1, windowBars),
    windowLinreg(distances, windowBars, windowBars),
  ];
}

function momentumAt(input: Input, at: number): number {
  const { bars, first, params, rules, scratch } = input;
  const { windowBars } = params;
  if (rules.momentum === "distance") {
    if (at - windowBars + 1 < first) return Number.NaN;
    const distance = bars.close[at] - windowMean(bars.close, at, windowBars);
    return distance / windowMean(scratch, at, windowBars);
  }
  if (at - 2 * windowBars + 2 < first) return Number.NaN;
  const oldest = at - windowBars + 1;
  fillDistances(bars, { first: oldest, end: at + 1 }, windowBars, distances, oldest);
  return windowLinreg(distances, windowBars - 1, windowBars);
}

/** The reference system calls everything that is not above zero bearish, a missing value too. */
function directionOf(momentum: number, isLegacy: boolean): Direction {
  if (momentum > 0) return "bullish";
  return isLegacy || momentum < 0 ? "bearish" : "neutral";
}

/** Levels of the last bars as digits, oldest first: "0001122300". */
function dots(input: Input): string {
  const oldest = Math.max(input.end - dotBars, input.first);
  // The digits of one number: joining them one by one makes ten strings for every symbol.
  const base = squeezeLevels.length;
  let code = 0;
  for (let i = oldest; i < input.end; i++) code = base * code + levelAt(input, i);
  return code.toString(base).padStart(input.end - oldest, "0");
}

function number(value: unknown): string {
  return typeof value === "number" ? value.toPrecision(5) : "unknown";
}
