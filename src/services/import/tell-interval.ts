import { type Interval, intervalMs, intervals, isDateKeyed } from "../../domain/interval.ts";

const dayMs = 86_400_000;
const stepsMin = 3;
/** A quiet symbol leaves bars out, but never has them closer than they are long. */
const shorterShareMax = 0.02;
/** Of all distances, those that have to be of the length itself. */
const typicalShareMin = 0.3;

/**
 * The length of bars by how far apart the rows of each symbol are, fed row by row in the order of
 * a file.
 *
 * memory  a number for each symbol and each distance
 */
export class IntervalTeller {
  readonly #lastTsMs = new Map<number, number>();
  readonly #countByStepMs = new Map<number, number>();
  #rowCount = 0;
  #dateCount = 0;
  #stepCount = 0;

  /** `isDate`: the time is a midnight, or none is written. */
  observe(symbolIndex: number, row: { readonly tsMs: number; readonly isDate: boolean }): void {
    const { tsMs, isDate } = row;
    this.#rowCount++;
    if (isDate) this.#dateCount++;
    const before = this.#lastTsMs.get(symbolIndex);
    this.#lastTsMs.set(symbolIndex, tsMs);
    const stepMs = before === undefined ? 0 : Math.abs(tsMs - before);
    if (stepMs === 0) return;
    this.#stepCount++;
    this.#countByStepMs.set(stepMs, (this.#countByStepMs.get(stepMs) ?? 0) + 1);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Null where the rows do not tell for certain. */
  tell(): Interval | null {
    if (this.#rowCount === 0) return null;
    if (this.#dateCount === this.#rowCount) return this.#tellDated();
    if (this.#stepCount < stepsMin) return null;
    return intervals.find((interval) => !isDateKeyed(interval) && this.#fits(interval)) ?? null;
  }

  /** One session of a whole market has no distances, and is a session all the same. */
  #tellDated(): Interval | null {
    if (this.#shareOf((stepMs) => stepMs < dayMs - dayMs / 24) > 0) return null;
    if (this.#stepCount === 0) return "1d";
    if (this.#stepCount < stepsMin) return null;
    if (this.#shareOf((stepMs) => stepMs < 3 * dayMs) >= 0.5) return "1d";
    const isWeek = (stepMs: number) => Math.abs(stepMs - intervalMs("1w")) <= dayMs / 24;
    return this.#shareOf(isWeek) >= 0.8 ? "1w" : null;
  }

  #fits(interval: Interval): boolean {
    const lengthMs = intervalMs(interval);
    const isTypical = this.#shareOf((stepMs) => stepMs === lengthMs) >= typicalShareMin;
    return isTypical && this.#shareOf((stepMs) => stepMs < lengthMs) <= shorterShareMax;
  }

  #shareOf(isMeant: (stepMs: number) => boolean): number {
    let meant = 0;
    for (const [stepMs, count] of this.#countByStepMs) if (isMeant(stepMs)) meant += count;
    return this.#stepCount === 0 ? 0 : meant / this.#stepCount;
  }
}
