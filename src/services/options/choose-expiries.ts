import { type LocalDate, toYearMonthDay, weekStart } from "../../domain/local-date.ts";

/** What is near: 0DTE, dailies and the weeklies of this and next week. */
export const nearDays = 10;
/** Beyond them, so many ends of weeks and of months. */
const weekliesBeyond = 2;
const monthliesNext = 2;
/** A chain is asked for so many expiries at most. */
export const expiriesMax = 8;

/**
 * Expiries worth a look, of those that are listed, rising: the next monthlies and two weeklies
 * beyond the near ones always, and the nearest of the near ones as far as there is room.
 */
export function chooseExpiries(listed: readonly LocalDate[], today: LocalDate): LocalDate[] {
  const alive = [...new Set(listed)].filter((date) => date >= today).sort((a, b) => a - b);
  const near = alive.filter((date) => date <= today + nearDays);
  const weekEnds = alive.filter((date, i) => isLastOfWeek(date, alive[i + 1]));
  const weeklies = weekEnds.filter((date) => date > today + nearDays).slice(0, weekliesBeyond);
  const monthlies = weekEnds.filter(isMonthly).slice(0, monthliesNext);
  const chosen = new Set([...monthlies, ...weeklies]);
  for (const date of near) if (chosen.size < expiriesMax) chosen.add(date);
  return [...chosen].sort((a, b) => a - b);
}

/** The listed expiry that ends its week: Friday, or Thursday before a holiday. */
function isLastOfWeek(date: LocalDate, next: LocalDate | undefined): boolean {
  return next === undefined || weekStart(next) !== weekStart(date);
}

/** In the week of the third Friday of a month. */
function isMonthly(date: LocalDate): boolean {
  const friday = (weekStart(date) + 4) as LocalDate;
  const { day } = toYearMonthDay(friday);
  return day >= 15 && day <= 21;
}
