import { LinuxMemoryReader } from "../adapters/host/linux-memory-reader.ts";
import { Failure } from "../base/failure.ts";
import { assertBudget, guardLimits, memoryNeed } from "../config/budget.ts";
import { limitsOfRole, limitTables } from "../config/memory-limits.ts";
import { demoSymbolsDefault } from "../config/service-options.ts";
import { oneProcess, type ProcessRole, processRoles } from "../domain/service-name.ts";
import type { Bus } from "../ports/bus.ts";
import { lastingSteps } from "../ports/memory-actions.ts";
import type { MemoryReader } from "../ports/memory-reader.ts";
import type { MemoryEvent } from "../ports/memory-store.ts";
import type { Store } from "../ports/store.ts";
import { BusMemoryActions } from "../services/memory/bus-memory-actions.ts";
import { MemoryGuard } from "../services/memory/memory-guard.ts";
import type { MemoryLimits } from "../services/memory/used-memory.ts";
import { standingActions } from "../services/supervision/control.ts";
import type { ServicesPlan } from "../surfaces/cli/services-plan.ts";
import { collectGarbage } from "./collect-garbage.ts";
import type { ServiceParts } from "./run-service.ts";

export interface GuardWish {
  /** This process: all services, or the API server, which guards the others as well. */
  readonly role: ProcessRole;
  readonly plan: ServicesPlan;
  /** Gets what is logged, as it happens. */
  readonly onEvent: (event: MemoryEvent) => void;
}

/** Where memory is read: the machine, but in tests. */
export interface GuardHost {
  readonly root?: string;
  readonly pid?: number;
}

/** Guards the memory of all services from this process, and begins at once. */
export async function guardMemory(
  { store, bus, clock }: ServiceParts,
  { role, plan, onEvent }: GuardWish,
  host: GuardHost = {},
): Promise<{ stop(): Promise<void> }> {
  const isOneProcess = role === oneProcess;
  const reader = readerOf(role, plan.dataDir, host);
  const trimOwn = () => {
    store.releaseCaches();
    collectGarbage();
  };
  const actions = new BusMemoryActions({ bus, clock, reader, trimOwn, isOneProcess });
  // A guard that was killed took nothing back.
  if (standingActions(store.events, () => true).length > 0) {
    for (const step of lastingSteps) await actions.undo(step);
  }
  const guard = new MemoryGuard({
    ...{ clock, reader, actions, store: store.memory, metadata: store.metadata },
    limits: guardLimitsOf(symbolCountOf(store, plan)),
    onEvent: (event) => {
      onEvent(event);
      void tellOthers(bus, event);
    },
  });
  guard.start();
  return guard;
}

/**
 * Refuses to start where a limit would kill the process later. Throws Failure config.invalid.
 */
export function assertRoom(
  store: Store,
  { role, plan }: Pick<GuardWish, "role" | "plan">,
  { root = "/", pid = process.pid }: GuardHost = {},
): void {
  const running = [{ service: role, pid, sinceTsMs: undefined }];
  const reader = new LinuxMemoryReader({ running, root });
  const [own] = reader.services({ isPrecise: false });
  const limitBytes = own?.cgroup?.maxBytes ?? Number.POSITIVE_INFINITY;
  const boxBytes = reader.box().totalBytes ?? Number.POSITIVE_INFINITY;
  const need = memoryNeed(role, { symbolCount: symbolCountOf(store, plan) });
  assertBudget(need, Math.min(limitBytes, boxBytes));
}

/** For every kind of process, in a market of a size. */
export function guardLimitsOf(symbolCount: number): Readonly<Record<ProcessRole, MemoryLimits>> {
  const entries = processRoles.map((role) => {
    const need = memoryNeed(role, { symbolCount });
    return [role, guardLimits(need, limitsOfRole(role, limitTables.tight))];
  });
  return Object.fromEntries(entries) as Record<ProcessRole, MemoryLimits>;
}

function readerOf(role: ProcessRole, dataDir: string, host: GuardHost): MemoryReader {
  const { root = "/", pid = process.pid } = host;
  if (role !== oneProcess) return new LinuxMemoryReader({ running: { dataDir }, root });
  return new LinuxMemoryReader({ running: [{ service: role, pid, sinceTsMs: undefined }], root });
}

/** Days are there for every symbol, whatever else is. */
function symbolCountOf({ bars }: Store, { demo }: ServicesPlan): number {
  const stored = bars.series({ interval: "1d" }).length;
  return Math.max(stored, demo === null ? 0 : (demo.symbols ?? demoSymbolsDefault));
}

/** It stands in the log of memory already: a store that takes no event loses nothing. */
async function tellOthers(bus: Bus, { kind, subject, text }: MemoryEvent): Promise<void> {
  try {
    await bus.publish("memory", { kind, subject: subject ?? null, text });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
