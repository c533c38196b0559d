import { assert } from "../../../base/assert.ts";
import { allocateBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import type { DemoMarket } from "./market.ts";
import { lifeDays, type OptionClass } from "./option-expiries.ts";
import { childKey, type RandomKey, wordAt } from "./random.ts";

/** Contracts of one expiry of one symbol: which strikes, and what trades in each session. */
export interface OptionLife {
  readonly expiry: LocalDate;
  /** Rising; the same all day, and more of them when the price leaves their range. */
  readonly strikes: readonly number[];
  /** Sessions from the first one on, up to the one that was asked for. */
  readonly dates: readonly LocalDate[];
  /** Close before each session. */
  readonly reference: Float64Array;
  /** Contracts that trade at the money, and what a distance from it counts for. */
  readonly usual: Float64Array;
  readonly nearness: Float64Array;
}

/** What trades of one contract on one day. */
export interface DayFlow {
  /** Contracts that go through in the course of the day. */
  ordinary: number;
  /** Contracts of one large order that sweeps through in minutes; mostly 0. */
  burst: number;
  /** How many positions are opened, less those that are closed. */
  opened: number;
}

/** A contract of a life, by the key that its flow is drawn with. */
export interface KeyedContract {
  readonly key: RandomKey;
  readonly strike: number;
  readonly isCall: boolean;
}

const strikeSteps = [0.5, 1, 2.5, 5, 10, 25, 50, 100] as const;
/** Strikes between the edges of the first listing, about. */
const strikesWanted = 60;
const strikesMax = 160;
/** Share of a symbol's turnover (in lots of 100) that a contract at the money has. */
const usualRatios: Readonly<Record<OptionClass, number>> = {
  daily: 0.03,
  weekly: 0.015,
  monthly: 0.004,
};
const usualMax = 20_000;
/** Days after which the interest in an expiry has halved. */
const farDays = 12;
/** A contract is swept on so many of its days: one in 300. */
const burstWordMax = 2 ** 32 / 300;
const burstUsualMin = 4;
const wordRatio = 1 / 2 ** 32;
const wordsPerDay = 8;

/** Reads the past of an expiry up to a session. Costs a walk of its days, 25 us at most. */
export function readOptionLife(
  market: DemoMarket,
  symbolIndex: number,
  optionClass: OptionClass,
  expiry: LocalDate,
  date: LocalDate,
): OptionLife {
  const days = lifeDays(expiry);
  const profile = market.profile(symbolIndex);
  const firstDate = addDays(expiry, -days);
  const dates = nyse.tradingDaysBetween(firstDate, date);
  assert(dates.length > 0, "the session lies in the life of the expiry");
  const range = { fromDate: nyse.previousTradingDay(dates[0] as LocalDate), toDate: date };
  const bars = allocateBars("1d", dates.length + 1);
  market.dailyBars(symbolIndex, range, bars);
  const count = dates.length;
  const reference = bars.close.slice(0, count);
  const usual = new Float64Array(count);
  const nearness = new Float64Array(count);
  const scale = (profile.baseShares / 100) * usualRatios[optionClass];
  const deviation = profile.dailyDeviation + 0.006;
  for (let index = 0; index < count; index++) {
    const daysLeft = expiry - (dates[index] as LocalDate);
    const activity = (bars.volume[index + 1] as number) / profile.baseShares;
    const interest = 1 / (1 + daysLeft / farDays);
    const busy = scale * Math.min(Math.max(activity, 0.2), 4) * interest;
    usual[index] = Math.min(busy, usualMax);
    nearness[index] = 1 / (1.2 * deviation * Math.sqrt(1 + daysLeft * 0.7));
  }
  const strikes = strikesOf(reference, Math.min(2.5 * deviation * Math.sqrt(days * 0.7), 0.45));
  return { expiry, strikes, dates, reference, usual, nearness };
}

/** Strikes around every close so far: exchanges add some when the price moves, and drop none. */
function strikesOf(reference: Float64Array, widthRatio: number): number[] {
  const anchor = reference[0] as number;
  const wanted = (2 * widthRatio * anchor) / strikesWanted;
  const step = strikeSteps.find((candidate) => candidate >= wanted) ?? 250;
  let lowest = anchor;
  let highest = anchor;
  for (const close of reference) {
    lowest = Math.min(lowest, close);
    highest = Math.max(highest, close);
  }
  const last = Math.ceil((highest * (1 + widthRatio)) / step);
  const first = Math.max(Math.floor((lowest * (1 - widthRatio)) / step), last - strikesMax, 1);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The key of a contract, from the one of its symbol's options. */
export function contractKey(
  optionsKey: RandomKey,
  expiry: LocalDate,
  strike: number,
  isCall: boolean,
): RandomKey {
  const number = 2 * Math.round(strike * 10) + (isCall ? 1 : 0);
  return childKey(childKey(optionsKey, expiry), number);
}

/** What trades of a contract in session `index` of its life. Allocates nothing. */
export function readDayFlow(
  life: OptionLife,
  contract: KeyedContract,
  index: number,
  flow: DayFlow,
): void {
  const { key, strike, isCall } = contract;
  const distance = strike / (life.reference[index] as number) - 1;
  const z = distance * (life.nearness[index] as number);
  // Options in the money trade half as much.
  const lively = distance >= 0 === isCall ? 1 : 0.5;
  const busy = ((life.usual[index] as number) * lively) / ((1 + z * z) * (1 + z * z));
  const counter = (life.dates[index] as number) * wordsPerDay;
  const draw = (wordAt(key.low, key.high, counter) >>> 0) * wordRatio;
  const openDraw = (wordAt(key.low, key.high, counter + 1) >>> 0) * wordRatio;
  flow.ordinary = Math.floor(busy * (0.15 + 2.4 * draw * draw));
  flow.burst = 0;
  const isLate = life.expiry - (life.dates[index] as number) <= 2;
  flow.opened = Math.trunc(flow.ordinary * ((isLate ? -0.6 : -0.45) + 1.1 * openDraw));
  if (busy < burstUsualMin || wordAt(key.low, key.high, counter + 2) >>> 0 >= burstWordMax) return;
  const sizeDraw = (wordAt(key.low, key.high, counter + 3) >>> 0) * wordRatio;
  flow.burst = 150 + Math.floor(busy * (2 + 18 * sizeDraw * sizeDraw));
  // Most large orders open a position; the others close what there is.
  const isOpening = (wordAt(key.low, key.high, counter + 4) >>> 0) * wordRatio < 0.7;
  flow.opened += Math.trunc(flow.burst * (isOpening ? 0.9 : -0.8));
}

/** Contracts that are open before session `index`: what was opened and not closed since. */
export function openInterestBefore(
  life: OptionLife,
  contract: KeyedContract,
  index: number,
  flow: DayFlow,
): number {
  let open = 0;
  for (let day = 0; day < index; day++) {
    readDayFlow(life, contract, day, flow);
    open = Math.max(open + flow.opened, 0);
  }
  return open;
}
