import { type ServiceName, scannerServices, serviceNames } from "../../domain/service-name.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import type { ProcessLauncher } from "../../ports/process-launcher.ts";
import type { MemoryLimits } from "../memory/used-memory.ts";
import { HardLimits } from "./hard-limits.ts";
import { lookMs, SupervisedChild } from "./supervised-child.ts";

export interface SupervisorOptions {
  readonly launcher: ProcessLauncher;
  readonly clock: Clock;
  readonly reader: MemoryReader;
  /** What ends a service where no control group does. */
  readonly limits: Readonly<Record<ServiceName, MemoryLimits>>;
  readonly onLine: (service: ServiceName, text: string) => void;
  readonly onReady: (service: ServiceName, text: string) => void;
}

/** Services that start and end together, in the order of the start. */
const groups: readonly (readonly ServiceName[])[] = [
  ...serviceNames.filter((name) => !scannerServices.includes(name)).map((name) => [name]),
  scannerServices,
];

/** What a service may take until it is ready before the next one starts all the same. */
const readyMsMax = 30_000;
/** What a group may take to end before the next one is asked as well, and all of them. */
const endMsMax = { group: 1_000, all: 4_500 } as const;
/** Looks between two readings of memory. */
const looksPerReading = 5;

/** Runs the six services as processes: starts them in order, and again whenever one ends. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #children: ReadonlyMap<ServiceName, SupervisedChild>;
  readonly #hardLimits: HardLimits;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const children = serviceNames.map((service) => new SupervisedChild({ ...options, service }));
    this.#children = new Map(children.map((child) => [child.service, child]));
    this.#hardLimits = new HardLimits(options.reader, options.limits);
  }

  /** Until `signal` aborts; resolves when all have ended, within five seconds. */
  async run(signal: AbortSignal): Promise<void> {
    const looking = new AbortController();
    const looks = this.#look(looking.signal);
    const started: Group[] = [];
    for (const group of groups) {
      if (signal.aborted) break;
      const children = this.#of(group);
      const stop = new AbortController();
      const ended = Promise.all(children.map((child) => child.run(stop.signal)));
      started.push({ stop, ended });
      const news = Promise.all(children.map(({ firstNews }) => firstNews));
      await this.#wait(readyMsMax, [news, aborted(signal)]);
    }
    await aborted(signal);
    await this.#wait(endMsMax.all, [this.#endAll(started)]);
    for (const child of this.#children.values()) child.kill();
    await Promise.all(started.map(({ ended }) => ended));
    looking.abort();
    await looks;
  }

  async #endAll(started: readonly Group[]): Promise<void> {
    for (const { stop, ended } of started.toReversed()) {
      stop.abort();
      await this.#wait(endMsMax.group, [ended]);
    }
    await Promise.all(started.map(({ ended }) => ended));
  }

  async #look(signal: AbortSignal): Promise<void> {
    for (let count = 1; ; count++) {
      await this.#options.clock.sleep(lookMs, signal);
      if (signal.aborted) return;
      for (const child of this.#children.values()) child.look();
      if (count % looksPerReading === 0) this.#enforceLimits();
    }
  }

  #enforceLimits(): void {
    for (const { service, pid, text } of this.#hardLimits.findExcess()) {
      const child = this.#children.get(service);
      if (child?.pid === pid) child.end(text);
    }
  }

  #of(group: readonly ServiceName[]): readonly SupervisedChild[] {
    return group.flatMap((name) => this.#children.get(name) ?? []);
  }

  /** Waits for one of several things, but not for ever. */
  async #wait(limitMs: number, wanted: readonly Promise<unknown>[]): Promise<void> {
    const done = new AbortController();
    await Promise.race([...wanted, this.#options.clock.sleep(limitMs, done.signal)]);
    done.abort();
  }
}

/** Children that were started together. */
interface Group {
  readonly stop: AbortController;
  readonly ended: Promise<unknown>;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}
