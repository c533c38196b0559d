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
import { BarsChecksum } from "./checksum.ts";
import { Codec } from "./codec.ts";
import type { Database } from "./database.ts";
import { listSeries } from "./list-series.ts";
import { assertColumns, mergeMarket } from "./market-merge.ts";
import { assertRising } from "./merge.ts";
import { fillNewest, type ReadSeries, walkSeries } from "./read-back.ts";
import type { SeriesRow, SeriesTable } from "./series.ts";
import { afterOf, SeriesWriter } from "./series-writer.ts";
import type { SourceTable } from "./sources.ts";
import { exceeds, foldedFrom, groupName, type TailGroup, TailTable, tidiedFrom } from "./tail.ts";
import { liveIds, TailFolder } from "./tail-folder.ts";
import { TailReader } from "./tail-reader.ts";
import type { TailWindow } from "./tail-window.ts";

const endOfTimeMs = Number.MAX_SAFE_INTEGER;
const nothing: WriteCounts = { added: 0, changed: 0, unchanged: 0 };
const noBars: Bars = allocateBars("1d", 0);

/** Series whose tails are read together: 50 bytes for each of their bars there. */
const seriesPerTailMax = 1_024;

/** Series that an append folds when nobody has tidied for long: a spike of some 50 ms. */
const seriesPerForcedFold = 1_024;

export class SqliteBars implements BarStore {
  readonly #db: Database;
  readonly #series: SeriesTable;
  readonly #sources: SourceTable;
  readonly #blocks: BlockTable;
  readonly #tail: TailTable;
  readonly #tailReader: TailReader;
  readonly #writer: SeriesWriter;
  readonly #folder: TailFolder;

