import type { DayFlow } from "./option-life.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";

/** A session as the prints of a contract are spread over it. */
export interface PrintHours {
  readonly openTsMs: number;
  readonly closeTsMs: number;
}

/** What a day's flow consists of: a run of ordinary prints, and one of a large order. */
export interface PrintRun {
  readonly hours: PrintHours;
  readonly key: RandomKey;
  readonly isBurst: boolean;
  readonly contracts: number;
  readonly printCount: number;
  /** Of a burst: when it begins. */
  readonly startTsMs: number;
}

/** Where a print goes through. */
export type PrintSide = "ask" | "bid" | "middle";

const printsMax = 240;
const burstMs = 90_000;
/** A burst begins in this part of the session. */
const burstFrom = 0.04;
const burstUntil = 0.92;
const burstStream = 7;
/** Draws of a print: its moment, where it ends among the contracts, its side, its exchange. */
const wordsPerPrint = 4;
/** Behind the words of the prints. */
const runWord = wordsPerPrint * (printsMax + 1);

/** The runs of a contract on a day; `dayKey` is the contract's key for the date. */
export function printRunsOf(dayKey: RandomKey, flow: DayFlow, hours: PrintHours): PrintRun[] {
  const runs: PrintRun[] = [];
  if (flow.ordinary > 0) runs.push(ordinaryRun(dayKey, flow.ordinary, hours));
  if (flow.burst > 0) runs.push(burstRun(childKey(dayKey, burstStream), flow.burst, hours));
  return runs;
}

function ordinaryRun(key: RandomKey, contracts: number, hours: PrintHours): PrintRun {
  const printCount = Math.min(contracts, 6 + Math.floor(3 * Math.sqrt(contracts)), printsMax);
  return { hours, key, isBurst: false, contracts, printCount, startTsMs: hours.openTsMs };
}

function burstRun(key: RandomKey, contracts: number, hours: PrintHours): PrintRun {
  const share = burstFrom + (burstUntil - burstFrom) * uniformAt(key, runWord);
  const lengthMs = hours.closeTsMs - hours.openTsMs;
  const startTsMs = hours.openTsMs + Math.floor(share * lengthMs);
  const printCount = 6 + Math.floor(18 * uniformAt(key, runWord + 1));
  return { hours, key, isBurst: true, contracts, printCount, startTsMs };
}

/** When print `index` goes through; never earlier than the one before it. */
export function printTsMs(run: PrintRun, index: number): number {
  const share = (index + uniformAt(run.key, index * wordsPerPrint)) / run.printCount;
  if (run.isBurst) return run.startTsMs + Math.floor(share * burstMs);
  const { openTsMs, closeTsMs } = run.hours;
  return openTsMs + Math.floor(rushed(share) * (closeTsMs - openTsMs));
}

/** Contracts of the prints before `index`; all of them for `printCount`. */
export function contractsBefore(run: PrintRun, index: number): number {
  if (index === 0) return 0;
  if (index === run.printCount) return run.contracts;
  const jitter = uniformAt(run.key, index * wordsPerPrint + 1);
  return Math.floor((run.contracts * (index + jitter)) / run.printCount);
}

/** How many prints have gone through at a moment. */
export function printsUntil(run: PrintRun, tsMs: number): number {
  const { openTsMs, closeTsMs } = run.hours;
  const share = (tsMs - openTsMs) / (closeTsMs - openTsMs);
  if (share < 0) return 0;
  // The order of prints is that of their shares, so only the neighbours have to be looked at.
  let index = run.isBurst ? 0 : Math.max(Math.floor(unrushed(share) * run.printCount) - 1, 0);
  while (index < run.printCount && printTsMs(run, index) <= tsMs) index++;
  return index;
}

/** Most sides of a large order are the same. */
export function printSide(run: PrintRun, index: number): PrintSide {
  const draw = uniformAt(run.key, index * wordsPerPrint + 2);
  if (!run.isBurst) return draw < 0.4 ? "ask" : draw < 0.8 ? "bid" : "middle";
  const isBought = uniformAt(run.key, runWord + 2) < 0.65;
  if (draw > 0.85) return "middle";
  return isBought ? "ask" : "bid";
}

const exchanges = ["C", "X", "I", "P", "A", "B", "Q", "M"] as const;

export function printExchange(run: PrintRun, index: number): string {
  const draw = uniformAt(run.key, index * wordsPerPrint + 3);
  return exchanges[Math.floor(draw * exchanges.length)] as string;
}

/** Share of the session after a share of the prints: they crowd at the open and the close. */
function rushed(share: number): number {
  const y = 2 * share - 1;
  return (1 + y * (1.35 - 0.35 * y * y)) / 2;
}

/** The inverse of `rushed`, by halving. */
function unrushed(sessionShare: number): number {
  let low = 0;
  let high = 1;
  if (sessionShare >= 1) return 1;
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (rushed(middle) <= sessionShare) low = middle;
    else high = middle;
  }
  return low;
}
