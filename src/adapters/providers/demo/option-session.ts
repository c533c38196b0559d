import { assert } from "../../../base/assert.ts";
import { allocateBars, barAt } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { sessionBounds } from "../../../domain/session.ts";
import { ln } from "./exact-math.ts";
import type { DemoMarket } from "./market.ts";
import { MinutePainter } from "./minute-painter.ts";
import { tradePriceIn } from "./minute-trades.ts";
import type { OptionValue } from "./option-value.ts";
import { valueOption } from "./option-value.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";

/** The rate that the demo's option prices are made with. */
export const demoInterestRatio = 0.04;

const minuteMs = 60_000;
const yearMs = 365 * 86_400_000;
const sessionsPerYear = 252;
const realisedSessions = 20;
/** Calendar days that surely hold so many sessions. */
const realisedDays = 40;
/** Variance that market and sector add in an ordinary year, at a beta of 1. */
const commonVariance = 0.000_1;
const ivMin = 0.08;
const ivMax = 2;
/** The smile ends at so many deviations from the money. */
const smileEnd = 3;
/** The implied volatility changes its course so often. */
const knotMinutes = 30;
const volatilityStream = 1;
const surfaceStream = 2;

/** What prices of options at one moment have in common. */
export interface SessionMoment {
  readonly tsMs: number;
  readonly spot: number;
  /** See `levelAt`. */
  readonly level: number;
}

/** A symbol on one session: its price at any moment of it, and what volatility options imply. */
export class OptionSession {
  readonly symbolIndex: number;
  readonly date: LocalDate;
  readonly openTsMs: number;
  readonly closeTsMs: number;
  /** Parent of the keys of all contracts of the symbol. */
  readonly optionsKey: RandomKey;
  readonly #minutes = new MinutePainter();
  /** Price before each minute. */
  readonly #before: Float64Array;
  readonly #atTheMoney: number;
  readonly #knots: RandomKey;
  readonly #skew: number;
  readonly #smile: number;

  constructor(market: DemoMarket, symbolIndex: number, date: LocalDate) {
    const bounds = sessionBounds(date);
    assert(bounds !== null, "options trade on sessions");
    this.symbolIndex = symbolIndex;
    this.date = date;
    this.openTsMs = bounds.regularOpenTsMs;
    this.closeTsMs = bounds.regularCloseTsMs;
    const beyond = market.beyondKey(symbolIndex);
    this.optionsKey = childKey(beyond, surfaceStream);
    const profile = market.profile(symbolIndex);
    const bars = allocateBars("1d", realisedDays);
    market.dailyBars(symbolIndex, { fromDate: addDays(date, -realisedDays), toDate: date }, bars);
    const today = barAt(bars, bars.length - 1);
    const minuteCount = (this.closeTsMs - this.openTsMs) / minuteMs;
    const span = { minuteCount, fromMinute: 0, untilMinute: minuteCount };
    this.#minutes.paint(market.minuteKey(symbolIndex, date), today, span);
    this.#before = new Float64Array(minuteCount + 1);
    this.#before[0] = today.open;
    for (let minute = 0; minute < minuteCount; minute++) {
      const isTraded = (this.#minutes.volume[minute] as number) > 0;
      this.#before[minute + 1] = (
        isTraded ? this.#minutes.close[minute] : this.#before[minute]
      ) as number;
    }
    const usual = profile.dailyDeviation ** 2 + profile.beta ** 2 * commonVariance;
    const variance = 0.55 * usual + 0.45 * realisedVariance(bars.close, bars.length - 1);
    this.#knots = childKey(childKey(beyond, volatilityStream), date);
    const premium = 1.04 + 0.12 * uniformAt(this.#knots, 0);
    const ratio = Math.sqrt(variance * sessionsPerYear) * premium;
    this.#atTheMoney = Math.min(Math.max(ratio, ivMin), ivMax);
    this.#skew = -0.03 - 0.05 * uniformAt(this.optionsKey, 0);
    this.#smile = 0.012 + 0.015 * uniformAt(this.optionsKey, 1);
  }

  /** Newest regular trade at a moment of the session; its close afterwards. */
  spotAt(tsMs: number): number {
    const elapsedMs = Math.min(Math.max(tsMs, this.openTsMs), this.closeTsMs) - this.openTsMs;
    const minute = Math.min(Math.floor(elapsedMs / minuteMs), this.#before.length - 2);
    const isTraded = (this.#minutes.volume[minute] as number) > 0;
    const price = isTraded
      ? tradePriceIn(this.#minutes, minute, elapsedMs - minute * minuteMs)
      : null;
    return price ?? (this.#before[minute] as number);
  }

  /** Implied volatility at the money, before the effect of the time that is left. */
  levelAt(tsMs: number): number {
    const minutes = Math.min(Math.max(tsMs, this.openTsMs), this.closeTsMs) - this.openTsMs;
    const position = minutes / minuteMs / knotMinutes;
    const knot = Math.floor(position);
    const from = uniformAt(this.#knots, knot + 1);
    const to = uniformAt(this.#knots, knot + 2);
    const wave = from + (to - from) * (position - knot);
    return this.#atTheMoney * (0.97 + 0.06 * wave);
  }

  /** Fills `value` and returns the implied volatility. */
  value(
    contract: { readonly strike: number; readonly isCall: boolean; readonly expiryTsMs: number },
    moment: SessionMoment,
    value: OptionValue,
  ): number {
    const { strike, isCall, expiryTsMs } = contract;
    const { tsMs, spot, level } = moment;
    const years = Math.max(expiryTsMs - tsMs, minuteMs) / yearMs;
    // What expires soon is dearer.
    const near = level * (1 + 0.05 / (1 + years * 365));
    const deviations = ln(strike / spot) / (near * Math.sqrt(years));
    const x = Math.min(Math.max(deviations, -smileEnd), smileEnd);
    const ivRatio = near * (1 + this.#skew * x + this.#smile * x * x);
    const interestRatio = demoInterestRatio;
    valueOption({ isCall, spot, strike, years, ivRatio, interestRatio }, value);
    return ivRatio;
  }
}

/** When the contracts of an expiry end. */
export function expiryTsMsOf(expiry: LocalDate): number {
  assert(nyse.isTradingDay(expiry), "contracts expire on sessions");
  return (sessionBounds(expiry) as { readonly regularCloseTsMs: number }).regularCloseTsMs;
}

/** Daily variance of the log returns before row `until`. */
function realisedVariance(close: Float64Array, until: number): number {
  let sum = 0;
  const from = Math.max(until - realisedSessions, 1);
  for (let index = from; index < until; index++) {
    const move = ln((close[index] as number) / (close[index - 1] as number));
    sum += move * move;
  }
  return sum / Math.max(until - from, 1);
}
