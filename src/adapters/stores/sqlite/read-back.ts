import type { Bars, MutableBars } from "../../../domain/bars.ts";
import type { BlockTable, RunVisitor } from "./blocks.ts";
import { copyRows } from "./merge.ts";

/** A series to read: its blocks, and its bars in the tail, all of which are newer. */
export interface ReadSeries {
  readonly id: number;
  readonly newest: Bars;
  readonly untilTsMs: number;
}

/** Visits the newest `barsMax` bars in runs, each in order of time, the newest run first. */
export function walkSeries(
  blocks: BlockTable,
  series: ReadSeries,
  barsMax: number,
  visit: RunVisitor,
): void {
  const { id, newest, untilTsMs } = series;
  if (newest.length > 0 && !visit(newest, 0, newest.length)) return;
  if (barsMax > newest.length) {
    blocks.walkBack(id, { untilTsMs, barsMax: barsMax - newest.length }, visit);
  }
}

/** Fills `out` with the newest bars of a series, `barsMax` at most, oldest first. */
export function fillNewest(
  blocks: BlockTable,
  series: ReadSeries,
  barsMax: number,
  out: MutableBars,
): void {
  const room = Math.min(barsMax, out.close.length);
  let start = room;
  if (room > 0) {
    walkSeries(blocks, series, room, (bars, from, to) => {
      const rows = { from: Math.max(from, to - start), to };
      start -= rows.to - rows.from;
      copyRows(bars, rows, out, start);
      return start > 0;
    });
  }
  out.length = room - start;
  if (start === 0) return;
  for (const column of [out.openTsMs, out.open, out.high, out.low, out.close, out.volume]) {
    column.copyWithin(0, start, room);
  }
}
