import type { EffectiveSetting } from "../../config/effective-settings.ts";
import type { LimitTable } from "../../config/memory-limits.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Host } from "../../ports/host.ts";
import type { ProviderLogin } from "../../ports/provider-login.ts";
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
  readonly access?: AccessOptions;
  /** Gets a line for each request. */
  readonly onAccess?: (line: string) => void;
  /** Where /ready looks for room on the disk. */
  readonly disk?: { readonly host: Pick<Host, "folder">; readonly dataDir: string };
  /** The login at a vendor that sends the browser here; nobody logs in where it is left out. */
  readonly openLogin?: (provider: string) => Promise<ProviderLogin | null>;
  /** An answer that takes longer is given up; 10 s where it is left out. */
  readonly answerMsMax?: number;
}

/** Who may ask, beside whoever has a key. */
export interface AccessOptions {
  /** Origins whose pages may read answers with a key; none where it is left out. */
  readonly corsOrigins?: readonly string[];
  /** On an address that others reach: requests of this machine need no key. Not with a proxy. */
  readonly trustsLoopback?: boolean;
  /** Of one key, or of one address without a key; 3,000 where it is left out, 0 for no limit. */
  readonly requestsPerMinute?: number;
}

export interface ApiServer {
  /** Throws Failure host.unavailable where the address cannot be had. */
  start(): Promise<{ readonly url: string }>;
  /**
   * Takes no more connections, ends the live streams, lets requests in hand finish for so long
   * and ends what is left. May be called twice, and before `start`.
   */
  stop(options?: { readonly graceMs: number }): Promise<void>;
  /** Drops what can be read or made again. */
  releaseCaches(): void;
  /** Requests that were answered since the start, and those in hand. */
  counts(): { readonly done: number; readonly inHand: number };
  /** Whether nobody can reach it, for it needs keys and there are none. */
  lacksKeys(): boolean;
}
