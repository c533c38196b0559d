import { allocateBars, pushBar } from "../../../../domain/bars.ts";
import { BlockTable } from "../blocks.ts";
import { Codec } from "../codec.ts";
import type { Database } from "../database.ts";
import { SeriesTable } from "../series.ts";
import { TailTable } from "../tail.ts";

/**
 * Up to version 2, a bar of the tail could be older than the newest one in its series' blocks,
 * when history beyond it was written later. Since then such a row is the copy of a bar that the
 * blocks hold, so they get it. Doing it twice changes nothing.
 */
export function settleTails(db: Database): void {
  const codec = new Codec();
  const series = new SeriesTable(db);
  const blocks = new BlockTable(db, codec);
  const tail = new TailTable(db, codec);
  for (const group of tail.groups()) {
    const bar = allocateBars(group.interval, 1);
    tail.visit(group, tail.moments(group), (openTsMs, rows) => {
      const reaching = series.lastTsMsFrom(group, openTsMs);
      for (let row = 0; row < rows.length; row++) {
        const id = rows.seriesId[row] as number;
        if (!reaching.has(id)) continue;
        bar.length = 0;
        pushBar(bar, {
          openTsMs,
          open: rows.open[row] as number,
          high: rows.high[row] as number,
          low: rows.low[row] as number,
          close: rows.close[row] as number,
          volume: rows.volume[row] as number,
        });
        series.update(blocks.merge(series.get(id), bar).row);
      }
    });
  }
}
