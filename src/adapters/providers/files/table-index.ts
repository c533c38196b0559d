import { Failure } from "../../../base/failure.ts";
import { type Interval, intervals } from "../../../domain/interval.ts";
import type { BarFile, BarFileReader } from "../../../ports/bar-file.ts";
import type { Clock } from "../../../ports/clock.ts";
import { findTables } from "./find-tables.ts";
import { folderSymbolsMax, NewestBars } from "./newest-bars.ts";
import { vendorFailure } from "./vendor-failure.ts";

/** The folder is looked at again after so long. */
const lookAgainMs = 10_000;
/** Symbols of one file that are kept by name; a file of more may hold any. */
const symbolsPerTableMax = 64;

/** A table, and what is in it. */
export interface KnownTable extends BarFile {
  readonly interval: Interval;
  /** Null: more than are kept. */
  readonly symbols: ReadonlySet<string> | null;
  /** Open times of its first and last bar. */
  readonly firstTsMs: number;
  readonly lastTsMs: number;
  readonly badRowCount: number;
  readonly firstBadRow: string | null;
}

/** A table that cannot be used; it is tried again when it has changed. */
export interface BadTable extends BarFile {
  readonly failure: Failure;
}

export interface TableIndexOptions {
  readonly folder: string;
  readonly reader: BarFileReader;
  readonly clock: Pick<Clock, "nowMs">;
}

/**
 * What is in a folder of tables. Each file is read once when it is new or has changed, one at a
 * time; nothing is watched.
 *
 * memory  about 1 KB a file and 300 bytes a symbol
 */
export class TableIndex {
  readonly newest = new NewestBars();
  /** Why nothing can be said of the folder; null when all is well. */
  folderFailure: Failure | null = null;
  /** Grows when anything has changed. */
  generation = 0;
  readonly #options: TableIndexOptions;
  readonly #known = new Map<string, KnownTable>();
  readonly #bad = new Map<string, BadTable>();
  #looked = Number.NEGATIVE_INFINITY;
  #last: Promise<void> = Promise.resolve();

  constructor(options: TableIndexOptions) {
    this.#options = options;
  }

  tables(): readonly KnownTable[] {
    return [...this.#known.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  badTables(): readonly BadTable[] {
    return [...this.#bad.values()];
  }

  intervals(): readonly Interval[] {
    const found = new Set(this.tables().map(({ interval }) => interval));
    return intervals.filter((interval) => found.has(interval));
  }

  /** Throws Failure provider.unavailable, provider.bad-payload and run.interrupted. */
  async look(signal: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#lookNow(signal));
    this.#last = turn.catch(() => undefined);
    await turn;
  }

  async #lookNow(signal: AbortSignal): Promise<void> {
    const { folder, clock } = this.#options;
    if (signal.aborted) throw new Failure("run.interrupted", `stopped looking into "${folder}"`);
    const nowTsMs = clock.nowMs();
    if (this.folderFailure === null && nowTsMs - this.#looked < lookAgainMs) return;
    try {
      await this.#update(await findTables(folder, signal), { nowTsMs, signal });
      this.folderFailure = null;
      this.#looked = nowTsMs;
    } catch (error) {
      const failure = vendorFailure(error);
      if (failure.code !== "run.interrupted") this.folderFailure = failure;
      throw failure;
    }
  }

  async #update(
    files: readonly BarFile[],
    at: { readonly nowTsMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    if (this.#hasLost(files)) this.#forget();
    for (const file of files) {
      const before = this.#known.get(file.path) ?? this.#bad.get(file.path);
      if (before && isSame(before, file)) continue;
      this.generation++;
      this.#known.delete(file.path);
      this.#bad.delete(file.path);
      try {
        this.#known.set(file.path, await this.#read(file, at));
      } catch (error) {
        const failure = vendorFailure(error);
        if (failure.code === "run.interrupted") throw failure;
        this.#bad.set(file.path, { ...file, failure });
      }
    }
  }

  async #read(
    file: BarFile,
    { nowTsMs, signal }: { readonly nowTsMs: number; readonly signal: AbortSignal },
  ): Promise<KnownTable> {
    const { reader, folder } = this.#options;
    const interval = file.interval ?? (await reader.tellInterval(file, signal));
    const symbols = new Set<string>();
    let firstTsMs = Number.POSITIVE_INFINITY;
    let lastTsMs = Number.NEGATIVE_INFINITY;
    const { badRowCount, firstBadRow } = await reader.read(file, {
      // Rows of bars that still form are known of, and read once they are closed.
      ...{ interval, signal, nowTsMs: Number.POSITIVE_INFINITY },
      take: (symbol, bar) => {
        if (symbols.size <= symbolsPerTableMax) symbols.add(symbol);
        firstTsMs = Math.min(firstTsMs, bar.openTsMs);
        lastTsMs = Math.max(lastTsMs, bar.openTsMs);
        if (!this.newest.take(symbol, bar, { interval, nowTsMs })) throw tooManySymbols(folder);
      },
    });
    return {
      ...file,
      ...{ interval, firstTsMs, lastTsMs, badRowCount, firstBadRow },
      symbols: symbols.size > symbolsPerTableMax ? null : symbols,
    };
  }

  /** A file that is gone or has become shorter has taken bars with it that were the newest. */
  #hasLost(files: readonly BarFile[]): boolean {
    const bytes = new Map(files.map((file) => [file.path, file.bytes]));
    return this.tables().some((table) => (bytes.get(table.path) ?? -1) < table.bytes);
  }

  #forget(): void {
    this.generation++;
    this.#known.clear();
    this.#bad.clear();
    this.newest.clear();
  }
}

function isSame(before: BarFile, now: BarFile): boolean {
  return before.bytes === now.bytes && before.modifiedTsMs === now.modifiedTsMs;
}

function tooManySymbols(folder: string): Failure {
  const text = `"${folder}" has more than ${folderSymbolsMax} symbols; use a smaller folder`;
  return new Failure("provider.bad-payload", text);
}
