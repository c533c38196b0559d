import { allocateBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { Rating, RatingAction } from "../../../domain/research.ts";
import type { DemoMarket } from "./market.ts";
import type { DemoTier } from "./profile.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";

/** How far back ratings are told. */
const ratingDays = 365;
const ratingStream = 3;
/** Chance of a rating on a session. */
const chances: Readonly<Record<DemoTier, number>> = {
  trophy: 0.01,
  large: 0.025,
  middle: 0.012,
  small: 0.006,
  illiquid: 0.001,
  penny: 0.001,
};
const firms = [
  "Alder Quay Research",
  "Bramble & Finch",
  "Copperline Securities",
  "Dovetail Partners",
  "Eastmere Capital",
  "Fernhollow",
  "Granary Street",
  "Highwater Analytics",
] as const;
const grades = ["Sell", "Hold", "Buy"] as const;
const actions: readonly (readonly [cumulativeShare: number, action: RatingAction])[] = [
  [0.2, "upgrade"],
  [0.42, "downgrade"],
  [0.54, "initiate"],
  [0.74, "reiterate"],
  [1, "maintain"],
];
/** Most ratings come between 06:00 and the bell, the others in the session. */
const earlyMinute = 360;
const bellMinute = 565;
const lateMinute = 900;

/** Analysts' actions on a symbol until a moment, newest first. */
export function ratingsUntil(market: DemoMarket, symbolIndex: number, tsMs: number): Rating[] {
  const today = newYorkDate(tsMs);
  const ratings: Rating[] = [];
  for (let days = 0; days < ratingDays; days++) {
    const rating = ratingOn(market, symbolIndex, addDays(today, -days));
    if (rating && rating.tsMs <= tsMs) ratings.push(rating);
  }
  return ratings;
}

/** The rating of a date, if there is one. */
export function ratingOn(market: DemoMarket, symbolIndex: number, date: LocalDate): Rating | null {
  const key = childKey(childKey(market.beyondKey(symbolIndex), ratingStream), date);
  const { tier } = market.profile(symbolIndex);
  if (uniformAt(key, 0) >= chances[tier] || !nyse.isTradingDay(date)) return null;
  const isEarly = uniformAt(key, 1) < 0.85;
  const [from, until] = isEarly ? [earlyMinute, bellMinute] : [bellMinute, lateMinute];
  const minute = from + Math.floor(uniformAt(key, 2) * (until - from));
  const draw = uniformAt(key, 3);
  const action = (actions.find(([share]) => draw < share) as (typeof actions)[number])[1];
  return {
    symbol: market.symbols[symbolIndex] as string,
    tsMs: newYorkTsMs(date, minute),
    firm: firms[Math.floor(uniformAt(key, 4) * firms.length)] as string,
    action,
    ...gradesOf(action, uniformAt(key, 5)),
    ...targetsOf(action, key, closeBefore(market, symbolIndex, date)),
  };
}

function gradesOf(action: RatingAction, draw: number): Pick<Rating, "fromGrade" | "toGrade"> {
  const grade = (index: number) => grades[index] as string;
  const higher = 1 + Math.floor(draw * 2);
  if (action === "upgrade") return { fromGrade: grade(higher - 1), toGrade: grade(higher) };
  if (action === "downgrade") return { fromGrade: grade(higher), toGrade: grade(higher - 1) };
  const same = grade(Math.floor(draw * grades.length));
  return { fromGrade: action === "initiate" ? null : same, toGrade: same };
}

function targetsOf(
  action: RatingAction,
  key: RandomKey,
  close: number,
): Pick<Rating, "target" | "priorTarget"> {
  const reach = action === "downgrade" ? [-0.15, 0.1] : [0.02, 0.35];
  const [min, max] = reach as [number, number];
  const target = wholeOrCents(close * (1 + min + (max - min) * uniformAt(key, 6)));
  if (action === "initiate") return { target, priorTarget: null };
  const isSame = action === "reiterate";
  const change = isSame ? 1 : 1 - (action === "downgrade" ? -1 : 1) * 0.15 * uniformAt(key, 7);
  return { target, priorTarget: wholeOrCents(target * change) };
}

/** Analysts name whole dollars for all but the cheapest. */
function wholeOrCents(price: number): number {
  return price >= 20 ? Math.round(price) : Math.max(Math.round(price * 10), 1) / 10;
}

function closeBefore(market: DemoMarket, symbolIndex: number, date: LocalDate): number {
  const before = nyse.previousTradingDay(date);
  const bars = allocateBars("1d", 1);
  market.dailyBars(symbolIndex, { fromDate: before, toDate: before }, bars);
  return bars.close[0] as number;
}
