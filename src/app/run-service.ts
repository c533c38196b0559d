import { join } from "node:path";
import { findSupervisor } from "../adapters/host/find-supervisor.ts";
import { lockRoles } from "../adapters/host/instance-lock.ts";
import { systemClock } from "../adapters/host/system-clock.ts";
import type { Environment } from "../config/settings.ts";
import { oneProcess, type ProcessRole, type ServiceName } from "../domain/service-name.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { SupervisorLink } from "../ports/supervisor-link.ts";
import type { Service, ServiceStatus } from "../services/service.ts";
import { ServiceRunner } from "../services/supervision/service-runner.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { openStore } from "./open-store.ts";

/** What every service of a process shares. */
export interface ServiceParts {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
}

export interface ServiceRun {
  readonly role: ProcessRole;
  /** In the order in which they start. */
  readonly names: readonly ServiceName[];
  readonly dataDir: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Something for the log. */
  readonly onLine: (text: string) => void;
  readonly make: (name: ServiceName, parts: ServiceParts) => Promise<Service>;
  /** A service has started, or started again. */
  readonly onStarted?: (name: ServiceName, status: ServiceStatus) => void;
  /** Called once the store is open, before any service starts; what it returns ends last. */
  readonly beside?: (parts: ServiceParts, runner: ServiceRunner) => Promise<Companion | undefined>;
}

/** What goes on beside the services: a guard, a view. */
export interface Companion {
  stop(): Promise<void>;
}

/**
 * Runs services as one process on a data directory that nobody else runs them on; resolves to the
 * exit code. Throws Failure host.unavailable where another process does, and what their start
 * throws.
 */
export async function runServices(run: ServiceRun): Promise<number> {
  const { role, names, dataDir, environment, signal, onLine, beside } = run;
  const { clock = systemClock } = run;
  const link = findSupervisor(environment, onLine);
  const roles = role === oneProcess ? [role, ...names] : names;
  const lock = lockRoles(dataDir, roles);
  try {
    const store = await openStore({ dataDir, isReadOnly: false });
    try {
      const parts = { store, clock, bus: await openBus(dataDir, store, clock) };
      try {
        const runner = newRunner(run, parts, link);
        const companion = await beside?.(parts, runner);
        try {
          return await runner.run(signal);
        } finally {
          await companion?.stop();
        }
      } finally {
        await parts.bus.close();
      }
    } finally {
      store.close();
    }
  } finally {
    // Last of all: until then nobody else may begin.
    lock.release();
  }
}

function newRunner(
  { role, names, make, onLine, onStarted }: ServiceRun,
  parts: ServiceParts,
  link: SupervisorLink,
): ServiceRunner {
  return new ServiceRunner({
    ...{ role, names, ...parts, link, onLine, collectGarbage, pid: process.pid },
    make: (name) => make(name, parts),
    ...(onStarted && { onStarted }),
  });
}

/** The bus of a data directory. The caller closes it, before the store. */
export async function openBus(dataDir: string, store: Store, clock: Clock): Promise<Bus> {
  const { LocalBus } = await import("../adapters/bus/local/local-bus.ts");
  const wakePath = join(dataDir, "bus.wake");
  return new LocalBus({ events: store.events, clock, wakePath });
}
