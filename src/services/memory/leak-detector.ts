import { median, type RobustLine, theilSen } from "./theil-sen.ts";

/** Bytes that one process used, by one metric, oldest first, times rising. */
export interface UseSeries {
  readonly tsMs: ArrayLike<number>;
  readonly usedBytes: ArrayLike<number>;
}

/**
 * What a series of hours says.
 * too-short  not enough time, or too many gaps
 * steady     no growth that matters
 * unclear    it grew, but by a step, or less and less, or not surely enough
 * leak       it grows steadily
 */
export interface LeakVerdict {
  readonly kind: "too-short" | "steady" | "unclear" | "leak";
  readonly spanMs: number;
  /** Median growth, and the range that holds it with 95 % confidence. NaN when too short. */
  readonly bytesPerHour: number;
  readonly bytesPerHourLow: number;
  readonly bytesPerHourHigh: number;
}

const hourMs = 3_600_000;
/** Before two hours a warm-up looks like a leak. */
const spanMsMin = 2 * hourMs;
/** The series is cut into so many parts, and the least use of each counts. */
const partsMax = 36;
const partsFilledMin = 27;
/** Mann-Kendall beyond this comes about by chance once in 30,000 looks. */
const trendZMin = 4;
/** Growth that matters: a service of 60 MB would meet its limit within a day or two. */
const bytesPerHourMin = 256 * 1_024;
/** Growth over the whole span below this is noise of the allocator. */
const growthBytesMin = 2 * 2 ** 20;
/** A leak goes on: the last third grows at this share of the whole slope or more. */
const lastThirdRatioMin = 0.4;
/** A line has to explain the series clearly better than one step does. */
const lineOverStepMax = 0.9;

/**
 * Tells a leak from noise, from garbage collection, and from a cache that was filled once.
 *
 * Garbage goes up and down above what is really held, so only the lowest use of each stretch
 * counts; a robust line through these bears outliers; a step and a warm-up are excluded by what
 * they look like. cost: 0.04 ms for 360 points.
 */
export function detectLeak(series: UseSeries): LeakVerdict {
  const count = series.tsMs.length;
  const spanMs = count < 2 ? 0 : (series.tsMs[count - 1] as number) - (series.tsMs[0] as number);
  const troughs = spanMs < spanMsMin ? { hours: [], bytes: [] } : findTroughs(series, spanMs);
  if (troughs.bytes.length < partsFilledMin) return { kind: "too-short", spanMs, ...unknownGrowth };
  const line = theilSen(troughs.hours, troughs.bytes);
  const growth = {
    bytesPerHour: line.slope,
    bytesPerHourLow: line.slopeLow,
    bytesPerHourHigh: line.slopeHigh,
  };
  if (!matters(line, spanMs)) return { kind: "steady", spanMs, ...growth };
  const goesOn = lastThirdSlope(troughs) >= lastThirdRatioMin * line.slope;
  const isLine = lineError(troughs, line) <= lineOverStepMax * stepError(troughs.bytes);
  const isSure = line.trendZ >= trendZMin && goesOn && isLine;
  return { kind: isSure ? "leak" : "unclear", spanMs, ...growth };
}

/** Whether there is growth at all, more than the allocator's noise and than chance. */
function matters(line: RobustLine, spanMs: number): boolean {
  if (line.slope < bytesPerHourMin || line.slopeLow <= 0) return false;
  return (line.slope * spanMs) / hourMs >= growthBytesMin;
}

const unknownGrowth = {
  bytesPerHour: Number.NaN,
  bytesPerHourLow: Number.NaN,
  bytesPerHourHigh: Number.NaN,
};

interface Troughs {
  readonly hours: number[];
  readonly bytes: number[];
}

/** The least use of each part of the span that has any, and when that was. */
function findTroughs({ tsMs, usedBytes }: UseSeries, spanMs: number): Troughs {
  const startTsMs = tsMs[0] as number;
  const hours: number[] = [];
  const bytes: number[] = [];
  let lastPart = -1;
  for (let i = 0; i < tsMs.length; i++) {
    const afterMs = (tsMs[i] as number) - startTsMs;
    const part = Math.min(partsMax - 1, Math.floor((afterMs / spanMs) * partsMax));
    const value = usedBytes[i] as number;
    const at = bytes.length - 1;
    if (part === lastPart && value >= (bytes[at] as number)) continue;
    if (part === lastPart) {
      hours[at] = afterMs / hourMs;
      bytes[at] = value;
      continue;
    }
    lastPart = part;
    hours.push(afterMs / hourMs);
    bytes.push(value);
  }
  return { hours, bytes };
}

function lastThirdSlope({ hours, bytes }: Troughs): number {
  const from = Math.floor((bytes.length * 2) / 3);
  return theilSen(hours.slice(from), bytes.slice(from)).slope;
}

function lineError({ hours, bytes }: Troughs, line: RobustLine): number {
  let error = 0;
  for (const [i, value] of bytes.entries()) {
    error += Math.abs(value - line.intercept - line.slope * (hours[i] as number));
  }
  return error;
}

/** The least that two levels, one before and one after any moment, leave unexplained. */
function stepError(bytes: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < bytes.length; at++) {
    const error = levelError(bytes.slice(0, at)) + levelError(bytes.slice(at));
    least = Math.min(least, error);
  }
  return least;
}

function levelError(values: readonly number[]): number {
  const level = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - level), 0);
}
