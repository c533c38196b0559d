import { assert } from "../../../base/assert.ts";
import type { TailRows } from "./codec.ts";
import type { Database } from "./database.ts";
import { collectGarbage } from "./runtime.ts";
import type { SeriesTable } from "./series.ts";
import { afterOf, type SeriesWriter } from "./series-writer.ts";
import {
  exceeds,
  groupName,
  momentsKept,
  type TailGroup,
  type TailMoment,
  type TailTable,
  tidiedFrom,
} from "./tail.ts";
import type { TailReader } from "./tail-reader.ts";
import type { TailWindow } from "./tail-window.ts";

/** Folding a whole market decodes and encodes every block: without this it peaks 30 MB higher. */
const foldsPerCollection = 1_024;

/** Series whose tail bars are read at once, for several slices: some 60 bytes for each bar. */
const windowSeriesMax = 2_048;

/** Series of the oldest moment, which are folded one after the other. */
interface Round {
  /** What the moments held when the round began; another one begins when that changes. */
  readonly versions: string;
  readonly untilTsMs: number;
  readonly ids: Float64Array;
  next: number;
  window: TailWindow | null;
  windowEnd: number;
}

/**
 * Moves bars of the tail to their blocks, a slice of series at a time. What it remembers between
 * slices only saves looking: any slice is right by itself. Call within a transaction.
 */
export class TailFolder {
  readonly #series: SeriesTable;
  readonly #tail: TailTable;
  readonly #reader: TailReader;
  readonly #writer: SeriesWriter;
  readonly #rounds = new Map<string, Round>();
  #folds = 0;

  constructor(
    db: Database,
    tables: {
      readonly series: SeriesTable;
      readonly tail: TailTable;
      readonly reader: TailReader;
      readonly writer: SeriesWriter;
    },
  ) {
    this.#series = tables.series;
    this.#tail = tables.tail;
    this.#reader = tables.reader;
    this.#writer = tables.writer;
    db.onUndo(() => this.#rounds.clear());
  }

  /** Folds `seriesMax` series of a tail that has grown, or clears up; false when there is none. */
  foldSlice(group: TailGroup, seriesMax: number): boolean {
    assert(seriesMax > 0, "a slice has series");
    const moments = this.#tail.moments(group);
    if (!exceeds(moments, tidiedFrom)) return false;
    const round = this.#roundOf(group, moments);
    if (round.next === round.ids.length) {
      this.#rounds.delete(groupName(group));
      return this.#removeFolded(group, moments, round.untilTsMs);
    }
    const end = Math.min(round.next + seriesMax, round.ids.length);
    while (round.next < end) {
      this.#fold(group, round, round.ids[round.next] as number);
      round.next += 1;
    }
    return true;
  }

  #roundOf(group: TailGroup, moments: readonly TailMoment[]): Round {
    const name = groupName(group);
    const old = this.#rounds.get(name);
    if (old !== undefined && old.versions === versionsOf(moments, old.untilTsMs)) return old;
    const oldest = moments[0] as TailMoment;
    const untilTsMs = moments.at(-1 - momentsKept)?.openTsMs ?? -Infinity;
    const lastTsMs = this.#series.lastTsMsFrom(group, oldest.openTsMs);
    const rows = this.#tail.at(group, oldest.openTsMs);
    const isFoldable = oldest.openTsMs <= untilTsMs && rows !== null;
    const round = {
      versions: versionsOf(moments, untilTsMs),
      untilTsMs,
      ids: isFoldable ? liveIds(rows, oldest.openTsMs, lastTsMs) : new Float64Array(0),
      next: 0,
      window: null,
      windowEnd: 0,
    };
    this.#rounds.set(name, round);
    return round;
  }

  /** Removes moments that nothing is left of. True when the next ones are to be folded as well. */
  #removeFolded(group: TailGroup, moments: readonly TailMoment[], untilTsMs: number): boolean {
    const lastTsMs = this.#series.lastTsMsFrom(group, moments[0]?.openTsMs ?? 0);
    for (const [index, { openTsMs }] of moments.entries()) {
      if (openTsMs > untilTsMs) return false;
      const rows = this.#tail.at(group, openTsMs);
      if (rows !== null && liveIds(rows, openTsMs, lastTsMs).length > 0) {
        return exceeds(moments.slice(index), tidiedFrom);
      }
      this.#tail.remove(group, openTsMs);
    }
    return false;
  }

  #fold(group: TailGroup, round: Round, seriesId: number): void {
    if (round.next >= round.windowEnd) {
      round.windowEnd = Math.min(round.next + windowSeriesMax, round.ids.length);
      const ids = round.ids.subarray(round.next, round.windowEnd);
      round.window = this.#reader.read(group, ids, round.untilTsMs);
    }
    const window = round.window as TailWindow;
    const series = this.#series.get(seriesId);
    const span = { afterTsMs: afterOf(series), untilTsMs: round.untilTsMs };
    const bars = window.barsOf(seriesId, span);
    if (bars.length === 0) return;
    this.#writer.merge(series, bars, window.sourceIdBy(seriesId, round.untilTsMs));
    this.#folds += 1;
    if (this.#folds % foldsPerCollection === 0) collectGarbage();
  }
}

/** Series whose bar of the moment is in the tail alone. `lastTsMs` is of those that reach it. */
export function liveIds(
  rows: TailRows,
  openTsMs: number,
  lastTsMs: ReadonlyMap<number, number>,
): Float64Array {
  const isLive = (id: number) => !((lastTsMs.get(id) ?? -Infinity) >= openTsMs);
  return rows.seriesId.subarray(0, rows.length).filter(isLive);
}

function versionsOf(moments: readonly TailMoment[], untilTsMs: number): string {
  return moments
    .filter(({ openTsMs }) => openTsMs <= untilTsMs)
    .map(({ openTsMs, version }) => `${openTsMs} ${version}`)
    .join();
}
