import type { Interval } from "../../domain/interval.ts";
import type { FillProgress } from "../fill-history.ts";
import type { RescanReport } from "./rescan.ts";

/** What a running program is doing, for the server's answers. */
export interface SessionStatus {
  /** The market is made up. */
  readonly isSimulated: boolean;
  /** Time of the market that the data belongs to; null where it is the clock's. */
  readonly marketTsMs: number | null;
  /** Work in hand; `doneRatio` is 0..1, or null where that is not known. */
  readonly activity: { readonly text: string; readonly doneRatio: number | null } | null;
  readonly lastScanTsMs: number | null;
}

/** What happened, for whoever watches. */
export type SessionEvent =
  | { readonly kind: "filling"; readonly interval: Interval; readonly progress: FillProgress }
  | {
      readonly kind: "filled";
      readonly interval: Interval;
      readonly progress: FillProgress;
      readonly elapsedMs: number;
    }
  | { readonly kind: "scanned"; readonly report: RescanReport }
  /** Something that goes by itself or that the user may want to act on. */
  | { readonly kind: "notice"; readonly text: string };

/** Work that goes on until it is aborted, such as a demo market. */
export interface MarketSession {
  status(): SessionStatus;
  /**
   * Works until `signal` aborts, then resolves. Throws what the store throws; a store that is
   * busy is tried again and told as a notice.
   */
  run(signal: AbortSignal): Promise<void>;
}
