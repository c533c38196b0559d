import { formatNumber } from "../../services/chart/number-text.ts";

/** Counts, sizes and spans of time as people read them; prices: services/chart/number-text.ts. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearDays = 365.25;

export function formatCount(value: number): string {
  return formatNumber(Math.round(value), 0);
}

/** "1 symbol", "5,110 symbols". */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** "52.4 MB", in powers of 1,000 as disks are sold. */
export function formatBytes(bytes: number): string {
  const largest = byteUnits.length - 1;
  let power = 0;
  // 999,950 bytes would round up to "1,000.0 KB", so the next unit begins a little earlier.
  while (power < largest && bytes >= 999.95 * 1_000 ** power) power++;
  return `${formatNumber(bytes / 1_000 ** power, power === 0 ? 0 : 1)} ${byteUnits[power]}`;
}

/** The largest unit that says something: "45 s", "12 min", "5 h", "3 days", "2.7 years". */
export function formatSpan(spanMs: number): string {
  const ms = Math.abs(spanMs);
  if (ms < minuteMs) return `${Math.round(ms / 1_000)} s`;
  if (ms < hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  const days = ms / dayMs;
  if (days < yearDays) return `${Math.round(days)} days`;
  return `${formatNumber(days / yearDays, 1)} years`;
}

/** How long something took: "85 ms", "1.24 s", "2 min 5 s". */
export function formatDuration(spanMs: number): string {
  if (spanMs < 999.5) return `${Math.round(spanMs)} ms`;
  const seconds = spanMs / 1_000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
