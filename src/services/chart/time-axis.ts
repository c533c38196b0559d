import type { Bars } from "../../domain/bars.ts";
import { isDateKeyed } from "../../domain/interval.ts";
import { toYearMonthDay, weekStart } from "../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../domain/new-york.ts";
import { valueAt } from "./columns.ts";
import { minuteText, monthName, weekdayName } from "./time-text.ts";

export interface TimeTick {
  /** Index of the bar that begins what the label names. */
  readonly index: number;
  readonly text: string;
  /** Names the longer unit: the day between hours, the month between weeks, the year. */
  readonly isStrong: boolean;
}

interface Room {
  /** px from bar to bar. */
  readonly pitch: number;
  /** px between the middles of two labels, at least. */
  readonly spacingMin: number;
}

/** Labels of the time axis in New York time, as many as have room, oldest first. */
export function timeTicks(bars: Bars, room: Room): TimeTick[] {
  return isDateKeyed(bars.interval) ? dateTicks(bars, room) : clockTicks(bars, room);
}

/** A finer unit is shown where at least so many of its labels find room. */
const weakShareMin = 0.5;

type Naming = (index: number) => { readonly key: number; readonly text: string };

/** Ways to divide dates, finest first: each names the units inside the next one. */
function dateNamings(bars: Bars): { readonly fine: Naming; readonly coarse: Naming }[] {
  const dateAt = (index: number) => newYorkDate(valueAt(bars.openTsMs, index));
  const dayText = (index: number) => {
    const { month, day } = toYearMonthDay(dateAt(index));
    return `${monthName(month)} ${day}`;
  };
  const day: Naming = (index) => ({ key: dateAt(index), text: dayText(index) });
  const weeks = (count: number): Naming => {
    return (index) => {
      // Mondays are days 4, 11, 18... since 1970-01-01.
      const week = (weekStart(dateAt(index)) - 4) / 7;
      return { key: Math.floor(week / count), text: dayText(index) };
    };
  };
  const months = (count: number): Naming => {
    return (index) => {
      const { year, month } = toYearMonthDay(dateAt(index));
      const ordinal = year * 12 + month - 1;
      return { key: Math.floor(ordinal / count), text: monthName(month) };
    };
  };
  const year: Naming = (index) => {
    const { year: number } = toYearMonthDay(dateAt(index));
    return { key: number, text: String(number) };
  };
  const coarseMonth: Naming = (index) => {
    const { year: number, month } = toYearMonthDay(dateAt(index));
    return { key: number * 12 + month, text: month === 1 ? String(number) : monthName(month) };
  };
  return [
    { fine: day, coarse: coarseMonth },
    { fine: weeks(1), coarse: coarseMonth },
    { fine: weeks(2), coarse: coarseMonth },
    { fine: months(1), coarse: year },
    { fine: months(2), coarse: year },
    { fine: months(3), coarse: year },
    { fine: months(6), coarse: year },
    { fine: year, coarse: year },
  ];
}

function dateTicks(bars: Bars, room: Room): TimeTick[] {
  const namings = dateNamings(bars);
  for (const { fine, coarse } of namings) {
    const starts = unitStarts(bars, fine);
    if (!hasRoom(starts, room)) continue;
    const strong = strongTicks(bars, coarse);
    const ticks = merge(ticksOf(starts, fine, false), strong, room);
    // Where month names push out most of the weeks, what is left of them looks like a mistake.
    const weakCount = ticks.filter(({ isStrong }) => !isStrong).length;
    if (weakCount >= starts.length * weakShareMin || fine === coarse) return ticks;
  }
  return [];
}

const clockSteps = [5, 10, 15, 30, 60, 120, 240, 480, 1_440];

function clockTicks(bars: Bars, room: Room): TimeTick[] {
  const day: Naming = (index) => {
    const date = newYorkDate(valueAt(bars.openTsMs, index));
    return { key: date, text: `${weekdayName(date)} ${toYearMonthDay(date).day}` };
  };
  const days = strongTicks(bars, day);
  for (const stepMinutes of clockSteps) {
    const clock: Naming = (index) => {
      const tsMs = valueAt(bars.openTsMs, index);
      const minute = newYorkMinuteOfDay(tsMs);
      const slot = Math.floor(minute / stepMinutes);
      return { key: newYorkDate(tsMs) * 1_440 + slot, text: minuteText(slot * stepMinutes) };
    };
    // A slot that begins before its first bar has no bar to stand under.
    const starts = unitStarts(bars, clock).filter((index) => {
      return newYorkMinuteOfDay(valueAt(bars.openTsMs, index)) % stepMinutes === 0;
    });
    if (hasRoom(starts, room)) return merge(ticksOf(starts, clock, false), days, room);
  }
  return spaced(days, room);
}

/** Bars whose unit differs from that of the bar before. The first bar begins nothing. */
function unitStarts(bars: Bars, naming: Naming): number[] {
  const starts: number[] = [];
  for (let i = 1; i < bars.length; i++) {
    if (naming(i).key !== naming(i - 1).key) starts.push(i);
  }
  return starts;
}

function ticksOf(starts: readonly number[], naming: Naming, isStrong: boolean): TimeTick[] {
  return starts.map((index) => ({ index, text: naming(index).text, isStrong }));
}

function strongTicks(bars: Bars, naming: Naming): TimeTick[] {
  return ticksOf(unitStarts(bars, naming), naming, true);
}

/** Typical distance decides: one short unit (a holiday week) only costs its own label. */
function hasRoom(starts: readonly number[], room: Room): boolean {
  if (starts.length < 2) return true;
  const distances = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
  const middle = distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
  return middle * room.pitch >= room.spacingMin;
}

/** Strong labels stand; the others give way to them and to each other. */
function merge(weak: TimeTick[], strong: TimeTick[], room: Room): TimeTick[] {
  const kept = spaced(strong, room);
  const distanceMin = room.spacingMin / room.pitch;
  for (const tick of weak) {
    if (kept.every(({ index }) => Math.abs(index - tick.index) >= distanceMin)) kept.push(tick);
  }
  return kept.sort((a, b) => a.index - b.index);
}

function spaced(ticks: readonly TimeTick[], room: Room): TimeTick[] {
  const kept: TimeTick[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    const isFar = !before || (tick.index - before.index) * room.pitch >= room.spacingMin;
    if (isFar) kept.push(tick);
  }
  return kept;
}
