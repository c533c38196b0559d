import { allocateBars, type Bars, type MutableBars } from "../../../domain/bars.ts";
import type { Adjustment, DataSource } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type {
  BarStore,
  MarketBars,
  MomentBars,
  ReadRange,
  SeriesInfo,
  SeriesKey,
  WriteCounts,
} from "../../../ports/bar-store.ts";
import { BlockTable } from "./blocks.ts";
import { Codec } from "./codec.ts";
import type { Database } from "./database.ts";
import { assertColumns, mergeMarket } from "./market-merge.ts";
import { assertRising } from "./merge.ts";
import { fillNewest, walkSeries } from "./read-back.ts";
import { collectGarbage, sha256 } from "./runtime.ts";
import { type ListedSeries, listSeries, type SeriesTable } from "./series.ts";
import { TailTable } from "./tail.ts";
import type { TailIndex } from "./tail-index.ts";

const endOfTimeMs = Number.MAX_SAFE_INTEGER;
const nothing: WriteCounts = { added: 0, changed: 0, unchanged: 0 };

/** Bars hashed at a time: 48 bytes each. */
const hashedBarsMax = 256;

/** Folding a whole market decodes and encodes every block: without this it peaks 30 MB higher. */
const mergesPerCollection = 1_024;

/** Moments of an interval from which `tidy` moves them to their series. */
const tidiedFrom = 8;

export class SqliteBars implements BarStore {
  readonly #db: Database;
  readonly #series: SeriesTable;
  readonly #blocks: BlockTable;
  readonly #tail: TailTable;

  constructor(db: Database, series: SeriesTable) {
    const codec = new Codec();
    this.#db = db;
    this.#series = series;
    this.#blocks = new BlockTable(db, codec);
    this.#tail = new TailTable(db, codec);
  }

