import type { Bars } from "../../domain/bars.ts";
import type { DataSource } from "../../domain/instrument.ts";
import type { BarStore, MarketBars, SeriesKey } from "../../ports/bar-store.ts";
import type { BarBatch } from "./bar-batch.ts";
import type { Destination, FileTally } from "./file-tally.ts";
import { KeptRows } from "./kept-rows.ts";
import { Moments } from "./moments.ts";
import { RowColumns } from "./row-columns.ts";
import { StoredReach } from "./stored-reach.ts";

/**
 * Writing a few bars of very many symbols costs a rewritten block for each symbol; appending them
 * moment by moment costs a row for each moment. It pays below this many rows of a symbol, ...
 */
const rowsPerSymbolMax = 48;
/** ... and from this many rows of a moment. */
const rowsPerMomentMin = 64;

/** Writes the rows of one file out of a batch, in whichever of two ways the store takes faster. */
export class SegmentWriter {
  readonly #store: BarStore;
  readonly #batch: BarBatch;
  readonly #destination: Destination;
  readonly #kept: KeptRows;
  readonly #columns: RowColumns;
  readonly #moments: Moments;
  readonly #reach: StoredReach;

  constructor(store: BarStore, batch: BarBatch, destination: Destination) {
    this.#store = store;
    this.#batch = batch;
    this.#destination = destination;
    this.#kept = new KeptRows(batch);
    this.#columns = new RowColumns(batch, destination.interval);
    this.#moments = new Moments(batch);
    this.#reach = new StoredReach(store, destination);
  }

  /** Call it inside a transaction. */
  write(tally: FileTally, rows: { readonly from: number; readonly to: number }): void {
    const span = { ...rows, symbolCount: tally.symbols.symbols.length };
    const repeats = this.#kept.select(span, (line) => tally.findings.flag("conflict", line));
    tally.addRepeats(repeats);
    const source = { provider: "csv", feed: tally.fileName, isSimulated: false };
    if (this.#isByMoment(tally)) this.#writeMoments(tally, source);
    else this.#writeSeries(tally, source);
  }

  #writeSeries(tally: FileTally, source: DataSource): void {
    const { symbols } = tally.symbols;
    for (const [symbolIndex, symbol] of symbols.entries()) {
      const rows = this.#kept.rowsOf(symbolIndex);
      if (rows.length === 0) continue;
      const key = { symbol, ...this.#destination };
      const bars = this.#columns.of(rows);
      this.#findConflicts(tally, { symbolIndex, key, bars }, rows);
      tally.addCounts(this.#store.write(key, bars, source));
      const firstTsMs = bars.openTsMs[0] as number;
      const lastTsMs = bars.openTsMs[bars.length - 1] as number;
      tally.spans.add(symbolIndex, firstTsMs, lastTsMs);
      this.#reach.extend(symbol, lastTsMs);
    }
  }

  #writeMoments(tally: FileTally, source: DataSource): void {
    this.#moments.visitEach(this.#kept, (openTsMs, rows) => {
      tally.addCounts(this.#store.append(this.#marketOf(tally, openTsMs, rows), source));
      for (const row of rows) {
        const symbolIndex = this.#batch.symbolIndex[row] as number;
        tally.spans.add(symbolIndex, openTsMs, openTsMs);
        this.#reach.extend(tally.symbols.symbols[symbolIndex] as string, openTsMs);
      }
    });
  }

  #marketOf(tally: FileTally, openTsMs: number, rows: Int32Array): MarketBars {
    const { open, high, low, close, volume } = this.#columns.of(rows);
    const symbols: string[] = [];
    for (const row of rows) {
      symbols.push(tally.symbols.symbols[this.#batch.symbolIndex[row] as number] as string);
    }
    return { ...this.#destination, openTsMs, symbols, open, high, low, close, volume };
  }

  /** True for rows that neither way takes fast: with more of them at once it gets better. */
  isScattered(tally: FileTally, rows: { readonly from: number; readonly to: number }): boolean {
    this.#kept.select({ ...rows, symbolCount: tally.symbols.symbols.length }, () => {});
    return this.#isWide() && !this.#isByMoment(tally);
  }

  /** True for many symbols with a few rows each. */
  #isWide(): boolean {
    const { symbolCount, rowCount } = this.#kept.totals();
    return symbolCount >= rowsPerMomentMin && rowCount <= symbolCount * rowsPerSymbolMax;
  }

  /** True for such rows that share their moments and are newer than what the store has. */
  #isByMoment(tally: FileTally): boolean {
    if (!this.#isWide()) return false;
    const momentCount = this.#moments.count(this.#kept);
    const { rowCount } = this.#kept.totals();
    return rowCount >= momentCount * rowsPerMomentMin && this.#isAhead(tally);
  }

  /** Older bars would be merged into blocks one by one, which is the slowest way of all. */
  #isAhead(tally: FileTally): boolean {
    for (const [symbolIndex, symbol] of tally.symbols.symbols.entries()) {
      const first = this.#kept.rowsOf(symbolIndex)[0];
      if (first === undefined) continue;
      if (!((this.#batch.openTsMs[first] as number) > this.#reach.of(symbol))) return false;
    }
    return true;
  }

  #findConflicts(
    tally: FileTally,
    series: { readonly symbolIndex: number; readonly key: SeriesKey; readonly bars: Bars },
    rows: Int32Array,
  ): void {
    tally.spans.findConflicts(this.#store, series, (index) => {
      tally.findings.flag("conflict", this.#batch.lineNumber[rows[index] as number] as number);
    });
  }
}
