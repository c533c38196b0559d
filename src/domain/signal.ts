import type { Adjustment, DataSource } from "./instrument.ts";
import type { Interval } from "./interval.ts";

export type Direction = "bullish" | "bearish" | "neutral";

/** A bar is closed once its session time is over; a forming bar may still change. */
export type BarState = "closed" | "forming";

/**
 * What a scan found out about one symbol.
 * signal          the scanner's condition holds
 * none            computed, and it does not hold
 * not-warmed-up   fewer bars than the scanner needs
 * stale           the newest bar is older than the market's last closed bar: nothing is claimed
 * no-data         the bars lack what the scanner needs (volume not reported, a zero price)
 */
export const scanStatuses = ["signal", "none", "not-warmed-up", "stale", "no-data"] as const;
export type ScanStatus = (typeof scanStatuses)[number];

/** A cell of a result row. null means that the value does not exist; it is never a made-up 0. */
export type CellValue = string | number | boolean | null;

/** One scanner's answer for one symbol, with everything needed to check it. */
export interface ScanResult {
  readonly scanner: string;
  readonly dialect: string;
  /** Parameters in effect, as canonical JSON with sorted keys. */
  readonly params: string;
  readonly symbol: string;
  readonly interval: Interval;
  readonly adjustment: Adjustment;
  readonly source: DataSource;
  readonly status: ScanStatus;
  /** The scanner's own word for the condition ("fired", "bullish_breakout"), or "none". */
  readonly signal: string;
  readonly direction: Direction;
  /** Open time of the newest bar used; NaN when there was none. */
  readonly barTsMs: number;
  readonly barState: BarState;
  /** Age of the newest bar at the moment of the scan: scan time minus bar close. */
  readonly dataAgeMs: number;
  /** Bars given to the scanner. */
  readonly barCount: number;
  /** Open time of the bar at which the condition began; NaN without a signal. */
  readonly onsetTsMs: number;
  /** Row cells by column name, in the scanner's column order. */
  readonly values: Readonly<Record<string, CellValue>>;
  /** One sentence that states the numbers behind the verdict. */
  readonly why: string;
}

/** A signal as the append-only ledger keeps it: a fact with a receipt. */
export interface SignalRecord {
  /** Same inputs, same id: `ttm-squeeze:AAPL:1d:2023-06-30:4f2ac1`. */
  readonly id: string;
  readonly scanner: string;
  readonly dialect: string;
  readonly params: string;
  readonly symbol: string;
  readonly interval: Interval;
  readonly adjustment: Adjustment;
  readonly source: DataSource;
  readonly signal: string;
  readonly direction: Direction;
  readonly onsetTsMs: number;
  /** The bar at which it was first seen; a later first look sees it later than its onset. */
  readonly barTsMs: number;
  readonly barState: BarState;
  readonly dataAgeMs: number;
  readonly detectedTsMs: number;
  /** Bars the scanner read, up to and with the one of `barTsMs`. */
  readonly barCount: number;
  /** Fingerprint of those bars; `explain` recomputes it. */
  readonly inputsHash: string;
  readonly values: Readonly<Record<string, CellValue>>;
  readonly why: string;
}