  series(filter: Partial<SeriesKey> = {}): readonly SeriesInfo[] {
    return this.#db.snapshot(() => {
      const tails = new TailCache(this.#tail, endOfTimeMs);
      return listSeries(this.#db, filter)
        .map((series) => this.#info(series, tails.of(series)))
        .filter((info) => info.barCount > 0);
    });
  }

  write(key: SeriesKey, bars: Bars, source: DataSource): WriteCounts {
    assertRising(bars);
    if (bars.length === 0) return nothing;
    return this.#db.transaction(() => {
      const sourceId = this.#series.sourceId(source);
      const firstTsMs = bars.openTsMs[0] as number;
      const lastTsMs = bars.openTsMs[bars.length - 1] as number;
      // A bar is in a block or in the tail, never in both.
      if (this.#tail.touches(key.interval, key.adjustment, { firstTsMs, lastTsMs })) {
        this.#fold(key.interval, key.adjustment);
      }
      return this.#merge(this.#series.findOrAdd(key, sourceId).id, bars, sourceId);
    });
  }

  append(bars: MarketBars, source: DataSource): WriteCounts {
    assertColumns(bars);
    if (bars.symbols.length === 0) return nothing;
    const { interval, adjustment, openTsMs } = bars;
    return this.#db.transaction(() => {
      const sourceId = this.#series.sourceId(source);
      const ids = this.#series.idsOf(bars, sourceId);
      const old = this.#tail.at(interval, adjustment, openTsMs);
      const reaching = this.#series.idsReaching(interval, adjustment, openTsMs);
      const market = mergeMarket(old, { bars, ids, sourceId, reaching });
      let { added, changed, unchanged } = market.counts;
      if (added + changed > 0)
        this.#tail.put(interval, adjustment, { openTsMs, rows: market.rows });
      for (const at of market.toBlocks) {
        const counts = this.#merge(ids[at] as number, barOf(bars, at), sourceId);
        added += counts.added;
        changed += counts.changed;
        unchanged += counts.unchanged;
      }
      if (this.#tail.isFull(interval, adjustment)) this.#fold(interval, adjustment);
      return { added, changed, unchanged };
    });
  }

  read(key: SeriesKey, range: ReadRange = {}): Bars {
    return this.#db.snapshot(() => {
      const row = this.#series.find(key);
      if (row === null) return allocateBars(key.interval, 0);
      const untilTsMs = range.untilTsMs ?? endOfTimeMs;
      const tail = this.#tail.index(key.interval, key.adjustment, untilTsMs);
      const total = row.barCount + (tail?.countOf(row.id) ?? 0);
      const barsMax = Math.min(range.barsMax ?? total, total);
      const out = allocateBars(key.interval, barsMax);
      fillNewest(this.#blocks, tail, { id: row.id, range: { untilTsMs, barsMax } }, out);
      return out;
    });
  }

  readEach(
    keys: readonly SeriesInfo[],
    range: ReadRange & { readonly barsMax: number },
    visit: (info: SeriesInfo, bars: MutableBars) => void,
  ): void {
    const untilTsMs = range.untilTsMs ?? endOfTimeMs;
    this.#db.snapshot(() => {
      const tails = new TailCache(this.#tail, untilTsMs);
      const rowOf = this.#series.finder(keys.length);
      let buffer = allocateBars("1d", 0);
      for (const info of keys) {
        const row = rowOf(info);
        const tail = tails.of(info);
        const total = row === null ? 0 : row.barCount + (tail?.countOf(row.id) ?? 0);
        const barsMax = Math.min(range.barsMax, total);
        if (buffer.close.length < barsMax) buffer = allocateBars(info.interval, barsMax);
        if (buffer.interval !== info.interval) buffer = { ...buffer, interval: info.interval };
        buffer.length = 0;
        if (row !== null) {
          fillNewest(this.#blocks, tail, { id: row.id, range: { untilTsMs, barsMax } }, buffer);
        }
        visit(info, buffer);
      }
    });
  }

  readMoment(interval: Interval, adjustment: Adjustment, openTsMs: number): MomentBars | null {
    const rows = this.#tail.at(interval, adjustment, openTsMs);
    return rows === null ? null : { interval, adjustment, openTsMs, ...rows };
  }

  tidy(_options: { readonly seriesMax: number }): boolean {
    const full = this.#tail.groups().filter(({ moments }) => moments > tidiedFrom);
    this.#db.transaction(() => {
      for (const { interval, adjustment } of full) this.#fold(interval, adjustment);
    });
    return false;
  }

  dropBefore(interval: Interval, tsMs: number, options: { readonly seriesMax: number }): boolean {
    return this.#db.transaction(() => {
      this.#tail.dropBefore(interval, tsMs);
      const rows = this.#series.endingBefore(interval, tsMs, options.seriesMax);
      for (const row of rows) this.#series.update(this.#blocks.dropBefore(row, tsMs));
      return rows.length === options.seriesMax;
    });
  }

  checksum(): string {
    return this.#db.snapshot(() => {
      const hash = sha256();
      const tails = new TailCache(this.#tail, endOfTimeMs);
      const records = new Float64Array(hashedBarsMax * 6);
      for (const series of listSeries(this.#db, {})) {
        const tail = tails.of(series);
        const { barCount } = this.#info(series, tail);
        if (barCount === 0) continue;
        hash.update(`${series.symbol}\n${series.interval}\n${series.adjustment}\n${barCount}\n`);
        const range = { untilTsMs: endOfTimeMs, barsMax: barCount };
        // Newest bar first, so that no more than a block is in memory at a time.
        walkSeries(this.#blocks, tail, { id: series.row.id, range }, (bars, from, to) => {
          const count = fillRecords(bars, { from, to }, records);
          hash.update(new Uint8Array(records.buffer, 0, count * 48));
          return true;
        });
      }
      return hash.digest("hex");
    });
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  #info(series: ListedSeries, tail: TailIndex | null): SeriesInfo {
    const { row } = series;
    let { sourceId, barCount, firstTsMs, lastTsMs } = row;
    const newest = tail?.barsOf(row.id);
    if (tail && newest && newest.length > 0) {
      barCount += newest.length;
      const newestTsMs = newest.openTsMs[newest.length - 1] as number;
      if (!(lastTsMs > newestTsMs)) {
        lastTsMs = newestTsMs;
        sourceId = tail.newestSourceId(row.id);
      }
      const oldestTsMs = newest.openTsMs[0] as number;
      if (!(firstTsMs < oldestTsMs)) firstTsMs = oldestTsMs;
    }
    return {
      id: row.id,
      symbol: series.symbol,
      interval: series.interval,
      adjustment: series.adjustment,
      source: this.#series.source(sourceId),
      barCount,
      firstTsMs,
      lastTsMs,
    };
  }

  #merge(seriesId: number, bars: Bars, sourceId: number): WriteCounts {
    const series = this.#series.get(seriesId);
    const { counts, row } = this.#blocks.merge(series, bars);
    const isNewest = (bars.openTsMs[bars.length - 1] as number) >= row.lastTsMs;
    const next = isNewest ? { ...row, sourceId } : row;
    if (counts.added + counts.changed > 0 || next.sourceId !== series.sourceId) {
      this.#series.update(next);
    }
    return counts;
  }

  /** Moves the tail of one interval and adjustment into the blocks. */
  #fold(interval: Interval, adjustment: Adjustment): void {
    const tail = this.#tail.index(interval, adjustment, endOfTimeMs);
    if (tail === null) return;
    let merges = 0;
    for (const seriesId of tail.seriesIds) {
      this.#merge(seriesId, tail.barsOf(seriesId), tail.newestSourceId(seriesId));
      merges += 1;
      if (merges % mergesPerCollection === 0) collectGarbage();
    }
    this.#tail.clear(interval, adjustment);
  }
}

