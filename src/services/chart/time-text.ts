import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { type LocalDate, toYearMonthDay, weekday } from "../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../domain/new-york.ts";

/** Moments as people in New York read them, and spans. */

const monthNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const weekdayNames = "Mon Tue Wed Thu Fri Sat Sun".split(" ");

export function monthName(month: number): string {
  return monthNames[month - 1] ?? "";
}

export function weekdayName(date: LocalDate): string {
  return weekdayNames[weekday(date) - 1] ?? "";
}

/** "Fri 30 Jun 2023" */
export function dateText(date: LocalDate): string {
  const { year, month, day } = toYearMonthDay(date);
  return `${weekdayName(date)} ${day} ${monthName(month)} ${year}`;
}

/** "09:30" from minutes since midnight. */
export function minuteText(minuteOfDay: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** "Fri 30 Jun 2023 15:55 ET" */
export function momentText(tsMs: number): string {
  return `${dateText(newYorkDate(tsMs))} ${minuteText(newYorkMinuteOfDay(tsMs))} ET`;
}

/** What a bar is called: the session date, "week of" its Monday, or its opening moment. */
export function barText(openTsMs: number, interval: Interval): string {
  if (!isDateKeyed(interval)) return momentText(openTsMs);
  const date = dateText(newYorkDate(openTsMs));
  return interval === "1w" ? `Week of ${date}` : date;
}

const spanUnits = [
  { fromMs: 365 * 86_400_000, suffix: "y" },
  { fromMs: 86_400_000, suffix: "d" },
  { fromMs: 3_600_000, suffix: "h" },
  { fromMs: 60_000, suffix: "min" },
] as const;

/** The largest unit that fits: "38 s", "12 min", "3 d". */
export function spanText(spanMs: number): string {
  const unit = spanUnits.find(({ fromMs }) => spanMs >= fromMs);
  if (unit === undefined) return `${Math.max(0, Math.round(spanMs / 1_000))} s`;
  return `${Math.floor(spanMs / unit.fromMs)} ${unit.suffix}`;
}
