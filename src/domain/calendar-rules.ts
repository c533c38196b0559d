import {
  addDays,
  fromYearMonthDay,
  type LocalDate,
  localDateFromDays,
  weekday,
} from "./local-date.ts";

/**
 * When the New York Stock Exchange closes for a day or at 13:00, as rules plus a table.
 *
 * src   NYSE Rule 7.2 and the exchange's list of closings since 1885; compared by tests with two
 *       public lists. The rules hold from 1993, the first year of 13:00 closes.
 * not   unscheduled late openings and halts inside a session (1996-01-08, 1997-10-27, 2005-06-01)
 */

/** A day that differs from a plain Monday to Friday session. */
export interface SpecialDay {
  readonly date: LocalDate;
  readonly kind: "half" | "closed";
  readonly reason: string;
}

export const calendarYearMin = 1993;
export const calendarYearMax = 2100;

const monday = 1;
const tuesday = 2;
const wednesday = 3;
const thursday = 4;
const saturday = 6;
const sunday = 7;

/** Everything that no rule gives. */
const exceptions: readonly (readonly [string, SpecialDay["kind"], string])[] = [
  ["1994-04-27", "closed", "funeral of Richard Nixon"],
  ["1997-12-26", "half", "day after Christmas"],
  ["2001-09-11", "closed", "September 11 attacks"],
  ["2001-09-12", "closed", "September 11 attacks"],
  ["2001-09-13", "closed", "September 11 attacks"],
  ["2001-09-14", "closed", "September 11 attacks"],
  ["2003-12-26", "half", "day after Christmas"],
  ["2004-06-11", "closed", "mourning for Ronald Reagan"],
  ["2007-01-02", "closed", "mourning for Gerald Ford"],
  ["2012-10-29", "closed", "Hurricane Sandy"],
  ["2012-10-30", "closed", "Hurricane Sandy"],
  ["2018-12-05", "closed", "mourning for George H. W. Bush"],
  ["2025-01-09", "closed", "mourning for Jimmy Carter"],
];

/** Holidays, half days and exceptions of a year, in no particular order; none twice. */
export function specialDaysOf(year: number): SpecialDay[] {
  return [...holidaysOf(year), ...halfDaysOf(year), ...exceptionsOf(year)];
}

function holidaysOf(year: number): SpecialDay[] {
  const days = [
    closed(nthWeekday({ year, month: 2, weekday: monday, nth: 3 }), "Presidents' Day"),
    closed(addDays(easterSunday(year), -2), "Good Friday"),
    closed(addDays(nthWeekday({ year, month: 6, weekday: monday, nth: 1 }), -7), "Memorial Day"),
    closed(observed(fromYearMonthDay(year, 7, 4)), "Independence Day"),
    closed(nthWeekday({ year, month: 9, weekday: monday, nth: 1 }), "Labor Day"),
    closed(thanksgiving(year), "Thanksgiving"),
    closed(observed(fromYearMonthDay(year, 12, 25)), "Christmas"),
  ];
  const newYear = fromYearMonthDay(year, 1, 1);
  // A New Year on Saturday is not moved to Friday: that is the last accounting day of the old year.
  if (weekday(newYear) !== saturday) days.push(closed(observed(newYear), "New Year's Day"));
  if (year >= 1998) {
    const third = nthWeekday({ year, month: 1, weekday: monday, nth: 3 });
    days.push(closed(third, "Martin Luther King Day"));
  }
  if (year >= 2022) days.push(closed(observed(fromYearMonthDay(year, 6, 19)), "Juneteenth"));
  return days;
}

function halfDaysOf(year: number): SpecialDay[] {
  const days = [half(addDays(thanksgiving(year), 1), "day after Thanksgiving")];
  const christmasEve = fromYearMonthDay(year, 12, 24);
  if (weekday(christmasEve) <= thursday) days.push(half(christmasEve, "Christmas Eve"));

  const july3 = fromYearMonthDay(year, 7, 3);
  const july3Weekday = weekday(july3);
  if (july3Weekday === monday || july3Weekday === tuesday || july3Weekday === thursday) {
    days.push(half(july3, "day before Independence Day"));
  } else if (july3Weekday === wednesday) {
    // Until 2012 the exchange closed early after a Thursday holiday instead of before it.
    if (year >= 2013) days.push(half(july3, "day before Independence Day"));
    else days.push(half(addDays(july3, 2), "day after Independence Day"));
  }
  return days;
}

function exceptionsOf(year: number): SpecialDay[] {
  const days: SpecialDay[] = [];
  for (const [text, kind, reason] of exceptions) {
    const [textYear, month, day] = text.split("-").map(Number) as [number, number, number];
    if (textYear === year) days.push({ date: fromYearMonthDay(year, month, day), kind, reason });
  }
  return days;
}

function thanksgiving(year: number): LocalDate {
  return nthWeekday({ year, month: 11, weekday: thursday, nth: 4 });
}

/** A Saturday holiday is kept on Friday, a Sunday one on Monday. */
function observed(date: LocalDate): LocalDate {
  if (weekday(date) === saturday) return addDays(date, -1);
  return weekday(date) === sunday ? addDays(date, 1) : date;
}

interface WeekdayOfMonth {
  readonly year: number;
  readonly month: number;
  readonly weekday: number;
  readonly nth: number;
}

function nthWeekday(wanted: WeekdayOfMonth): LocalDate {
  const first = fromYearMonthDay(wanted.year, wanted.month, 1);
  const daysToWeekday = (wanted.weekday - weekday(first) + 7) % 7;
  return addDays(first, daysToWeekday + 7 * (wanted.nth - 1));
}

/** Gregorian computus (Meeus, Jones and Butcher: "Astronomical Algorithms", chapter 8). */
function easterSunday(year: number): LocalDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonShift = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const daysFromMarch22 = epact + toSunday - 7 * late;
  return localDateFromDays(fromYearMonthDay(year, 3, 22) + daysFromMarch22);
}

function closed(date: LocalDate, reason: string): SpecialDay {
  return { date, kind: "closed", reason };
}

function half(date: LocalDate, reason: string): SpecialDay {
  return { date, kind: "half", reason };
}
