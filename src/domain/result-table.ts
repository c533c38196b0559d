import type { DataSource } from "./instrument.ts";
import { isDateKeyed } from "./interval.ts";
import type { CellValue, ScanResult } from "./signal.ts";

export type ColumnKind = "number" | "integer" | "boolean" | "text";

/** A column of a scanner's result: read by commands, API, page, SQL and docs. */
export interface ResultColumn {
  /** Name in JSON, CSV and SQL: the reference system's, in snake_case. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** Heading for people. */
  readonly label: string;
  /** How to print it: a price, a percentage, a count of shares; plain when absent. */
  readonly unit?: "price" | "percent" | "shares" | "bars" | "date" | "ratio";
  readonly help: string;
  /** Shown in narrow tables; the rest only in JSON, CSV and explain. */
  readonly isKey?: boolean;
}

/** The latest-results table of one scanner. */
export interface ResultTable {
  readonly scanner: string;
  readonly table: string;
  readonly columns: readonly ResultColumn[];
}

const text = (name: string, label: string, help: string): ResultColumn => ({
  name,
  kind: "text",
  label,
  help,
});

/** Columns that every result row has after the scanner's own. */
export const receiptColumns: readonly ResultColumn[] = [
  text("status", "Status", "signal, none, not-warmed-up, stale or no-data"),
  text("direction", "Direction", "bullish, bearish or neutral"),
  text("interval", "Interval", "bar length"),
  text("dialect", "Dialect", "which published definition was computed"),
  text("bar_time", "Bar", "newest bar used: session date, or UTC open time of an intraday bar"),
  text("bar_state", "Bar state", "closed, or forming while its session time runs"),
  text("onset_time", "Since", "bar at which the condition began"),
  {
    name: "data_age_seconds",
    kind: "integer",
    label: "Data age",
    help: "scan time minus close of the newest bar",
  },
  { name: "bar_count", kind: "integer", label: "Bars", unit: "bars", help: "bars given" },
  text("adjustment", "Adjustment", "split: prices restated for splits; raw: as printed"),
  text("source", "Source", "provider and feed of the newest bars"),
  { name: "simulated", kind: "boolean", label: "Simulated", help: "true for generated prices" },
  text("signal_id", "Signal", "id in the signals ledger; empty without a signal"),
  text("why", "Why", "the numbers behind the verdict in one sentence"),
  text("scanned_at", "Scanned", "UTC time of the scan"),
];

export type ResultRow = Readonly<Record<string, CellValue>>;

/** The one row shape of the product: symbol, the scanner's cells, then the receipt. */
export function resultRow(
  result: ScanResult,
  scan: { readonly signalId: string | null; readonly scannedTsMs: number },
): ResultRow {
  return {
    symbol: result.symbol,
    ...result.values,
    status: result.status,
    direction: result.direction,
    interval: result.interval,
    dialect: result.dialect,
    bar_time: barTimeText(result.barTsMs, result),
    bar_state: result.barState,
    onset_time: barTimeText(result.onsetTsMs, result),
    data_age_seconds: Number.isFinite(result.dataAgeMs)
      ? Math.round(result.dataAgeMs / 1_000)
      : null,
    bar_count: result.barCount,
    adjustment: result.adjustment,
    source: sourceText(result.source),
    simulated: result.source.isSimulated,
    signal_id: scan.signalId,
    why: result.why,
    scanned_at: utcText(scan.scannedTsMs),
  };
}

export function sourceText(source: DataSource): string {
  return `${source.provider}:${source.feed}`;
}

/** A bar's name: "2023-06-30" for dated bars, "2023-06-30T13:30:00Z" for intraday ones. */
export function barTimeText(
  barTsMs: number,
  series: { readonly interval: ScanResult["interval"] },
): string | null {
  if (!Number.isFinite(barTsMs)) return null;
  // 00:00 New York is 04:00 or 05:00 UTC of the same calendar day, so the UTC date is the date.
  const text = isoSeconds(barTsMs);
  return isDateKeyed(series.interval) ? text.slice(0, 10) : `${text}Z`;
}

/** "2023-06-30 21:00:00", always UTC: how the reference system's tables print a moment. */
export function utcText(tsMs: number): string {
  return isoSeconds(tsMs).replace("T", " ");
}

/** The rows of a scan share a few moments, and formatting one costs more than a row's maths. */
const isoTexts = new Map<number, string>();
const isoTextsMax = 500;

/** "2023-06-30T21:00:00", UTC. */
function isoSeconds(tsMs: number): string {
  const known = isoTexts.get(tsMs);
  if (known !== undefined) return known;
  if (isoTexts.size >= isoTextsMax) isoTexts.clear();
  const text = new Date(tsMs).toISOString().slice(0, 19);
  isoTexts.set(tsMs, text);
  return text;
}
