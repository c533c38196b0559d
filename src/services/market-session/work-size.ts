/** Series of one part of a scan: less than half a second, in which a server does not answer. */
const partSeriesUsual = 2_000;
/** While memory is short: a tenth of what waits in a transaction. */
const partSeriesSmall = 200;

/** How much is worked through at a time: less while memory is short. */
export class WorkSize {
  #partSeries = partSeriesUsual;

  get partSeries(): number {
    return this.#partSeries;
  }

  shrink(): void {
    this.#partSeries = partSeriesSmall;
  }

  restore(): void {
    this.#partSeries = partSeriesUsual;
  }
}
