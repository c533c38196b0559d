import { Failure } from "../../../base/failure.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Listing } from "../../../domain/research.ts";
import type { BarFileReader } from "../../../ports/bar-file.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  Asking,
  BarChunk,
  BarQuery,
  MarketDataProvider,
  ProviderStatus,
  Sourced,
} from "../../../ports/market-data.ts";
import { type CollectWish, collectBars, heldBarsMax } from "./collect-bars.ts";
import { DayWindow } from "./day-window.ts";
import { TableIndex } from "./table-index.ts";

export interface FilesProviderOptions {
  readonly folder: string;
  readonly reader: BarFileReader;
  readonly clock: Pick<Clock, "nowMs">;
  /** Bars that are held at once; files are read several times where an answer has more. */
  readonly barsMax?: number;
}

const feed = "files";
/** Symbols of one question: each question reads its files from their start. */
const symbolsMax = 250;
const anyCount = Number.POSITIVE_INFINITY;

/**
 * A folder of OHLCV tables, CSV or Parquet, as a vendor. Prices are taken to be restated for
 * splits. See docs/how-to/providers/files.md.
 */
export class FilesProvider implements MarketDataProvider {
  readonly id = "files";
  readonly title = "Files";
  readonly #options: FilesProviderOptions;
  readonly #index: TableIndex;
  readonly #window = new DayWindow();

  constructor(options: FilesProviderOptions) {
    this.#options = options;
    this.#index = new TableIndex(options);
  }

  /** Finds out what is there. Trouble is kept for `status`, so that others can serve meanwhile. */
  async look(signal: AbortSignal): Promise<void> {
    try {
      await this.#index.look(signal);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }

  abilities() {
    const intervals = this.#index.intervals();
    const adjustments = ["split"] as const;
    const shared = { feed, delayMs: 0 };
    return {
      bars: { ...shared, symbolsMax, intervals, adjustments },
      ...(intervals.includes("1d") && {
        "market-day": { ...shared, symbolsMax: anyCount, adjustments },
      }),
      quotes: { ...shared, symbolsMax: anyCount, hasPremarket: false },
      universe: { ...shared, symbolsMax: anyCount },
    };
  }

  status(): ProviderStatus {
    const rest = { untilTsMs: null, loginEndsTsMs: null };
    const { folderFailure } = this.#index;
    if (folderFailure !== null) return { state: "down", text: folderFailure.message, ...rest };
    const bad = this.#index.badTables();
    const [first] = bad;
    if (first !== undefined) {
      const files = bad.length === 1 ? "1 file is" : `${bad.length} files are`;
      return { state: "degraded", text: `${files} not used: ${first.failure.message}`, ...rest };
    }
    return { state: "ok", text: this.#badRowsText(), ...rest };
  }

  /** Files that cannot be read are told after what the others have. */
  async *bars(query: BarQuery): AsyncIterable<BarChunk> {
    await this.#index.look(query.signal);
    if (query.adjustment !== "split") return;
    const { interval, fromTsMs, untilTsMs, session } = query;
    const wish = { interval, fromTsMs, untilTsMs, session };
    yield* this.#chunks(query.signal, { ...wish, symbols: new Set(query.symbols) });
    const bad = this.#index.badTables().find((table) => {
      const isOfLength = table.interval === null || table.interval === interval;
      return isOfLength && (table.symbol === null || query.symbols.includes(table.symbol));
    });
    if (bad !== undefined) throw bad.failure;
  }

  async marketDay(
    date: LocalDate,
    asking: Asking & { readonly adjustment: MarketBars["adjustment"] },
  ): Promise<Sourced<MarketBars> | null> {
    await this.#index.look(asking.signal);
    if (asking.adjustment !== "split") return null;
    const { generation } = this.#index;
    const value = await this.#window.marketDay(date, { ...this.#tools(asking.signal), generation });
    return value && { value, provenance: this.#provenance(this.#options.clock.nowMs()) };
  }

  /** The newest bar of each symbol: as old as the files are, which `tsMs` tells. */
  async quotes(symbols: readonly string[], { signal }: Asking): Promise<Sourced<readonly Quote[]>> {
    await this.#index.look(signal);
    const value = symbols.flatMap((symbol) => this.#index.newest.quote(symbol) ?? []);
    const newestTsMs = value.reduce((newest, { tsMs }) => Math.max(newest, tsMs), 0);
    return { value, provenance: this.#provenance(newestTsMs || this.#options.clock.nowMs()) };
  }

  /** Every symbol of the folder; what it is nobody tells, so it is taken for a common stock. */
  async universe({ signal }: Asking): Promise<Sourced<readonly Listing[]>> {
    await this.#index.look(signal);
    const unknown = { exchange: "files", isEtf: false, kind: "common", hasOptions: null } as const;
    const symbols = this.#index.newest.symbols();
    const value = symbols.map((symbol) => ({ symbol, name: symbol, ...unknown }));
    return { value, provenance: this.#provenance(this.#options.clock.nowMs()) };
  }

  /** Reads again for half of what is wished where all of it is too much to hold. */
  async *#chunks(signal: AbortSignal, wish: CollectWish): AsyncIterable<BarChunk> {
    const found = await collectBars(this.#tools(signal), wish);
    if (found === null) {
      for (const half of halvesOf(wish)) yield* this.#chunks(signal, half);
      return;
    }
    const provenance = this.#provenance(this.#options.clock.nowMs());
    for (const [symbol, bars] of found) yield { symbol, adjustment: "split", bars, provenance };
  }

  #tools(signal: AbortSignal) {
    const { reader, clock, barsMax = heldBarsMax } = this.#options;
    return { reader, tables: this.#index.tables(), nowTsMs: clock.nowMs(), signal, barsMax };
  }

  #badRowsText(): string {
    const flawed = this.#index.tables().filter(({ badRowCount }) => badRowCount > 0);
    const [first] = flawed;
    if (first === undefined) return "";
    const count = flawed.reduce((sum, { badRowCount }) => sum + badRowCount, 0);
    const rows = count === 1 ? "1 row is" : `${count.toLocaleString("en-US")} rows are`;
    return `${rows} not used; "${first.path}" ${first.firstBadRow}`;
  }

  #provenance(asOfTsMs: number): Provenance {
    return { provider: this.id, feed, isSimulated: false, delayMs: 0, asOfTsMs };
  }
}

/** Half of the symbols each; of one symbol, half of the time, the earlier first. */
function halvesOf(wish: CollectWish): readonly CollectWish[] {
  const symbols = [...(wish.symbols ?? [])];
  if (symbols.length > 1) {
    const middle = symbols.length >>> 1;
    const parts = [symbols.slice(0, middle), symbols.slice(middle)];
    return parts.map((part) => ({ ...wish, symbols: new Set(part) }));
  }
  const { fromTsMs, untilTsMs } = wish;
  const middleTsMs = Math.floor((fromTsMs + untilTsMs) / 2);
  if (middleTsMs <= fromTsMs) {
    const [symbol] = symbols;
    const text = `the files have "${symbol}" at one moment too many times over`;
    throw new Failure("provider.bad-payload", text);
  }
  return [
    { ...wish, untilTsMs: middleTsMs },
    { ...wish, fromTsMs: middleTsMs },
  ];
}
