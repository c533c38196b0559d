import { theilSen } from "../../src/services/memory/theil-sen.ts";
import type { SoakDay } from "./run-soak.ts";

export interface SoakVerdict {
  /** Growth of the least memory of a day, MB a day, with its 95 % bounds. */
  readonly rssMbPerDay: number;
  readonly rssMbPerDayLow: number;
  readonly rssMbPerDayHigh: number;
  readonly openFilesGrowth: number;
  readonly barMbMax: number;
  readonly databaseMbPerDay: number;
  /** Bytes of the database for each signal that the ledger gained. */
  readonly bytesPerSignal: number;
  readonly faults: readonly string[];
}

/** What counts as flat. */
export interface SoakBounds {
  /** Days until code is compiled, caches are full and the first bars are dropped. */
  readonly warmUpDays: number;
  readonly rssMbPerDayMax: number;
  /** A client may come or go while files are counted. */
  readonly openFilesGrowthMax: number;
}

const megabyte = 2 ** 20;
/** A row of the ledger with its receipt, and its index entries; the ledger is never trimmed. */
const bytesPerSignalMax = 2_000;
/** The bars may breathe by so much: blocks are dropped whole. */
const barGrowthMax = 1.35;

/** Whether memory and open files are flat, and the database grows by its ledger only. */
export function judgeSoak(days: readonly SoakDay[], bounds: SoakBounds): SoakVerdict {
  const { warmUpDays, rssMbPerDayMax, openFilesGrowthMax } = bounds;
  const late = days.slice(warmUpDays);
  const [first, last] = [late[0] as SoakDay, late.at(-1) as SoakDay];
  const x = late.map((_, day) => day);
  const rss = theilSen(
    x,
    late.map(({ rssMb }) => rssMb),
  );
  const openFilesGrowth = last.openFiles - Math.min(...late.map(({ openFiles }) => openFiles));
  const databaseMbPerDay = (last.databaseMb - first.databaseMb) / Math.max(1, late.length - 1);
  const grownBytes = (last.databaseMb - first.databaseMb) * megabyte;
  const bytesPerSignal = grownBytes / Math.max(1, last.signals - first.signals);
  const barMbMax = Math.max(...late.map(({ barMb }) => barMb));
  const faults: string[] = [];
  // The lower bound: beyond chance, and by more than it may.
  if (rss.slopeLow > 0 && rss.slope > rssMbPerDayMax) {
    faults.push(`memory grows by ${rss.slope.toFixed(2)} MB a day`);
  }
  if (openFilesGrowth > openFilesGrowthMax) faults.push(`${openFilesGrowth} more files are open`);
  if (barMbMax > barGrowthMax * first.barMb) {
    faults.push(`bars grew from ${first.barMb.toFixed(1)} to ${barMbMax.toFixed(1)} MB`);
  }
  if (bytesPerSignal > bytesPerSignalMax) {
    faults.push(`the database grew by ${bytesPerSignal.toFixed(0)} bytes for each new signal`);
  }
  return {
    rssMbPerDay: rss.slope,
    rssMbPerDayLow: rss.slopeLow,
    rssMbPerDayHigh: rss.slopeHigh,
    ...{ openFilesGrowth, barMbMax, databaseMbPerDay, bytesPerSignal, faults },
  };
}

export function dayLine(day: SoakDay): string {
  const { date, rssMb, anonMb, openFiles, databaseMb, barMb, signals, elapsedS } = day;
  return [
    date,
    `RSS ${rssMb.toFixed(1)} MB`,
    `heap ${anonMb.toFixed(1)} MB`,
    `${openFiles} files`,
    `database ${databaseMb.toFixed(1)} MB`,
    `bars ${barMb.toFixed(2)} MB`,
    `${signals} signals`,
    `${elapsedS.toFixed(0)} s`,
  ].join("  ");
}

export function verdictLines(verdict: SoakVerdict): readonly string[] {
  const { rssMbPerDay, rssMbPerDayLow, rssMbPerDayHigh } = verdict;
  const range = [rssMbPerDayLow, rssMbPerDayHigh].map((value) => value.toFixed(3)).join(" to ");
  return [
    `memory: ${rssMbPerDay.toFixed(3)} MB a day (${range} with 95 % confidence)`,
    `open files: ${verdict.openFilesGrowth} more than at the least`,
    `database: ${verdict.databaseMbPerDay.toFixed(2)} MB a day, ` +
      `${verdict.bytesPerSignal.toFixed(0)} bytes for each new signal; ` +
      `bars ${verdict.barMbMax.toFixed(2)} MB at most`,
  ];
}
