import { err, ok, type Result } from "../base/result.ts";

/** Bar lengths the product knows, shortest first. */
export const intervals = ["1m", "5m", "15m", "30m", "1h", "4h", "1d", "1w"] as const;
export type Interval = (typeof intervals)[number];

const minuteMs = 60_000;
const lengthsMs: Record<Interval, number> = {
  "1m": minuteMs,
  "5m": 5 * minuteMs,
  "15m": 15 * minuteMs,
  "30m": 30 * minuteMs,
  "1h": 60 * minuteMs,
  "4h": 240 * minuteMs,
  "1d": 1_440 * minuteMs,
  "1w": 10_080 * minuteMs,
};

/** Nominal length. A session-anchored bar may be shorter (the last 4h bar of a day). */
export function intervalMs(interval: Interval): number {
  return lengthsMs[interval];
}

/** Bars of these intervals are keyed by session date and open at 00:00 New York. */
export function isDateKeyed(interval: Interval): boolean {
  return interval === "1d" || interval === "1w";
}

export function parseInterval(text: string): Result<Interval> {
  const found = intervals.find((interval) => interval === text);
  return found ? ok(found) : err(`"${text}" is not an interval; use one of ${intervals.join(" ")}`);
}
