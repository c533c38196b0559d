import type { Bars } from "../../../domain/bars.ts";
import type { SeriesInfo } from "../../../ports/bar-store.ts";
import { sha256 } from "./runtime.ts";

/** Bars hashed at a time: 48 bytes each. */
const hashedBarsMax = 256;

/** The checksum of a store: each series with its bars, the newest first. */
export class BarsChecksum {
  readonly #hash = sha256();
  readonly #records = new Float64Array(hashedBarsMax * 6);

  addSeries(info: SeriesInfo): void {
    this.#hash.update(`${info.symbol}\n${info.interval}\n${info.adjustment}\n${info.barCount}\n`);
  }

  /** Adds a run of the series; runs come newest first, and may be cut anywhere. */
  addRun(bars: Bars, from: number, to: number): void {
    for (let end = to; end > from; end -= hashedBarsMax) {
      const start = Math.max(from, end - hashedBarsMax);
      const count = fillRecords(bars, { from: start, to: end }, this.#records);
      this.#hash.update(new Uint8Array(this.#records.buffer, 0, count * 48));
    }
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}

/** Rows as records of six doubles, the newest first, whatever the blocks they came in. */
function fillRecords(
  bars: Bars,
  rows: { readonly from: number; readonly to: number },
  records: Float64Array,
): number {
  let at = 0;
  for (let i = rows.to - 1; i >= rows.from; i--) {
    records[at] = bars.openTsMs[i] as number;
    records[at + 1] = bars.open[i] as number;
    records[at + 2] = bars.high[i] as number;
    records[at + 3] = bars.low[i] as number;
    records[at + 4] = bars.close[i] as number;
    const volume = bars.volume[i] as number;
    // There are many bit patterns of NaN; all of them mean "not reported".
    records[at + 5] = Number.isNaN(volume) ? Number.NaN : volume;
    at += 6;
  }
  return rows.to - rows.from;
}
