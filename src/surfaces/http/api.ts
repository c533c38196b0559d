import type { EffectiveSetting } from "../../config/effective-settings.ts";
import type { LimitTable } from "../../config/memory-limits.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";

/** What the program around the server is doing; asked again for every answer. */
export interface ServerStatus {
  /** The market is made up: said in every answer and on every page. */
  readonly isSimulated: boolean;
  /** Time of the market that the data belongs to; null where it is the clock's. */
  readonly marketTsMs: number | null;
  /** Work in hand, such as "filling the demo market"; null when there is none. */
  readonly activity: Activity | null;
  /** When the last scan ended; null before the first one. */
  readonly lastScanTsMs: number | null;
}

export interface Activity {
  readonly text: string;
  /** How much of it is done, 0..1; null where that is not known. */
  readonly doneRatio: number | null;
}

export interface ApiDeps {
  readonly store: Store;
  /** Tells of changes as they happen: feeds the live stream and answers that are kept ready. */
  readonly bus?: Bus;
  /** Limits that the services are meant to have; the tight ones where it is left out. */
  readonly limits?: LimitTable;
  /** Settings of the program, as /api/v1/settings tells them. */
  readonly settings?: readonly EffectiveSetting[];
  readonly clock: Pick<Clock, "nowMs">;
  /** Address to listen on; 127.0.0.1 keeps the server to this machine. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly version: string;
  readonly status: () => ServerStatus;
  /** Names that a proxy forwards as Host. Needed on loopback only, where others are refused. */
  readonly hostNames?: readonly string[];
  /** Gets errors that no code was prepared for; the client only learns that there was one. */
  readonly onBug?: (error: unknown) => void;
}

export interface ApiServer {
  /** Throws Failure host.unavailable where the address cannot be had. */
  start(): Promise<{ readonly url: string }>;
  /** Ends open connections; may be called twice, and before `start`. */
  stop(): Promise<void>;
}
