import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Interval, isDateKeyed, parseInterval } from "../../domain/interval.ts";
import { parseLocalDate } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { ResultRow } from "../../domain/result-table.ts";
import type { CellValue } from "../../domain/signal.ts";
import { plainRow } from "./row-columns.ts";

/** Open time of a bar named "2023-06-30" or "2023-06-30T13:30:00Z" in a row; NaN without a name. */
export function barOpenTsMs(barTime: CellValue | undefined, interval: Interval): number {
  if (typeof barTime !== "string") return Number.NaN;
  if (!isDateKeyed(interval)) return Date.parse(barTime);
  const date = parseLocalDate(barTime);
  return date.ok ? newYorkTsMs(date.value, 0) : Number.NaN;
}

/**
 * Rows with the age their bars have at this moment, instead of the one they had when they were
 * scanned: an answer from a store that nobody fills any more shows it.
 */
export function withAgesAt(nowTsMs: number, rows: readonly ResultRow[]): ResultRow[] {
  // A market has few distinct newest bars, and a calendar look-up for each of its rows costs.
  const ages = new Map<string, number | null>();
  return rows.map((row) => {
    const key = `${row["interval"]} ${row["bar_time"]}`;
    let age = ages.get(key);
    if (age === undefined) {
      age = ageSeconds(row, nowTsMs);
      ages.set(key, age);
    }
    return { ...plainRow(row), data_age_seconds: age };
  });
}

function ageSeconds(row: ResultRow, nowTsMs: number): number | null {
  const interval = parseInterval(String(row["interval"]));
  if (!interval.ok) return null;
  const openTsMs = barOpenTsMs(row["bar_time"], interval.value);
  if (!Number.isFinite(openTsMs)) return null;
  return Math.round((nowTsMs - barCloseTsMs(openTsMs, interval.value)) / 1_000);
}
