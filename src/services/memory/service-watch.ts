import { minuteMs } from "../../domain/memory-sample.ts";
import type { ProcessRole } from "../../domain/service-name.ts";
import type { ServiceMemory } from "../../ports/memory-reader.ts";
import type { MemoryEvent } from "../../ports/memory-store.ts";
import { detectLeak, type LeakVerdict } from "./leak-detector.ts";
import { leakText } from "./memory-text.ts";

/** Minutes that a look for a leak goes back: six hours. */
const minutesMax = 360;
/** Between two looks. */
const lookMs = 10 * minuteMs;
/** A throttled service is throttled all the time; one entry in so long is enough. */
const throttledEventMs = 10 * minuteMs;

type Report = Omit<MemoryEvent, "tsMs" | "subject">;

/** What is remembered of one process from reading to reading. */
export class ServiceWatch {
  readonly service: ProcessRole;
  readonly pid: number;
  readonly #tsMs: number[] = [];
  readonly #leastBytes: number[] = [];
  #highCount: number | undefined;
  #lookedTsMs = Number.NEGATIVE_INFINITY;
  #throttledTsMs = Number.NEGATIVE_INFINITY;
  #isLeaking = false;

  constructor({ service, pid, cgroup }: ServiceMemory) {
    this.service = service;
    this.pid = pid;
    this.#highCount = cgroup?.isOwn ? cgroup.events.high : undefined;
  }

  /** Times the kernel slowed it down since the last call. */
  countThrottled({ cgroup }: ServiceMemory): number {
    const before = this.#highCount;
    this.#highCount = cgroup?.isOwn ? cgroup.events.high : undefined;
    if (before === undefined || this.#highCount === undefined) return 0;
    return Math.max(0, this.#highCount - before);
  }

  /** Whether that is worth an entry: while it lasts, it would be one at every reading. */
  tellThrottled(tsMs: number): boolean {
    if (Math.abs(tsMs - this.#throttledTsMs) < throttledEventMs) return false;
    this.#throttledTsMs = tsMs;
    return true;
  }

  /** Adds the least use of a minute; now and then looks for a leak in the hours before. */
  addMinute(
    minute: { readonly tsMs: number; readonly leastBytes: number },
    limitBytes: number | undefined,
  ): Report | null {
    const lastTsMs = this.#tsMs.at(-1) ?? Number.NEGATIVE_INFINITY;
    // A clock that was set back would bring times out of order: begin anew.
    if (minute.tsMs <= lastTsMs) this.#forget();
    this.#tsMs.push(minute.tsMs);
    this.#leastBytes.push(minute.leastBytes);
    if (this.#tsMs.length > minutesMax) {
      this.#tsMs.shift();
      this.#leastBytes.shift();
    }
    if (minute.tsMs - this.#lookedTsMs < lookMs) return null;
    this.#lookedTsMs = minute.tsMs;
    const verdict = detectLeak({ tsMs: this.#tsMs, usedBytes: this.#leastBytes });
    return this.#changed(verdict, limitBytes && limitBytes - minute.leastBytes);
  }

  #changed(verdict: LeakVerdict, leftBytes: number | undefined): Report | null {
    const wasLeaking = this.#isLeaking;
    if (verdict.kind === "leak") this.#isLeaking = true;
    if (verdict.kind === "steady") this.#isLeaking = false;
    if (wasLeaking === this.#isLeaking) return null;
    if (this.#isLeaking) return { kind: "leak", text: leakText(verdict, leftBytes) };
    return { kind: "leak-over", text: "no longer grows" };
  }

  #forget(): void {
    this.#tsMs.length = 0;
    this.#leastBytes.length = 0;
    this.#lookedTsMs = Number.NEGATIVE_INFINITY;
  }
}
