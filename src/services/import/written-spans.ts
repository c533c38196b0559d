import type { Bars } from "../../domain/bars.ts";
import type { BarStore, SeriesKey } from "../../ports/bar-store.ts";

/** Bars that are read at once to compare them. */
const windowBars = 2_048;

/**
 * Finds rows that overwrite bars which the same file delivered in an earlier batch.
 *
 * Which times a file has delivered is remembered as one span per symbol. A bar inside the span
 * that the store has with other values came from this file, or from an older import that this
 * file leaves a gap in: the count may be high by those, never low.
 */
export class WrittenSpans {
  #firstTsMs = new Float64Array(64).fill(Number.POSITIVE_INFINITY);
  #lastTsMs = new Float64Array(64).fill(Number.NEGATIVE_INFINITY);

  /** Marks times as delivered. */
  add(symbolIndex: number, firstTsMs: number, lastTsMs: number): void {
    if (symbolIndex >= this.#firstTsMs.length) this.#grow(symbolIndex);
    this.#firstTsMs[symbolIndex] = Math.min(this.#firstTsMs[symbolIndex] as number, firstTsMs);
    this.#lastTsMs[symbolIndex] = Math.max(this.#lastTsMs[symbolIndex] as number, lastTsMs);
  }

  /** Call it before `bars` are written. `onConflict` gets the index of a bar that differs. */
  findConflicts(
    store: BarStore,
    series: { readonly symbolIndex: number; readonly key: SeriesKey; readonly bars: Bars },
    onConflict: (index: number) => void,
  ): void {
    const { symbolIndex, key, bars } = series;
    const spanFirst = this.#firstTsMs[symbolIndex] ?? Number.POSITIVE_INFINITY;
    const spanLast = this.#lastTsMs[symbolIndex] ?? Number.NEGATIVE_INFINITY;
    const fromTsMs = Math.max(spanFirst, bars.openTsMs[0] as number);
    let untilTsMs = Math.min(spanLast, bars.openTsMs[bars.length - 1] as number);
    while (fromTsMs <= untilTsMs) {
      const stored = store.read(key, { untilTsMs, barsMax: windowBars });
      if (stored.length === 0) return;
      compare(stored, { bars, fromTsMs }, onConflict);
      // The oldest bar of the window has been compared; go on before it.
      untilTsMs = (stored.openTsMs[0] as number) - 1;
    }
  }

  #grow(symbolIndex: number): void {
    const larger = (from: Float64Array, empty: number) => {
      const into = new Float64Array(2 * (symbolIndex + 1)).fill(empty);
      into.set(from);
      return into;
    };
    this.#firstTsMs = larger(this.#firstTsMs, Number.POSITIVE_INFINITY);
    this.#lastTsMs = larger(this.#lastTsMs, Number.NEGATIVE_INFINITY);
  }
}

/** Walks both from their newest bar to `fromTsMs`. */
function compare(
  stored: Bars,
  delivered: { readonly bars: Bars; readonly fromTsMs: number },
  onConflict: (index: number) => void,
): void {
  const { bars, fromTsMs } = delivered;
  let at = bars.length - 1;
  for (let old = stored.length - 1; old >= 0; old--) {
    const oldTsMs = stored.openTsMs[old] as number;
    if (oldTsMs < fromTsMs) return;
    while (at >= 0 && (bars.openTsMs[at] as number) > oldTsMs) at--;
    if (at < 0) return;
    if (bars.openTsMs[at] === oldTsMs && !isSameBar(stored, old, bars, at)) onConflict(at);
  }
}

function isSameBar(a: Bars, atA: number, b: Bars, atB: number): boolean {
  return (
    a.open[atA] === b.open[atB] &&
    a.high[atA] === b.high[atB] &&
    a.low[atA] === b.low[atB] &&
    a.close[atA] === b.close[atB] &&
    Object.is(a.volume[atA], b.volume[atB])
  );
}
