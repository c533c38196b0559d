import { samplesMax } from "./findings.ts";

/**
 * Counts rows that go against the order of time within their symbol. Files run either oldest or
 * newest first; whichever direction fewer steps take is the odd one.
 */
export class RowOrder {
  #lastTsMs = new Float64Array(64).fill(Number.NaN);
  #upCount = 0;
  #downCount = 0;
  readonly #upLines: number[] = [];
  readonly #downLines: number[] = [];

  observe(symbolIndex: number, openTsMs: number, lineNumber: number): void {
    if (symbolIndex >= this.#lastTsMs.length) this.#grow(symbolIndex);
    const lastTsMs = this.#lastTsMs[symbolIndex] as number;
    this.#lastTsMs[symbolIndex] = openTsMs;
    if (openTsMs > lastTsMs) {
      this.#upCount++;
      if (this.#upLines.length < samplesMax) this.#upLines.push(lineNumber);
    } else if (openTsMs < lastTsMs) {
      this.#downCount++;
      if (this.#downLines.length < samplesMax) this.#downLines.push(lineNumber);
    }
  }

  get isNewestFirst(): boolean {
    return this.#downCount > this.#upCount;
  }

  get outOfOrderCount(): number {
    return Math.min(this.#upCount, this.#downCount);
  }

  get outOfOrderLines(): readonly number[] {
    return this.isNewestFirst ? this.#upLines : this.#downLines;
  }

  #grow(symbolIndex: number): void {
    const larger = new Float64Array(2 * (symbolIndex + 1)).fill(Number.NaN);
    larger.set(this.#lastTsMs);
    this.#lastTsMs = larger;
  }
}
