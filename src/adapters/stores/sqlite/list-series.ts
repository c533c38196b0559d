import type { Adjustment, DataSource } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { SeriesInfo, SeriesKey } from "../../../ports/bar-store.ts";
import type { Database, SqlRow } from "./database.ts";
import type { SourceTable } from "./sources.ts";
import type { TailTable } from "./tail.ts";

type MutableInfo = { -readonly [name in keyof SeriesInfo]: SeriesInfo[name] };

interface ListTables {
  readonly db: Database;
  readonly sources: SourceTable;
  readonly tail: TailTable;
}

/** Series that hold bars, in order, blocks and tail as one. Call within a snapshot. */
export function listSeries(tables: ListTables, filter: Partial<SeriesKey>): SeriesInfo[] {
  const sourceOf = tables.sources.reader();
  const all = selectSeries(tables.db, filter).map((row) => infoOf(row, sourceOf));
  for (const group of tables.tail.groups()) {
    const { interval, adjustment } = group;
    const infos = all.filter((of) => of.interval === interval && of.adjustment === adjustment);
    if (infos.length === 0) continue;
    infos.sort((a, b) => a.id - b.id);
    tables.tail.visitIds(group, tables.tail.moments(group), (openTsMs, rows) => {
      let row = 0;
      for (const info of infos) {
        while (row < rows.length && (rows.seriesId[row] as number) < info.id) row += 1;
        if (row === rows.length) return;
        if (rows.seriesId[row] !== info.id || openTsMs <= info.lastTsMs) continue;
        info.barCount += 1;
        if (Number.isNaN(info.firstTsMs)) info.firstTsMs = openTsMs;
        info.lastTsMs = openTsMs;
        info.source = sourceOf(rows.sourceId[row] as number);
      }
    });
  }
  return all.filter((info) => info.barCount > 0);
}

/** One statement for each set of filters, so that each finds its index. */
function selectSeries(db: Database, filter: Partial<SeriesKey>): SqlRow[] {
  const names = (["symbol", "interval", "adjustment"] as const).filter(
    (name) => filter[name] !== undefined,
  );
  const where = names.map((name) => `${name} = ?`).join(" AND ");
  return db.rows(
    `SELECT id, symbol, interval, adjustment, source_id, bar_count, first_ts_ms, last_ts_ms
     FROM series ${where === "" ? "" : `WHERE ${where}`} ORDER BY symbol, interval, adjustment`,
    ...names.map((name) => filter[name] as string),
  );
}

function infoOf(row: SqlRow, sourceOf: (id: number) => DataSource): MutableInfo {
  return {
    id: row[0] as number,
    symbol: row[1] as string,
    interval: row[2] as Interval,
    adjustment: row[3] as Adjustment,
    source: sourceOf(row[4] as number),
    barCount: row[5] as number,
    firstTsMs: (row[6] as number | null) ?? Number.NaN,
    lastTsMs: (row[7] as number | null) ?? Number.NaN,
  };
}
