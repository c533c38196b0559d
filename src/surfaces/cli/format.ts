/** Numbers as people read them: one style for all screens. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearDays = 365.25;

/** What stands for a value that does not exist. */
export const missingText = "–";

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function formatFixed(value: number, decimals: number): string {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** With its sign: "+1.23". */
export function formatSigned(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value > 0 ? `+${text}` : text;
}

const powers = [
  { limit: 1e12, divisor: 1e12, letter: "T" },
  { limit: 1e9, divisor: 1e9, letter: "B" },
  { limit: 1e6, divisor: 1e6, letter: "M" },
  { limit: 1e4, divisor: 1e3, letter: "k" },
] as const;

/** Three figures: "9,876", "12.3k", "4.56M". */
export function formatCompact(value: number): string {
  const power = powers.find(({ limit }) => Math.abs(value) >= limit);
  if (power === undefined) return formatCount(value);
  const scaled = value / power.divisor;
  const decimals = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `${formatFixed(scaled, decimals)}${power.letter}`;
}

const byteUnits = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** "52.4 MB", in powers of 1,000 as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = Math.min(
    bytes >= 1_000 ? Math.floor(Math.log10(bytes) / 3) : 0,
    byteUnits.length - 1,
  );
  const decimals = power === 0 ? 0 : 1;
  return `${formatFixed(bytes / 1_000 ** power, decimals)} ${byteUnits[power]}`;
}

/** The largest unit that says something: "45 s", "12 min", "5 h", "3 days", "2.7 years". */
export function formatSpan(spanMs: number): string {
  const ms = Math.abs(spanMs);
  if (ms < minuteMs) return `${Math.round(ms / 1_000)} s`;
  if (ms < hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  const days = ms / dayMs;
  if (days < yearDays) return `${Math.round(days)} days`;
  return `${formatFixed(days / yearDays, 1)} years`;
}

/** How long something took: "85 ms", "1.24 s", "2 min 5 s". */
export function formatDuration(spanMs: number): string {
  if (spanMs < 1_000) return `${Math.round(spanMs)} ms`;
  if (spanMs < minuteMs) return `${formatFixed(spanMs / 1_000, spanMs < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(spanMs / minuteMs)} min ${Math.round((spanMs % minuteMs) / 1_000)} s`;
}

/** Decimals that show a column's values with about three figures: more for small ones. */
export function decimalsFor(values: readonly number[]): number {
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const middle = sizes[sizes.length >> 1] ?? 1;
  if (middle >= 1) return 2;
  return middle >= 0.1 ? 3 : 4;
}