  constructor(db: Database, series: SeriesTable, sources: SourceTable) {
    const codec = new Codec();
    this.#db = db;
    this.#series = series;
    this.#sources = sources;
    this.#blocks = new BlockTable(db, codec);
    this.#tail = new TailTable(db, codec);
    this.#tailReader = new TailReader(this.#tail, series);
    const [tail, reader] = [this.#tail, this.#tailReader];
    this.#writer = new SeriesWriter(series, this.#blocks, tail, reader);
    this.#folder = new TailFolder(db, { series, tail, reader, writer: this.#writer });
  }

  series(filter: Partial<SeriesKey> = {}): readonly SeriesInfo[] {
    return this.#db.snapshot(() => this.#list(filter));
  }

  write(key: SeriesKey, bars: Bars, source: DataSource): WriteCounts {
    assertRising(bars);
    if (bars.length === 0) return nothing;
    return this.#db.transaction(() => {
      const sourceId = this.#sources.idOf(source);
      const fromTsMs = bars.openTsMs[0] as number;
      const toTsMs = bars.openTsMs[bars.length - 1] as number;
      const row = this.#writer.settle(key, this.#series.findOrAdd(key, sourceId), toTsMs);
      const counts = this.#writer.merge(row, bars, sourceId);
      if (counts.changed > 0) this.#tail.markStale(key, { fromTsMs, toTsMs });
      return counts;
    });
  }

  append(bars: MarketBars, source: DataSource): WriteCounts {
    assertColumns(bars);
    if (bars.symbols.length === 0) return nothing;
    return this.#db.transaction(() => {
      const sourceId = this.#sources.idOf(source);
      const ids = this.#series.idsOf(bars, sourceId);
      const old = this.#tail.at(bars, bars.openTsMs);
      const reaching = this.#series.lastTsMsFrom(bars, bars.openTsMs);
      const market = mergeMarket(old, { bars, ids, sourceId, reaching });
      let { added, changed, unchanged } = market.counts;
      if (market.isNews) this.#tail.put(bars, bars.openTsMs, market.rows);
      for (const at of market.toBlocks) {
        const row = this.#series.get(ids[at] as number);
        const counts = this.#writer.merge(row, barOf(bars, at), sourceId);
        added += counts.added;
        changed += counts.changed;
        unchanged += counts.unchanged;
      }
      if (exceeds(this.#tail.moments(bars), foldedFrom)) {
        this.#folder.foldSlice(bars, seriesPerForcedFold);
      }
      return { added, changed, unchanged };
    });
  }

  read(key: SeriesKey, range: ReadRange = {}): Bars {
    return this.#db.snapshot(() => {
      const row = this.#series.find(key);
      if (row === null) return allocateBars(key.interval, 0);
      const tail = this.#tailReader.near(key, row.id);
      const series = readSeries(row, tail, range.untilTsMs ?? endOfTimeMs);
      const total = row.barCount + series.newest.length;
      const barsMax = Math.min(range.barsMax ?? total, total);
      const out = allocateBars(key.interval, barsMax);
      fillNewest(this.#blocks, series, barsMax, out);
      return out;
    });
  }

  readEach(
    keys: readonly SeriesInfo[],
    range: ReadRange & { readonly barsMax: number },
    visit: (info: SeriesInfo, bars: MutableBars) => void,
  ): void {
    this.#db.snapshot(() => {
      let buffer = allocateBars("1d", 0);
      this.#eachSeries(keys, range.untilTsMs ?? endOfTimeMs, (info, series, barCount) => {
        const barsMax = Math.min(range.barsMax, barCount);
        if (buffer.close.length < barsMax) buffer = allocateBars(info.interval, barsMax);
        if (buffer.interval !== info.interval) buffer = { ...buffer, interval: info.interval };
        buffer.length = 0;
        if (series !== null) fillNewest(this.#blocks, series, barsMax, buffer);
        visit(info, buffer);
      });
    });
  }

  readMoment(interval: Interval, adjustment: Adjustment, openTsMs: number): MomentBars | null {
    const rows = this.#tail.current({ interval, adjustment }, openTsMs);
    return rows === null ? null : { interval, adjustment, openTsMs, ...rows };
  }

  tidy(options: { readonly seriesMax: number }): boolean {
    // Looked at without the lock of a writer first: mostly there is nothing to do.
    const group = this.#groupToTidy();
    if (group === null) return false;
    this.#db.transaction(() => this.#folder.foldSlice(group, options.seriesMax));
    return this.#groupToTidy() !== null;
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
      const checksum = new BarsChecksum();
      this.#eachSeries(this.#list({}), endOfTimeMs, (info, series) => {
        if (series === null) return;
        checksum.addSeries(info);
        // Newest bar first, so that no more than a block is in memory at a time.
        walkSeries(this.#blocks, series, info.barCount, (bars, from, to) => {
          checksum.addRun(bars, from, to);
          return true;
        });
      });
      return checksum.digest();
    });
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  /** Bars that only the tail holds. Call within a snapshot. */
  tailBarCount(): number {
    let count = 0;
    for (const group of this.#tail.groups()) {
      const moments = this.#tail.moments(group);
      const lastTsMs = this.#series.lastTsMsFrom(group, moments[0]?.openTsMs ?? 0);
      this.#tail.visitIds(group, moments, (openTsMs, rows) => {
        count += liveIds(rows, openTsMs, lastTsMs).length;
      });
    }
    return count;
  }

  #groupToTidy(): TailGroup | null {
    const isLong = (group: TailGroup) => exceeds(this.#tail.moments(group), tidiedFrom);
    return this.#db.snapshot(() => this.#tail.groups().find(isLong)) ?? null;
  }

  #list(filter: Partial<SeriesKey>): readonly SeriesInfo[] {
    return listSeries({ db: this.#db, sources: this.#sources, tail: this.#tail }, filter);
  }

  /** Visits series, null for one that does not exist, with how many bars there are at most. */
  #eachSeries(
    infos: readonly SeriesInfo[],
    untilTsMs: number,
    visit: (info: SeriesInfo, series: ReadSeries | null, barCount: number) => void,
  ): void {
    const rowOf = this.#series.finder(infos.length);
    for (let from = 0; from < infos.length; from += seriesPerTailMax) {
      const some = infos.slice(from, from + seriesPerTailMax);
      const rows = some.map(rowOf);
      const tails = this.#tailsOf(some, rows, untilTsMs);
      for (const [at, info] of some.entries()) {
        const row = rows[at] ?? null;
        const tail = tails.get(groupName(info)) ?? null;
        const series = row === null ? null : readSeries(row, tail, untilTsMs);
        visit(info, series, (row?.barCount ?? 0) + (series?.newest.length ?? 0));
      }
    }
  }

  #tailsOf(
    infos: readonly SeriesInfo[],
    rows: readonly (SeriesRow | null)[],
    untilTsMs: number,
  ): Map<string, TailWindow | null> {
    const tails = new Map<string, TailWindow | null>();
    for (const info of infos) {
      const name = groupName(info);
      if (tails.has(name)) continue;
      const ofGroup = rows.filter((_, at) => groupName(infos[at] as SeriesInfo) === name);
      const ids = Float64Array.from(ofGroup.flatMap((row) => row?.id ?? [])).sort();
      tails.set(name, this.#tailReader.read(info, ids, untilTsMs));
    }
    return tails;
  }
}

function readSeries(row: SeriesRow, tail: TailWindow | null, untilTsMs = endOfTimeMs): ReadSeries {
  const newest = tail?.barsOf(row.id, { afterTsMs: afterOf(row), untilTsMs }) ?? noBars;
  return { id: row.id, newest, untilTsMs };
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
