import type { SeriesTable } from "./series.ts";
import { groupName, type TailGroup, type TailTable } from "./tail.ts";
import { TailWindow } from "./tail-window.ts";

/** Series whose tail bars are read together where one is asked for: neighbours come next. */
const neighboursMax = 256;

/** Reads the tail for some series at a time. Call within one snapshot. */
export class TailReader {
  readonly #tail: TailTable;
  readonly #series: SeriesTable;
  #near: TailWindow | null = null;
  #nearStamp = "";

  constructor(tail: TailTable, series: SeriesTable) {
    this.#tail = tail;
    this.#series = series;
  }

  /** The tail by the moment of series with these ids, rising; null when there is none. */
  read(group: TailGroup, ids: Float64Array, untilTsMs: number): TailWindow | null {
    const moments = this.#tail.moments(group).filter(({ openTsMs }) => openTsMs <= untilTsMs);
    if (moments.length === 0) return null;
    const window = new TailWindow(group.interval, ids, moments.length);
    this.#tail.visit(group, moments, (openTsMs, rows) => window.add(openTsMs, rows));
    return window;
  }

  /** The tail of a series and those after it; the last one is kept until the tail changes. */
  near(group: TailGroup, seriesId: number): TailWindow | null {
    const stamp = `${groupName(group)} ${this.#tail.stamp()}`;
    if (stamp === this.#nearStamp && this.#near?.has(seriesId)) return this.#near;
    this.#near = this.read(group, this.#series.idsFrom(group, seriesId, neighboursMax), Infinity);
    this.#nearStamp = stamp;
    return this.#near;
  }
}
