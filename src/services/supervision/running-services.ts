import { type ServiceName, scannerServices } from "../../domain/service-name.ts";
import type { Service, ServiceStatus } from "../service.ts";

/** What a control event may be aimed at. */
export type ControlTarget = ServiceName | "scanners" | "all";

/** The services of one process, in the order in which they start. */
export class RunningServices {
  readonly names: readonly ServiceName[];
  readonly #make: (name: ServiceName) => Promise<Service>;
  readonly #running = new Map<ServiceName, Service>();
  readonly #ready = new Set<ServiceName>();

  constructor(names: readonly ServiceName[], make: (name: ServiceName) => Promise<Service>) {
    this.names = names;
    this.#make = make;
  }

  /** Makes and starts one that does not run. Throws what its start throws. */
  async start(name: ServiceName): Promise<Service> {
    const service = await this.#make(name);
    this.#running.set(name, service);
    try {
      await service.start();
    } catch (error) {
      this.#running.delete(name);
      // What a start that failed had begun is undone as well.
      await service.stop();
      throw error;
    }
    this.#ready.add(name);
    return service;
  }

  async stop(name: ServiceName): Promise<void> {
    const service = this.#running.get(name);
    this.#ready.delete(name);
    await service?.stop();
    this.#running.delete(name);
  }

  /** Those that run, the newest first. Throws the first error, after it tried all. */
  async stopAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const name of this.names.toReversed()) {
      await this.stop(name).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }

  chosenBy(target: ControlTarget): readonly Service[] {
    return this.namesOf(target).flatMap((name) => this.#running.get(name) ?? []);
  }

  namesOf(target: ControlTarget): readonly ServiceName[] {
    if (target === "all") return this.names;
    if (target === "scanners") return this.names.filter((name) => scannerServices.includes(name));
    return this.names.filter((name) => name === target);
  }

  status(name: ServiceName): ServiceStatus {
    const service = this.#running.get(name);
    if (service === undefined) return { ...unknown, text: "loading" };
    const status = service.status();
    return this.#ready.has(name) ? status : { ...status, state: "starting" };
  }
}

const unknown = { state: "starting", doneRatio: null, progressCount: 0, isBusy: false } as const;
