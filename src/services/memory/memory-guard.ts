import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { ProcessRole } from "../../domain/service-name.ts";
import type { Clock } from "../../ports/clock.ts";
import { type LadderStep, lastingSteps, type MemoryActions } from "../../ports/memory-actions.ts";
import type { BoxMemory, MemoryReader, ServiceMemory } from "../../ports/memory-reader.ts";
import type { MemoryEvent, MemoryStore } from "../../ports/memory-store.ts";
import type { MetadataStore } from "../../ports/metadata-store.ts";
import { KillCounter } from "./kill-counter.ts";
import { type LadderMove, ladderStart, turnLadder } from "./ladder.ts";
import { MemoryJournal } from "./memory-journal.ts";
import { memoryText } from "./memory-text.ts";
import { type FinishedMinute, MinuteRecorder } from "./minute-recorder.ts";
import { type GuardReading, isThrottled, judgePressure, type ServiceReading } from "./pressure.ts";
import { samplesOf } from "./samples-of.ts";
import { ServiceWatch } from "./service-watch.ts";
import { limitsOf, type MemoryLimits, sharesPages, usedMemory } from "./used-memory.ts";

export interface MemoryGuardOptions {
  readonly clock: Clock;
  readonly reader: MemoryReader;
  readonly store: MemoryStore;
  /** Keeps the counts of kills from one process to the next. */
  readonly metadata?: Pick<MetadataStore, "getMetadata" | "setMetadata">;
  readonly actions: MemoryActions;
  /** For processes whose control group has no limits. */
  readonly limits: Readonly<Partial<Record<ProcessRole, MemoryLimits>>>;
  /** Gets what is logged, as it happens. */
  readonly onEvent: (event: MemoryEvent) => void;
}

/** Between two readings: when all is calm, and when it is not. */
const calmMs = 5_000;
const alertMs = 1_000;

/**
 * Watches what our processes use and acts before the kernel must: samples them, keeps a series,
 * finds slow leaks, and walks the ladder.
 */
