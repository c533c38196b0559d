import type { Adjustment } from "./instrument.ts";
import type { Interval } from "./interval.ts";
import type { ProcessRole, ServiceName } from "./service-name.ts";
import type { Direction } from "./signal.ts";

/** What services tell one another, by topic. Payloads are plain JSON and small. */
export interface BusPayloads {
  /** One bar closed for many symbols and is stored. */
  readonly "bars.closed": {
    readonly interval: Interval;
    readonly adjustment: Adjustment;
    readonly openTsMs: number;
    /** Time of the market when they closed: now, or the simulated time. */
    readonly marketTsMs: number;
    readonly barCount: number;
  };
  /** Stored bars changed in another way: an import, a back-fill, a correction, a split. */
  readonly "bars.changed": {
    /** Null: any of them. */
    readonly interval: Interval | null;
    /** Null: too many to name. */
    readonly symbols: readonly string[] | null;
    /** "import", "back-fill", "split". */
    readonly reason: string;
  };
  /** A signal is new in the ledger. */
  readonly signal: {
    readonly id: string;
    readonly scanner: string;
    readonly symbol: string;
    readonly interval: Interval;
    readonly signal: string;
    readonly direction: Direction;
    readonly barTsMs: number;
    /** Close of the newest bar; null where the scanner gives none. */
    readonly price: number | null;
    readonly isSimulated: boolean;
  };
  /** A scanner's latest table is up to date with a moment of the market. */
  readonly "scan.finished": {
    readonly scanner: string;
    readonly interval: Interval;
    readonly marketTsMs: number;
    readonly symbolCount: number;
    /** Symbols that stand as a signal now. */
    readonly signalCount: number;
    readonly signalsAdded: number;
    readonly elapsedMs: number;
  };
  readonly "quotes.changed": { readonly marketTsMs: number; readonly symbolCount: number };
  readonly "watchlist.changed": { readonly name: string };
  /** Option flows are new in the store. */
  readonly "flows.found": {
    readonly underlying: string;
    readonly flowCount: number;
    readonly marketTsMs: number;
  };
  /** Levels of an option chain were computed anew. */
  readonly "levels.changed": { readonly underlying: string; readonly marketTsMs: number };
  /** Ratings or news are new in the store. */
  readonly "research.found": {
    readonly kind: "ratings" | "news";
    readonly symbols: readonly string[];
    readonly itemCount: number;
  };
  /** What providers serve, or how they are, changed. */
  readonly "providers.changed": { readonly provider: string; readonly text: string };
  /** Asks services to do something about memory or to start anew. */
  readonly control: {
    readonly target: ServiceName | "scanners" | "all";
    readonly action: ControlAction;
    /** Who asks and why, for the log. */
    readonly reason: string;
  };
  /** Something happened to memory: see MemoryEvent. */
  readonly memory: {
    readonly kind: string;
    readonly subject: ProcessRole | null;
    readonly text: string;
  };
  /** A service started, became ready or degraded, or stopped. */
  readonly service: {
    readonly service: ProcessRole;
    readonly state: ServiceState;
    readonly text: string;
  };
}

export type Topic = keyof BusPayloads;

export const topics = [
  "bars.closed",
  "bars.changed",
  "signal",
  "scan.finished",
  "quotes.changed",
  "watchlist.changed",
  "flows.found",
  "levels.changed",
  "research.found",
  "providers.changed",
  "control",
  "memory",
  "service",
] as const satisfies readonly Topic[];

/**
 * trim     drop caches and collect garbage
 * shrink   work through less at a time; restore takes it back
 * pause    scanners work on a schedule and give their state back in between; resume takes it back
 * restart  end in an orderly way; whoever supervises starts it again
 */
export type ControlAction = "trim" | "shrink" | "restore" | "pause" | "resume" | "restart";

export const serviceStates = [
  "starting",
  "ready",
  "degraded",
  "stopping",
  "stopped",
  "failed",
] as const;
export type ServiceState = (typeof serviceStates)[number];

/** An event as it was published; ids rise in the order of publishing. */
export type BusEvent<T extends Topic = Topic> = {
  readonly [K in T]: {
    readonly id: number;
    readonly topic: K;
    /** When it was published, UTC epoch ms. */
    readonly tsMs: number;
    readonly payload: BusPayloads[K];
  };
}[T];
