import type {
  CacheStore,
  StoredFlow,
  WatchlistRow,
  WhaleFlowRow,
} from "../../../ports/cache-store.ts";
import type { Database } from "./database.ts";
import { FlowTable } from "./flows.ts";
import { QuoteTable } from "./quotes.ts";
import type { SourceTable } from "./sources.ts";

/** The reference system's `watchlist` and `whale_flows`. */
export class SqliteCache implements CacheStore {
  readonly #quotes: QuoteTable;
  readonly #flows: FlowTable;
  readonly #nowMs: () => number;

  constructor(db: Database, sources: SourceTable, nowMs: () => number) {
    this.#quotes = new QuoteTable(db, sources);
    this.#flows = new FlowTable(db, sources);
    this.#nowMs = nowMs;
  }

  putWatchlist(rows: readonly WatchlistRow[]): void {
    this.#quotes.put(rows);
  }

  watchlist(): readonly WatchlistRow[] {
    return this.#quotes.all();
  }

  keepWatchlist(symbols: ReadonlySet<string>): number {
    return this.#quotes.keep(symbols);
  }

  addWhaleFlows(rows: readonly WhaleFlowRow[]): number {
    return this.#flows.add(rows, this.#nowMs());
  }

  whaleFlows(sinceTsMs: number): readonly StoredFlow[] {
    return this.#flows.since(sinceTsMs);
  }

  putFlowVerdicts(rows: Parameters<CacheStore["putFlowVerdicts"]>[0]): void {
    this.#flows.judge(rows);
  }

  dropWhaleFlows(beforeTsMs: number, { rowsMax }: { readonly rowsMax: number }): number {
    return this.#flows.drop(beforeTsMs, rowsMax);
  }
}
