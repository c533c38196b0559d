import { isDateKeyed } from "../../domain/interval.ts";
import { newYorkMinuteOfDay } from "../../domain/new-york.ts";
import { barTimeText } from "../../domain/result-table.ts";
import type { DerivedIntervals } from "./derived-scans.ts";
import { type IntervalState, mark, unknownWord } from "./interval-state.ts";

/** "8,000 symbols, 7 intervals, newest bar 14:35 New York; 12 signals". */
export function statusText(states: readonly IntervalState[], derived: DerivedIntervals): string {
  if (states.length === 0) return "no bars yet";
  const symbols = Math.max(...states.map((state) => countOf(state, isChosen)));
  const intervalCount = new Set([...states.map(({ interval }) => interval), ...derived.keys()])
    .size;
  const signals = states.reduce((sum, state) => sum + countOf(state, isSignal), 0);
  return (
    `${plural(symbols, "symbol")}, ${plural(intervalCount, "interval")}, ` +
    `newest bar ${newestText(states)}; ${plural(signals, "signal")}`
  );
}

function newestText(states: readonly IntervalState[]): string {
  const newest = states.reduce((a, b) => (b.newestTsMs > a.newestTsMs ? b : a));
  const { newestTsMs, interval } = newest;
  if (isDateKeyed(interval)) return barTimeText(newestTsMs, newest) ?? "unknown";
  const minute = newYorkMinuteOfDay(newestTsMs);
  const clock = [Math.floor(minute / 60), minute % 60];
  return `${clock.map((part) => String(part).padStart(2, "0")).join(":")} New York`;
}

function isChosen(state: IntervalState, slot: number): boolean {
  return state.has(slot, mark.chosen);
}

function isSignal(state: IntervalState, slot: number): boolean {
  const word = state.words[slot];
  return state.has(slot, mark.chosen) && word !== 0 && word !== unknownWord;
}

function countOf(
  state: IntervalState,
  test: (state: IntervalState, slot: number) => boolean,
): number {
  let count = 0;
  for (let slot = 0; slot < state.length; slot++) if (test(state, slot)) count++;
  return count;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
