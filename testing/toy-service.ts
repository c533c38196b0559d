import type { ServiceName } from "../src/domain/service-name.ts";
import type { MemoryLevers, Service, ServiceStatus } from "../src/services/service.ts";

/**
 * calm    does nothing, well
 * refuse  cannot start
 * crash   breaks a moment after the start
 * hang    spins for ever a moment after the start
 * stuck   is busy and gets nothing done, with a loop that lives
 * leak    grows by 8 MB every 100 ms
 * slow    does not stop
 */
export const toyHabits = ["calm", "refuse", "crash", "hang", "stuck", "leak", "slow"] as const;
export type ToyHabit = (typeof toyHabits)[number];

const momentMs = 300;
const leakBytes = 8 * 2 ** 20;
const leakEveryMs = 100;

/** A small service with one bad habit. */
export class ToyService implements Service {
  readonly name: ServiceName;
  readonly levers: MemoryLevers;
  /** Levers that were pulled, and starts and stops, in their order. */
  readonly log: string[];
  readonly #habit: ToyHabit;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #leaked: Uint8Array[] = [];
  state: ServiceStatus["state"] = "ready";

  constructor(name: ServiceName, habit: ToyHabit = "calm", log: string[] = []) {
    this.name = name;
    this.#habit = habit;
    this.log = log;
    const pull = (lever: keyof MemoryLevers) => () => void log.push(`${name} ${lever}`);
    this.levers = {
      trim: pull("trim"),
      shrink: pull("shrink"),
      restore: pull("restore"),
      pause: pull("pause"),
      resume: pull("resume"),
    };
  }

  async start(): Promise<void> {
    this.log.push(`${this.name} start`);
    if (this.#habit === "refuse") {
      const { Failure } = await import("../src/base/failure.ts");
      throw new Failure("host.unavailable", `cannot listen: ${this.name} says no`);
    }
    if (this.#habit === "crash") this.#later(() => Promise.reject(new Error("broken")));
    if (this.#habit === "hang") this.#later(spin);
    if (this.#habit !== "leak") return;
    const grow = () => void this.#leaked.push(new Uint8Array(leakBytes).fill(1));
    this.#timers.push(setInterval(grow, leakEveryMs));
  }

  async stop(): Promise<void> {
    this.log.push(`${this.name} stop`);
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    if (this.#habit === "slow") await new Promise(() => undefined);
  }

  status(): ServiceStatus {
    const isBusy = this.#habit === "stuck";
    const text = `${this.name} is ${this.#habit}`;
    return { state: this.state, text, doneRatio: null, progressCount: 7, isBusy };
  }

  #later(work: () => void): void {
    this.#timers.push(setTimeout(work, momentMs));
  }
}

function spin(): void {
  for (;;);
}
