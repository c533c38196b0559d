import { expect } from "bun:test";
import type { BusEvent } from "../../src/domain/bus-event.ts";
import type { Bus, BusSubscription, SubscribeOptions } from "../../src/ports/bus.ts";
import { namesOf, readyLine } from "./bus-child.ts";

/** One empty backend for one test, which buses of several processes share. */
export interface BusHarness {
  /** A bus as a process of its own would open it. */
  open(): Bus;
  /** Command of a process that opens a bus on the same backend and runs `runBusChild`. */
  readonly childCommand: readonly string[];
  /** Closes what is open and removes the data. */
  dispose(): Promise<void>;
}

/** Long enough for a machine that is busy with other things. */
const waitMsMax = 20_000;

export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + waitMsMax;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await Bun.sleep(1);
  }
}

/** Publishes names "a0", "a1", ... one after the other. */
export async function publishNames(bus: Bus, label: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `${label}${at}`);
  for (const name of names) await bus.publish("watchlist.changed", { name });
  return names;
}

/** A subscription that keeps what it gets. */
export class Listener {
  readonly events: BusEvent[] = [];
  readonly batches: number[] = [];
  readonly errors: unknown[] = [];
  readonly gaps: number[] = [];
  readonly #subscription: BusSubscription;

  constructor(bus: Bus, options: Partial<SubscribeOptions> = {}) {
    const onError = (error: unknown) => {
      this.errors.push(error);
    };
    const onGap = (missedFromId: number) => {
      this.gaps.push(missedFromId);
    };
    const all = { topics: ["watchlist.changed"], onError, onGap, ...options } as const;
    this.#subscription = bus.subscribe(all, (events) => {
      this.batches.push(events.length);
      this.events.push(...events);
    });
  }

  get names(): string[] {
    return namesOf(this.events);
  }

  async sees(count: number): Promise<void> {
    await until(() => this.events.length >= count, `${count} events, ${this.events.length} came`);
  }

  stop(): Promise<void> {
    return this.#subscription.stop();
  }
}

interface SeenName {
  readonly name: string;
  readonly arrivedTsMs: number;
}

/** A process of the contract, and what it has told. */
export class BusChild {
  readonly seen: SeenName[] = [];
  #isReady = false;
  readonly #child: ReturnType<typeof startChild>;
  readonly #reading: Promise<void>;

  constructor(harness: BusHarness, ...args: readonly string[]) {
    this.#child = startChild([...harness.childCommand, ...args]);
    this.#reading = this.#read();
  }

  get names(): string[] {
    return this.seen.map(({ name }) => name);
  }

  async ready(): Promise<void> {
    await until(() => this.#isReady, "the other process");
  }

  async sees(count: number): Promise<void> {
    await until(() => this.seen.length >= count, `${count} names, ${this.seen.length} came`);
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    await this.#reading;
    expect(this.#child.signalCode as string).toBe("SIGKILL");
  }

  async ended(): Promise<void> {
    expect(await this.#child.exited).toBe(0);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of this.#child.stdout) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) this.#take(line);
    }
  }

  #take(line: string): void {
    if (line === readyLine) {
      this.#isReady = true;
      return;
    }
    const [name = "", arrivedTsMs] = line.split(" ");
    this.seen.push({ name, arrivedTsMs: Number(arrivedTsMs) });
  }
}

function startChild(command: readonly string[]) {
  return Bun.spawn([...command], { stdout: "pipe", stderr: "inherit" });
}
