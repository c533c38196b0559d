import { failures } from "../../base/failure.ts";
import type { BusPayloads } from "../../domain/bus-event.ts";
import { oneProcess, type ProcessRole, type ServiceName } from "../../domain/service-name.ts";
import type { Bus, BusSubscription } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { SupervisorLink } from "../../ports/supervisor-link.ts";
import type { Service, ServiceStatus } from "../service.ts";
import { leverOf, standingActions } from "./control.ts";
import { Heartbeat } from "./heartbeat.ts";
import { RunningServices } from "./running-services.ts";

export interface ServiceRunnerOptions {
  /** What the process is: one service, or all of them. */
  readonly role: ProcessRole;
  /** In the order in which they start. */
  readonly names: readonly ServiceName[];
  /** Called again for one that is started anew. */
  readonly make: (name: ServiceName) => Promise<Service>;
  readonly store: Pick<Store, "services" | "events" | "releaseCaches">;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly link: SupervisorLink;
  readonly pid: number;
  /** Runs a full collection before it returns. */
  readonly collectGarbage: () => void;
  /** Something for the log. */
  readonly onLine: (text: string) => void;
  /** A service has started, or started again. */
  readonly onStarted?: (name: ServiceName, status: ServiceStatus) => void;
}

/** Of the five seconds that a stop may take; the rest is for the bus and the store. */
const drainMsMax = 4_000;

/** Asks whoever supervises to start the process again (EX_TEMPFAIL of sysexits.h). */
export const restartExitCode = 75;

/**
 * Runs services as a process: starts them in order, shows signs of life while they get on, obeys
 * control events, and ends them in reverse.
 */
export class ServiceRunner {
  readonly #options: ServiceRunnerOptions;
  readonly #services: RunningServices;
  readonly #heartbeat: Heartbeat;
  /** Aborts when the process has to end by itself. */
  readonly #end = new AbortController();
  #wantsRestart = false;
  /** Why a service could not be started anew. */
  #fault: unknown = null;
  /** Restarts of single services follow one another. */
  #restarting: Promise<void> = Promise.resolve();

  constructor(options: ServiceRunnerOptions) {
    const { names, make, store } = options;
    this.#options = options;
    this.#services = new RunningServices(names, make);
    this.#heartbeat = new Heartbeat({
      ...options,
      store: store.services,
      services: this.#services,
    });
  }

  /**
   * Resolves to the exit code once `signal` aborts, the supervisor is gone, or a control event
   * asks for a restart. Throws what the start of a service throws.
   */
  async run(signal: AbortSignal): Promise<number> {
    const { bus, link, pid, onLine } = this.#options;
    const stop = AbortSignal.any([signal, link.lost, this.#end.signal]);
    this.#heartbeat.start(pid);
    let control: BusSubscription | null = null;
    let endText = "asked to stop";
    let endState: "stopped" | "failed" = "stopped";
    let isDrained = false;
    try {
      control = bus.subscribe({ topics: ["control"] }, async (events) => {
        for (const event of events) {
          if (event.topic === "control") await this.#obey(event.payload);
        }
      });
      await this.#startAll(stop);
      if (!stop.aborted) this.#heartbeat.ready();
      await aborted(stop);
      if (this.#fault !== null) throw this.#fault;
      if (link.lost.aborted) endText = "the supervisor is gone";
      if (this.#wantsRestart) endText = "asked to start anew";
    } catch (error) {
      endText = error instanceof Error ? error.message : String(error);
      endState = "failed";
      throw error;
    } finally {
      link.stopping(endText);
      isDrained = await this.#drain(control);
      if (!isDrained) onLine(`the services did not stop within ${drainMsMax / 1_000} s`);
      await this.#heartbeat.stop(endText, endState);
    }
    if (this.#wantsRestart) return restartExitCode;
    return isDrained ? 0 : failures["run.interrupted"].exit;
  }

  /** What a service of this process does now. */
  status(name: ServiceName): ServiceStatus {
    return this.#services.status(name);
  }

  async #startAll(stop: AbortSignal): Promise<void> {
    for (const name of this.#services.names) {
      // A start that takes long must not hold the end up; it is stopped when it is done.
      await Promise.race([this.#startOne(name), aborted(stop)]);
      if (stop.aborted) return;
      this.#heartbeat.beat();
    }
  }

  async #startOne(name: ServiceName): Promise<void> {
    const service = await this.#services.start(name);
    this.#options.onStarted?.(name, service.status());
    const isMeant = (target: BusPayloads["control"]["target"]) =>
      this.#services.namesOf(target).includes(name);
    const standing = standingActions(this.#options.store.events, isMeant);
    for (const action of standing) service.levers[action]();
    if (standing.length === 0) return;
    this.#options.onLine(`${name}: ${standing.join(" and ")}, as asked before the start`);
  }

  async #obey({ target, action, reason }: BusPayloads["control"]): Promise<void> {
    const { onLine } = this.#options;
    const names = this.#services.namesOf(target);
    if (names.length === 0) return;
    onLine(`${names.join(", ")}: ${action}, ${reason}`);
    const lever = leverOf(action);
    if (lever === undefined) this.#restartSome(names);
    else for (const service of this.#services.chosenBy(target)) service.levers[lever]();
    if (action === "trim") this.#trim();
  }

  /** A process of its own ends; in a common one the service is made anew. */
  #restartSome(names: readonly ServiceName[]): void {
    if (this.#options.role !== oneProcess) {
      this.#wantsRestart = true;
      this.#end.abort();
      return;
    }
    // Not awaited by the handler: a service that stops may wait for its own subscription.
    this.#restarting = this.#restarting.then(() => this.#startAnew(names));
  }

  async #startAnew(names: readonly ServiceName[]): Promise<void> {
    try {
      for (const name of names.toReversed()) await this.#services.stop(name);
      this.#trim();
      for (const name of names) await this.#startOne(name);
      this.#heartbeat.beat();
    } catch (error) {
      // Half of the services would look like all of them: end, and say why.
      this.#fault = error;
      this.#end.abort();
    }
  }

  #trim(): void {
    this.#options.store.releaseCaches();
    this.#options.collectGarbage();
  }

  /** Ends everything in reverse; false when that takes too long. */
  async #drain(control: BusSubscription | null): Promise<boolean> {
    const late = new AbortController();
    const work = async () => {
      await control?.stop();
      await this.#restarting;
      await this.#services.stopAll();
      return true;
    };
    const limit = this.#options.clock.sleep(drainMsMax, late.signal).then(() => false);
    try {
      return await Promise.race([work(), limit]);
    } finally {
      late.abort();
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}