export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  readonly #journal: MemoryJournal;
  readonly #minutes = new MinuteRecorder();
  readonly #kills: KillCounter;
  #watches: readonly ServiceWatch[] = [];
  #ladder = ladderStart;
  #isShared = false;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
    this.#journal = new MemoryJournal(options.store);
    this.#kills = new KillCounter(options.metadata);
  }

  start(): void {
    assert(this.#stop === null, "the memory guard is started once");
    this.#kills.recall();
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /** Takes back what the ladder did, and keeps the minute that has begun. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
    const lasting = this.#ladder.taken.filter((step) => lastingSteps.includes(step));
    for (const step of lasting.reverse()) await this.#undo(step);
    this.#ladder = ladderStart;
    this.#keep(this.#minutes.finish(), []);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isCalm = await this.#turn();
      await this.#options.clock.sleep(isCalm ? calmMs : alertMs, signal);
    }
  }

  /** One reading and what follows from it; returns whether all is calm. */
  async #turn(): Promise<boolean> {
    const { clock, reader, actions } = this.#options;
    const tsMs = clock.nowMs();
    const box = reader.box();
    const services = reader.services({ isPrecise: this.#isShared });
    // Pages that several processes share must not be counted for each of them.
    this.#isShared = sharesPages(services);
    this.#watch(services, tsMs);
    this.#tellKills(services, tsMs);
    const reading = this.#reading(tsMs, box, services);
    this.#keep(this.#minutes.add(tsMs, samplesOf(box, services)), services);
    const pressure = judgePressure(reading);
    const turn = turnLadder(this.#ladder, reading, { pressure, steps: actions.steps });
    this.#ladder = turn.state;
    for (const move of turn.moves) await this.#carryOut(move);
    return pressure.level === "calm" && this.#ladder.taken.length === 0;
  }

  #reading(tsMs: number, box: BoxMemory, services: readonly ServiceMemory[]): GuardReading {
    const { totalBytes, availableBytes, pressure } = box;
    const stallPct = pressure?.full?.avg10Pct;
    return {
      tsMs,
      box: { totalBytes, availableBytes, stallPct },
      services: services.flatMap((memory) => this.#serviceReading(tsMs, memory) ?? []),
    };
  }

  #serviceReading(tsMs: number, memory: ServiceMemory): ServiceReading | null {
    const used = usedMemory(memory, { isShared: this.#isShared });
    const watch = this.#watchOf(memory);
    if (used === undefined || watch === undefined) return null;
    const { service, cgroup } = memory;
    const stallPct = cgroup?.isOwn ? cgroup.pressure?.full?.avg10Pct : undefined;
    const limits = limitsOf(memory, this.#options.limits[service]);
    const throttledCount = watch.countThrottled(memory);
    const reading = { service, usedBytes: used.bytes, limits, stallPct, throttledCount };
    if (isThrottled(reading) && watch.tellThrottled(tsMs)) {
      const text = `the kernel slows it down at ${memoryText(used.bytes)}`;
      this.#tell({ tsMs, kind: "throttled", subject: service, text });
    }
    return reading;
  }

  /** A process with another id is another process: what was known of the old one is void. */
  #watch(services: readonly ServiceMemory[], tsMs: number): void {
    this.#watches = services.map((memory) => {
      const { service, pid } = memory;
      const known = this.#watchOf(memory);
      if (known !== undefined) return known;
      const used = usedMemory(memory, { isShared: this.#isShared });
      const size = used === undefined ? "an unknown size" : memoryText(used.bytes);
      const text = `process ${pid} with ${size}`;
      this.#tell({ tsMs, kind: "started", subject: service, text });
      return new ServiceWatch(memory);
    });
  }

  #watchOf({ service, pid }: ServiceMemory): ServiceWatch | undefined {
    return this.#watches.find((watch) => watch.service === service && watch.pid === pid);
  }

  #tellKills(services: readonly ServiceMemory[], tsMs: number): void {
    for (const { service, count, totalCount } of this.#kills.count(services)) {
      const processes = count === 1 ? "a process" : `${count} processes`;
      const text = `the kernel killed ${processes} for want of memory (${totalCount} in all)`;
      this.#tell({ tsMs, kind: "oom-kill", subject: service, text });
    }
  }

  #keep(minute: FinishedMinute | null, services: readonly ServiceMemory[]): void {
    if (minute === null) return;
    const { slot, leastBytes } = minute;
    this.#journal.add({ minute: slot });
    for (const memory of services) {
      const least = leastBytes.get(memory.service);
      const watch = this.#watchOf(memory);
      if (least === undefined || watch === undefined) continue;
      const limits = limitsOf(memory, this.#options.limits[memory.service]);
      const limitBytes = limits && Math.min(limits.highBytes, limits.maxBytes);
      const found = watch.addMinute({ tsMs: slot.startTsMs, leastBytes: least }, limitBytes);
      if (found) this.#tell({ tsMs: this.#nowMs(), subject: memory.service, ...found });
    }
  }

  async #carryOut({ kind, step, target, cause }: LadderMove): Promise<void> {
    if (step === undefined) {
      this.#tell({ tsMs: this.#nowMs(), kind, subject: undefined, text: cause });
      return;
    }
    const result = kind === "undo" ? await this.#undo(step) : await this.#take(step, target);
    const text = `${step}: ${cause}; ${result}`;
    this.#tell({ tsMs: this.#nowMs(), kind, subject: target, text });
  }

  async #take(step: LadderStep, target: ProcessRole | undefined): Promise<string> {
    return await orFailure(async () => {
      const bytes = await this.#options.actions.take(step, target);
      return bytes === undefined ? "done" : `gave back ${memoryText(bytes)}`;
    });
  }

  async #undo(step: LadderStep): Promise<string> {
    return await orFailure(async () => {
      await this.#options.actions.undo(step);
      return "taken back";
    });
  }

  #tell(event: MemoryEvent): void {
    this.#journal.add({ event });
    this.#options.onEvent(event);
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

/** A step that fails is told and not tried at once again: the ladder goes on to the next. */
async function orFailure(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return `it failed: ${error.message}`;
    throw error;
  }
}
