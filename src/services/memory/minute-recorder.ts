import {
  largest,
  type MemoryEntry,
  type MemorySlot,
  type MemorySubject,
  minuteMs,
  slotStart,
} from "../../domain/memory-sample.ts";
import type { UsedMemory } from "./used-memory.ts";

/** What one subject used at one moment. */
export interface MemorySample {
  readonly subject: MemorySubject;
  readonly used: UsedMemory;
  readonly chargedBytes: number | undefined;
  readonly stallPct: number | undefined;
}

/** A minute that is over. */
export interface FinishedMinute {
  readonly slot: MemorySlot;
  /** The least that each subject used: what garbage collection cannot take. */
  readonly leastBytes: ReadonlyMap<MemorySubject, number>;
}

interface Tally {
  entry: MemoryEntry;
  leastBytes: number;
  sampleCount: number;
}

/** Sums samples up to minutes. Holds one minute, whatever the clock does. */
export class MinuteRecorder {
  #startTsMs: number | null = null;
  #tallies = new Map<MemorySubject, Tally>();

  /** Adds the samples of one moment; returns the minute before it when that is over. */
  add(tsMs: number, samples: readonly MemorySample[]): FinishedMinute | null {
    const startTsMs = slotStart(tsMs, minuteMs);
    const finished = startTsMs === this.#startTsMs ? null : this.finish();
    this.#startTsMs = startTsMs;
    for (const sample of samples) this.#count(sample);
    return finished;
  }

  /** The minute so far; the next sample begins another one. */
  finish(): FinishedMinute | null {
    const tallies = [...this.#tallies.values()];
    const startTsMs = this.#startTsMs;
    this.#tallies = new Map();
    this.#startTsMs = null;
    if (startTsMs === null || tallies.length === 0) return null;
    return {
      slot: { startTsMs, entries: tallies.map(({ entry }) => entry) },
      leastBytes: new Map(tallies.map(({ entry, leastBytes }) => [entry.subject, leastBytes])),
    };
  }

  #count({ subject, used, chargedBytes, stallPct }: MemorySample): void {
    const { bytes, metric } = used;
    const known = this.#tallies.get(subject);
    // Two metrics do not add up: what was counted by the other one is dropped.
    const before = known?.entry.metric === metric ? known : undefined;
    const sampleCount = (before?.sampleCount ?? 0) + 1;
    const meanBytes = before?.entry.meanBytes ?? 0;
    this.#tallies.set(subject, {
      entry: {
        subject,
        metric,
        meanBytes: meanBytes + (bytes - meanBytes) / sampleCount,
        maxBytes: Math.max(before?.entry.maxBytes ?? 0, bytes),
        chargedBytesMax: largest([before?.entry.chargedBytesMax, chargedBytes]),
        stallPctMax: largest([before?.entry.stallPctMax, stallPct]),
      },
      leastBytes: Math.min(before?.leastBytes ?? bytes, bytes),
      sampleCount,
    });
  }
}