/** Tails of one snapshot, each decoded once. */
class TailCache {
  readonly #table: TailTable;
  readonly #untilTsMs: number;
  readonly #indexes = new Map<string, TailIndex | null>();

  constructor(table: TailTable, untilTsMs: number) {
    this.#table = table;
    this.#untilTsMs = untilTsMs;
  }

  of(key: Pick<SeriesKey, "interval" | "adjustment">): TailIndex | null {
    const name = `${key.interval} ${key.adjustment}`;
    let index = this.#indexes.get(name);
    if (index === undefined) {
      index = this.#table.index(key.interval, key.adjustment, this.#untilTsMs);
      this.#indexes.set(name, index);
    }
    return index;
  }
}

function barOf(market: MarketBars, at: number): Bars {
  return {
    interval: market.interval,
    length: 1,
    openTsMs: Float64Array.of(market.openTsMs),
    open: market.open.subarray(at, at + 1),
    high: market.high.subarray(at, at + 1),
    low: market.low.subarray(at, at + 1),
    close: market.close.subarray(at, at + 1),
    volume: market.volume.subarray(at, at + 1),
  };
}

/** Rows as records of six doubles, the newest first, whatever the blocks they came in. */
function fillRecords(
  bars: Bars,
  rows: { readonly from: number; readonly to: number },
  records: Float64Array,
): number {
  let at = 0;
  for (let i = rows.to - 1; i >= rows.from; i--) {
    records[at] = bars.openTsMs[i] as number;
    records[at + 1] = bars.open[i] as number;
    records[at + 2] = bars.high[i] as number;
    records[at + 3] = bars.low[i] as number;
    records[at + 4] = bars.close[i] as number;
    const volume = bars.volume[i] as number;
    // There are many bit patterns of NaN; all of them mean "not reported".
    records[at + 5] = Number.isNaN(volume) ? Number.NaN : volume;
    at += 6;
  }
  return rows.to - rows.from;
}
