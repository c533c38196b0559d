import { Failure } from "../../base/failure.ts";
import type { ServiceState } from "../../domain/bus-event.ts";
import { oneProcess, type ProcessRole, type ServiceName } from "../../domain/service-name.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ServiceStore } from "../../ports/service-store.ts";
import { aliveEveryMs, type SupervisorLink } from "../../ports/supervisor-link.ts";
import type { ServiceStatus } from "../service.ts";
import type { RunningServices } from "./running-services.ts";

export interface HeartbeatOptions {
  readonly role: ProcessRole;
  readonly services: RunningServices;
  readonly store: ServiceStore;
  readonly bus: Pick<Bus, "publish">;
  readonly clock: Clock;
  readonly link: SupervisorLink;
  readonly onLine: (text: string) => void;
}

/** A busy service that gets nothing done for so many beats, a minute, is taken for hung. */
const idleBeatsMax = 60_000 / aliveEveryMs;

/** Between two looks for a state that has changed. */
const lookMs = 1_000;

interface Seen {
  readonly progressCount: number;
  /** Beats, not time: a clock that is set makes nothing hang. */
  readonly idleBeats: number;
}

type Fact = Pick<ServiceStatus, "text" | "doneRatio"> & { readonly state: ServiceState };

/** The signs of life of a process: one timer writes them down and feeds the watchdog. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #seen = new Map<ServiceName, Seen>();
  readonly #told = new Map<ProcessRole, ServiceState>();
  #trouble = "";
  #isHung = false;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Writes down that the process starts, and beats from now on. */
  start(pid: number): void {
    const { store, clock } = this.#options;
    for (const role of this.#roles()) store.recordStart(role, { pid, tsMs: clock.nowMs() });
    const stop = new AbortController();
    this.#stop = stop;
    this.beat();
    this.#running = this.#run(stop.signal);
  }

  /** Ends beating and writes down how it ended. */
  async stop(text: string, state: "stopped" | "failed" = "stopped"): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    for (const role of this.#roles()) {
      await this.#tell(role, { state, text, doneRatio: null });
    }
  }

  /** Looks at all services now. */
  beat(): void {
    const { services, link } = this.#options;
    const all = services.names.map((name) => [name, services.status(name)] as const);
    const hung = all.filter(([name, status]) => this.#isStuck(name, status));
    const whole = summary(all);
    // Before the store, which may let us wait for the writes of others.
    if (hung.length === 0) link.alive(whole.text);
    else if (!this.#isHung) this.#options.onLine(hungText(hung, link));
    this.#isHung = hung.length > 0;
    this.#tellAll(all);
  }

  /** Tells the supervisor that the process does its work. */
  ready(): void {
    const { services, link } = this.#options;
    link.ready(summary(services.names.map((name) => [name, services.status(name)])).text);
    this.beat();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let look = 1; ; look++) {
      await clock.sleep(lookMs, signal);
      if (signal.aborted) return;
      if ((look * lookMs) % aliveEveryMs === 0) this.beat();
      else this.#tellChanges();
    }
  }

  /** Who waits for a service should not wait for the next beat as well. */
  #tellChanges(): void {
    const { services } = this.#options;
    const all = services.names.map((name) => [name, services.status(name)] as const);
    if (all.every(([name, { state }]) => state === this.#told.get(name))) return;
    this.#tellAll(all);
  }

  #tellAll(all: readonly (readonly [ServiceName, ServiceStatus])[]): void {
    for (const [name, status] of all) void this.#tell(name, status);
    const { role } = this.#options;
    if (role === oneProcess) void this.#tell(role, summary(all));
  }

  #isStuck(name: ServiceName, { isBusy, progressCount }: ServiceStatus): boolean {
    const before = this.#seen.get(name);
    const isIdle = isBusy && before?.progressCount === progressCount;
    const idleBeats = isIdle ? before.idleBeats + 1 : 0;
    this.#seen.set(name, { progressCount, idleBeats });
    return idleBeats > idleBeatsMax;
  }

  async #tell(role: ProcessRole, { state, text, doneRatio }: Fact): Promise<void> {
    const { store, bus, clock, onLine } = this.#options;
    const isNews = this.#told.get(role) !== state;
    this.#told.set(role, state);
    try {
      store.recordHeartbeat(role, { tsMs: clock.nowMs(), state, text, doneRatio });
      if (isNews) await bus.publish("service", { service: role, state, text });
      this.#trouble = "";
    } catch (error) {
      // The work goes on without its record, as long as the disk is full for one.
      if (!(error instanceof Failure)) throw error;
      if (isNews) this.#told.delete(role);
      if (error.message !== this.#trouble) onLine(error.message);
      this.#trouble = error.message;
    }
  }

  #roles(): readonly ProcessRole[] {
    const { role, services } = this.#options;
    return role === oneProcess ? [...services.names, role] : services.names;
  }
}

/** What several services are together: the state of the one that is worst off. */
function summary(all: readonly (readonly [ServiceName, ServiceStatus])[]): Fact {
  const [first, ...others] = all;
  if (first !== undefined && others.length === 0) return first[1];
  for (const state of ["stopping", "starting", "degraded"] as const) {
    const found = all.find(([, status]) => status.state === state);
    if (found === undefined) continue;
    const [name, { text, doneRatio }] = found;
    return { state, text: `${name}: ${text}`, doneRatio };
  }
  return { state: "ready", text: `${all.length} services`, doneRatio: null };
}

function hungText(
  hung: readonly (readonly [ServiceName, ServiceStatus])[],
  { watchdogMs }: SupervisorLink,
): string {
  const names = hung.map(([name]) => name).join(", ");
  const what = `${names} got nothing done for ${(idleBeatsMax * aliveEveryMs) / 1_000} s`;
  if (watchdogMs === null) return `${what} and nobody watches: stop the program and start it anew`;
  return `${what}: no more signs of life, so that whoever watches starts it anew`;
}
