import type { BarStore } from "./bar-store.ts";
import type { CacheStore } from "./cache-store.ts";
import type { CoverageStore } from "./coverage-store.ts";
import type { EventStore } from "./event-store.ts";
import type { ImportLedger } from "./import-ledger.ts";
import type { KeyStore } from "./key-store.ts";
import type { MemoryStore } from "./memory-store.ts";
import type { MetadataStore } from "./metadata-store.ts";
import type { OptionStore } from "./option-store.ts";
import type { ProviderLedger } from "./provider-ledger.ts";
import type { ResearchStore } from "./research-store.ts";
import type { ServiceStore } from "./service-store.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { SignalStore } from "./signal-store.ts";
import type { WatchlistStore } from "./watchlist-store.ts";

/** A row count and what it means, for `stats`. */
export interface StoreStats {
  readonly path: string;
  readonly bytes: number;
  readonly schemaVersion: number;
  readonly rowCounts: Readonly<Record<string, number>>;
  readonly barCount: number;
  readonly barBytes: number;
  readonly isSimulated: boolean;
  /** The database program: "SQLite 3.54.1". */
  readonly engine: string;
}

/** One open data directory: small ports over one database. */
export interface Store {
  readonly bars: BarStore;
  readonly signals: SignalStore;
  readonly metadata: MetadataStore;
  readonly cache: CacheStore;
  readonly imports: ImportLedger;
  readonly memory: MemoryStore;
  readonly events: EventStore;
  readonly services: ServiceStore;
  readonly keys: KeyStore;
  readonly watchlists: WatchlistStore;
  readonly settings: SettingsStore;
  readonly options: OptionStore;
  readonly research: ResearchStore;
  readonly coverage: CoverageStore;
  readonly providers: ProviderLedger;
  stats(): StoreStats;
  /**
   * What is wrong with the file itself, one sentence each; empty when all is well. A quick look
   * reads every page once, a deep one takes several times as long.
   */
  findDamage(options: { readonly isDeep: boolean }): readonly string[];
  /** Gives memory back that holds what can be read again. */
  releaseCaches(): void;
  /**
   * Gives the room of what was dropped back to the disk, `pagesMax` pages at most; some is kept
   * for what comes next. Returns whether there is more. The last call that gives something also
   * empties the log, as far as nobody reads it.
   */
  reclaim(options: { readonly pagesMax: number }): boolean;
  /** Finalises every statement and closes the file; may be called twice. */
  close(): void;
}
