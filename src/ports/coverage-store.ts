import type { Adjustment } from "../domain/instrument.ts";
import type { Interval } from "../domain/interval.ts";

/** Bars of one length in one adjustment: what coverage is told for. */
export interface CoverageKey {
  readonly interval: Interval;
  readonly adjustment: Adjustment;
}

/**
 * For each symbol: every closed bar that a vendor has and that opens in this stretch is stored. A
 * stretch without bars is covered as well: nothing traded there.
 */
export interface Coverage {
  readonly symbol: string;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
}

/** A stretch in which bars of many symbols may be missing: the line was down, or nobody ran. */
export interface Gap extends CoverageKey {
  readonly id: number;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  /** Why: "start", "stream", "late". */
  readonly reason: string;
  /** Symbols up to this one, in order, are filled; null: none yet. */
  readonly doneSymbol: string | null;
}

/** Which bars are known to be complete. All methods may throw Failure store.*. */
export interface CoverageStore {
  /** By symbol. */
  coverage(key: CoverageKey): readonly Coverage[];
  /** Replaces what is known of each symbol. */
  putCoverage(key: CoverageKey, rows: readonly Coverage[]): void;
  /** The moment up to which the live market is stored; null where it never was. */
  liveUntil(key: CoverageKey): number | null;
  setLiveUntil(key: CoverageKey, tsMs: number): void;
  /** Oldest first. */
  gaps(): readonly Gap[];
  addGap(gap: Omit<Gap, "id" | "doneSymbol">): number;
  /** Symbols up to this one are filled; null: all of them, and the gap goes. */
  advanceGap(id: number, doneSymbol: string | null): void;
}
