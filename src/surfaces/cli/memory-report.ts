import { Failure } from "../../base/failure.ts";
import { computeBudget, type MemoryBudget } from "../../config/budget.ts";
import { type LimitTable, limitsOfRole } from "../../config/memory-limits.ts";
import { oneProcess, type ProcessRole, serviceNames } from "../../domain/service-name.ts";
import type {
  BoxMemory,
  LargeProcess,
  MemoryReader,
  ServiceMemory,
} from "../../ports/memory-reader.ts";
import type { MemoryEvent } from "../../ports/memory-store.ts";
import type { Store } from "../../ports/store.ts";
import { type MemoryHistory, readHistory } from "../../services/memory/memory-history.ts";
import {
  limitsOf,
  type MemoryLimits,
  sharesPages,
  type UsedMemory,
  usedMemory,
} from "../../services/memory/used-memory.ts";
import type { CliContext } from "./context.ts";
import { chooseDataDir } from "./data-folder.ts";

/** One service, running or not. */
export interface ServiceRow {
  readonly role: ProcessRole;
  /** Undefined when it does not run. */
  readonly memory: ServiceMemory | undefined;
  readonly used: UsedMemory | undefined;
  readonly limits: MemoryLimits;
  /** Whether the kernel holds it to the limits; else they are those it is meant to have. */
  readonly isEnforced: boolean;
}

/** Everything that `l2t memory` shows, at one moment. */
export interface MemoryReport {
  readonly tsMs: number;
  readonly dataDir: string;
  readonly box: BoxMemory;
  readonly rows: readonly ServiceRow[];
  readonly largest: readonly LargeProcess[];
  readonly budget: MemoryBudget | undefined;
  readonly symbolCount: number;
  readonly history: MemoryHistory | undefined;
  readonly events: readonly MemoryEvent[];
  /** Why there is no history. */
  readonly note: string | undefined;
}

export interface ReportWish {
  readonly table: LimitTable;
  readonly spanMs: number;
  readonly cellCount: number;
}

const largestShown = 5;
const eventsShown = 5;

/** Where readings come from: open while a report is repeated. */
export interface MemorySource {
  readonly dataDir: string;
  readonly reader: MemoryReader;
  readonly store: Store | undefined;
  readonly symbolCount: number;
  readonly note: string | undefined;
}

/** Reads where something of ours runs. The caller closes the store. */
export async function openMemorySource(context: CliContext): Promise<MemorySource> {
  const chosen = await chooseDataDir(context);
  return { ...chosen, ...(await openHistory(context, chosen.dataDir)) };
}

async function openHistory(
  { program }: CliContext,
  dataDir: string,
): Promise<Pick<MemorySource, "store" | "symbolCount" | "note">> {
  const none = { store: undefined, symbolCount: 0 };
  if (!program.hasStore(dataDir)) return { ...none, note: `there is no data in "${dataDir}" yet` };
  try {
    const store = await program.openStore({ dataDir, isReadOnly: true });
    const symbols = new Set(store.bars.series().map(({ symbol }) => symbol));
    return { store, symbolCount: symbols.size, note: undefined };
  } catch (error) {
    // Memory is worth a look most when the rest is broken.
    if (error instanceof Failure) return { ...none, note: error.message };
    throw error;
  }
}

export function makeReport(source: MemorySource, tsMs: number, wish: ReportWish): MemoryReport {
  const { dataDir, reader, store, symbolCount, note } = source;
  const box = reader.box();
  const market = { symbolCount };
  return {
    ...{ tsMs, dataDir, box, symbolCount, note },
    rows: serviceRows(reader.services({ isPrecise: true }), wish.table),
    largest: reader.largest(largestShown),
    budget:
      box.totalBytes === undefined
        ? undefined
        : computeBudget({ limits: wish.table, market, boxBytes: box.totalBytes }),
    history: store && readHistory(store.memory, { untilTsMs: tsMs, ...wish }),
    events: store?.memory.events({ fromTsMs: tsMs - wish.spanMs, limit: eventsShown }) ?? [],
  };
}

/** All services in their order, and the one process for all of them while it runs. */
function serviceRows(running: readonly ServiceMemory[], table: LimitTable): readonly ServiceRow[] {
  const isOneProcess = running.some(({ service }) => service === oneProcess);
  const isShared = sharesPages(running);
  const roles: readonly ProcessRole[] = isOneProcess ? [oneProcess, ...serviceNames] : serviceNames;
  return roles.map((role) => {
    const memory = running.find(({ service }) => service === role);
    const { memoryHighBytes, memoryMaxBytes } = limitsOfRole(role, table);
    const meant = { highBytes: memoryHighBytes, maxBytes: memoryMaxBytes };
    const { isEnforced, ...limits } = (memory && limitsOf(memory, meant)) ?? {
      ...meant,
      isEnforced: false,
    };
    return { role, memory, used: memory && usedMemory(memory, { isShared }), limits, isEnforced };
  });
}
