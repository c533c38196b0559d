import type { MemorySlot } from "../domain/memory-sample.ts";
import type { ProcessRole } from "../domain/service-name.ts";

/** Something that happened to memory, for the log, the page and `l2t memory`. */
export interface MemoryEvent {
  readonly tsMs: number;
  /**
   * step      a step of the ladder was taken; repeat: once more, for it did not help
   * undo      a step was taken back; calm: the pressure is over
   * leak      a process grows steadily; leak-over: it no longer does
   * oom-kill  the kernel killed; throttled: the kernel slows a service down
   * started   a process was seen for the first time
   */
  readonly kind: MemoryEventKind;
  /** Undefined when it concerns the machine. */
  readonly subject: ProcessRole | undefined;
  /** One sentence with the values that led to it and what came of it. */
  readonly text: string;
}

export const memoryEventKinds = [
  "step",
  "repeat",
  "undo",
  "calm",
  "leak",
  "leak-over",
  "oom-kill",
  "throttled",
  "started",
] as const;
export type MemoryEventKind = (typeof memoryEventKinds)[number];

/** Minutes are kept for a day, quarters of an hour for thirty; together below 1 MB. */
export const minutesKeptMs = 24 * 3_600_000;
export const quartersKeptMs = 30 * 24 * 3_600_000;
export const eventsKeptMax = 1_000;

/**
 * What memory was used for a month: a fine series of the last day, a coarse one of thirty days,
 * and a log. Several processes may write the same minute, each its own subjects.
 * All methods may throw Failure store.busy, store.invalid, store.unavailable.
 */
export interface MemoryStore {
  /**
   * Adds a minute, in one transaction: entries replace those of the same subject, quarters of an
   * hour that are over are folded from their minutes, and what is too old is dropped.
   */
  recordMinute(minute: MemorySlot): void;
  /** Slots that start in the range, both ends included, oldest first. */
  history(range: {
    readonly step: "minute" | "quarter";
    readonly fromTsMs: number;
    readonly untilTsMs: number;
  }): readonly MemorySlot[];
  /** Adds to the log; the oldest entries beyond `eventsKeptMax` are dropped. */
  recordEvent(event: MemoryEvent): void;
  /** Entries at or after the moment, newest first. */
  events(range: { readonly fromTsMs: number; readonly limit: number }): readonly MemoryEvent[];
}
