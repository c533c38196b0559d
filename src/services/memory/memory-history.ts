import { type MemorySlot, type MemorySubject, minuteMs } from "../../domain/memory-sample.ts";
import { type MemoryStore, minutesKeptMs } from "../../ports/memory-store.ts";

/** What was used over a span of time, cut into equal cells, by subject. */
export interface MemoryHistory {
  readonly fromTsMs: number;
  readonly spanMs: number;
  readonly cellMs: number;
  /** Peak of each cell in bytes, oldest first; NaN where nothing was recorded. */
  readonly peakBytes: ReadonlyMap<MemorySubject, Float64Array>;
}

/** The span before `untilTsMs` in so many cells, from the finest series that goes back so far. */
export function readHistory(
  store: MemoryStore,
  span: { readonly untilTsMs: number; readonly spanMs: number; readonly cellCount: number },
): MemoryHistory {
  const { untilTsMs, spanMs, cellCount } = span;
  const cellMs = spanMs / cellCount;
  const fromTsMs = untilTsMs - spanMs;
  const step = spanMs + minuteMs <= minutesKeptMs ? "minute" : "quarter";
  const peakBytes = new Map<MemorySubject, Float64Array>();
  // The newest quarter is not folded yet, but its minutes are there.
  const slots = [
    ...store.history({ step, fromTsMs, untilTsMs }),
    ...(step === "quarter" ? store.history({ step: "minute", fromTsMs, untilTsMs }) : []),
  ];
  for (const slot of slots) {
    const cell = Math.min(cellCount - 1, Math.floor((slot.startTsMs - fromTsMs) / cellMs));
    addPeaks(peakBytes, slot, { cell, cellCount });
  }
  return { fromTsMs, spanMs, cellMs, peakBytes };
}

function addPeaks(
  peakBytes: Map<MemorySubject, Float64Array>,
  slot: MemorySlot,
  { cell, cellCount }: { readonly cell: number; readonly cellCount: number },
): void {
  for (const { subject, maxBytes } of slot.entries) {
    const peaks = peakBytes.get(subject) ?? new Float64Array(cellCount).fill(Number.NaN);
    peakBytes.set(subject, peaks);
    const known = peaks[cell] as number;
    peaks[cell] = Number.isNaN(known) ? maxBytes : Math.max(known, maxBytes);
  }
}
