import type { MutableBars } from "../../../domain/bars.ts";
import type { BlockTable, RunVisitor } from "./blocks.ts";
import { copyRows } from "./merge.ts";
import type { TailIndex } from "./tail-index.ts";

interface Range {
  readonly untilTsMs: number;
  readonly barsMax: number;
}

/**
 * Visits a series from its newest bar backwards, blocks and tail as one. A bar is never in both.
 * A run is in order of time in itself; each run is older than the one before.
 */
export function walkSeries(
  blocks: BlockTable,
  tail: TailIndex | null,
  series: { readonly id: number; readonly range: Range },
  visit: RunVisitor,
): void {
  const { id, range } = series;
  if (tail === null || tail.countOf(id) === 0) {
    blocks.walkBack(id, range, visit);
    return;
  }
  const newest = tail.barsOf(id);
  let left = newest.length;
  let wantsMore = true;
  blocks.walkBack(id, range, (bars, from, to) => {
    // Tail bars between two bars of a block split the run; usually all of them are newer.
    while (to > from) {
      const lastTsMs = bars.openTsMs[to - 1] as number;
      let newerFrom = left;
      while (newerFrom > 0 && (newest.openTsMs[newerFrom - 1] as number) > lastTsMs) newerFrom -= 1;
      if (newerFrom < left) wantsMore = visit(newest, newerFrom, left);
      left = newerFrom;
      if (!wantsMore) return false;
      const nextTsMs = left > 0 ? (newest.openTsMs[left - 1] as number) : -Infinity;
      let runFrom = to - 1;
      while (runFrom > from && (bars.openTsMs[runFrom - 1] as number) > nextTsMs) runFrom -= 1;
      wantsMore = visit(bars, runFrom, to);
      if (!wantsMore) return false;
      to = runFrom;
    }
    return true;
  });
  if (wantsMore && left > 0) visit(newest, 0, left);
}

/** Fills `out` with the newest bars of a series that it has room for, oldest first. */
export function fillNewest(
  blocks: BlockTable,
  tail: TailIndex | null,
  series: { readonly id: number; readonly range: Range },
  out: MutableBars,
): void {
  const room = Math.min(series.range.barsMax, out.close.length);
  let start = room;
  if (room > 0) {
    walkSeries(blocks, tail, series, (bars, from, to) => {
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
