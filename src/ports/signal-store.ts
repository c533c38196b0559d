import type { Interval } from "../domain/interval.ts";
import type { CellValue, Direction, ScanResult, SignalRecord } from "../domain/signal.ts";

export interface LedgerFilter {
  readonly symbol?: string;
  readonly scanner?: string;
  readonly interval?: Interval;
  readonly direction?: Direction;
  readonly id?: string;
  /**
   * Only those that come after this entry in the order below; none when there is no such entry.
   * Pages that go on after their last entry neither repeat nor miss one while others are added.
   */
  readonly afterId?: string;
  /** Only signals detected at or after / before these moments. */
  readonly detectedFromTsMs?: number;
  readonly detectedUntilTsMs?: number;
  /** At most this many, newest onset first. */
  readonly limit: number;
}

/** A row of a `*_scanner` table as it stands: column name to cell; booleans are booleans. */
export type LatestRow = Readonly<Record<string, CellValue>>;

export interface LatestFilter {
  readonly interval?: Interval;
  readonly afterSymbol?: string;
  readonly limit?: number;
}

export interface SavedScan {
  readonly signalsAdded: number;
  /** Ids of the signals that were new, in the order given. */
  readonly addedIds: readonly string[];
}

/**
 * What scans found: the newest state of each symbol, and the append-only ledger of signals.
 * All methods may throw Failure store.busy, store.invalid, store.unavailable.
 */
export interface SignalStore {
  /**
   * Saves one scan in a single transaction. The latest table keeps, per symbol and interval, the
   * result with the newest bar: an older bar never replaces a newer one. Signals are added to
   * the ledger; an id it has already is left as it was. Returns how many signals were new, and
   * which, so that the caller can tell of them in the same transaction.
   */
  save(scan: {
    readonly results: readonly ScanResult[];
    readonly signals: readonly SignalRecord[];
    readonly scannedTsMs: number;
  }): SavedScan;
  /**
   * Newest state by scanner, sorted by symbol; all intervals unless one is given. Large tables
   * are read in stretches: at most `limit` rows, of symbols after `afterSymbol`.
   */
  latest(scanner: string, filter?: LatestFilter): readonly LatestRow[];
  signals(filter: LedgerFilter): readonly SignalRecord[];
  countSignals(): number;
}
