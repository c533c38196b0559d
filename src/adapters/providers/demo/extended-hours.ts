import { daySharesMin } from "./daily-path.ts";
import type { DayTotals } from "./minute-painter.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";
import { averageVolume, type SymbolDays } from "./symbol-days.ts";
import { roundToTick } from "./tick.ts";

/** Children of a day's minute key. */
const premarketStream = 1;
const postmarketStream = 2;

/** Shares before the bell on a calm day, of an average day. */
const premarketRatio = [0.002, 0.016] as const;
const postmarketRatio = [0.001, 0.008] as const;
/** Most of the day's shares that trade before the bell, however wide the gap. */
const premarketRatioMax = 0.35;

/** A session outside of the regular one, ready for the painter. */
export interface ExtendedSession extends DayTotals {
  readonly key: RandomKey;
}

/**
 * The hours before the bell: from where the late session ended to the opening price, on a volume
 * that grows with the gap. Without enough shares nobody trades.
 */
export function premarketOf(
  days: SymbolDays,
  at: number,
  keyOf: (at: number) => RandomKey,
): ExtendedSession {
  const { bars, profile } = days;
  const key = childKey(keyOf(at), premarketStream);
  const previousClose = bars.close[at - 1] as number;
  const from = postmarketOf(days, at - 1, keyOf).close;
  const to = bars.open[at] as number;
  const dayShares = bars.volume[at] as number;
  const gapDeviations = Math.abs(to / previousClose - 1) / profile.dailyDeviation;
  const usual = (averageVolume(days, at) ?? 0) * between(premarketRatio, uniformAt(key, 0));
  const shares = Math.min(
    usual * (1 + 0.7 * gapDeviations * gapDeviations),
    premarketRatioMax * dayShares,
  );
  return session(key, { from, to, deviation: profile.dailyDeviation, shares });
}

/** The hours after the close, which know a part of what the next morning brings. */
export function postmarketOf(
  days: SymbolDays,
  at: number,
  keyOf: (at: number) => RandomKey,
): ExtendedSession {
  const { bars, profile } = days;
  const key = childKey(keyOf(at), postmarketStream);
  const from = bars.close[at] as number;
  const known = 0.5 * uniformAt(key, 1);
  const next = at + 1 < bars.length ? (bars.open[at + 1] as number) : from;
  const usual = (averageVolume(days, at) ?? 0) * between(postmarketRatio, uniformAt(key, 0));
  const shares = Math.min(usual, 0.2 * (bars.volume[at] as number));
  const to = shares < daySharesMin ? from : roundToTick(from + known * (next - from));
  return session(key, { from, to, deviation: profile.dailyDeviation, shares });
}

function session(
  key: RandomKey,
  path: {
    readonly from: number;
    readonly to: number;
    readonly deviation: number;
    readonly shares: number;
  },
): ExtendedSession {
  const { from, to, deviation, shares } = path;
  const wick = 0.25 * deviation;
  return {
    key,
    open: from,
    close: to,
    high: roundToTick(Math.max(from, to) * (1 + wick * uniformAt(key, 2))),
    low: roundToTick(Math.min(from, to) * (1 - wick * uniformAt(key, 3))),
    volume: shares < daySharesMin ? 0 : Math.round(shares),
  };
}

function between([min, max]: readonly [number, number], share: number): number {
  return min + (max - min) * share;
}
