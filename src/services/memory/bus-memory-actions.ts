import type { ControlAction } from "../../domain/bus-event.ts";
import type { ProcessRole } from "../../domain/service-name.ts";
import { scannerServices, serviceNames } from "../../domain/service-name.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import { type LadderStep, ladderSteps, type MemoryActions } from "../../ports/memory-actions.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import type { ControlTarget } from "../supervision/running-services.ts";
import { usedMemory } from "./used-memory.ts";

export interface BusMemoryActionsOptions {
  readonly bus: Pick<Bus, "publish">;
  readonly clock: Clock;
  readonly reader: Pick<MemoryReader, "services">;
  /** Gives back what this very process can, also where nothing can be published. */
  readonly trimOwn: () => void;
  /** One process has nobody who would start parts of it again; separate ones climb to the top. */
  readonly isOneProcess: boolean;
}

interface Order {
  readonly target: ControlTarget;
  readonly action: ControlAction;
}

const orders: Readonly<Record<LadderStep, Order>> = {
  trim: { target: "all", action: "trim" },
  "shrink-batches": { target: "all", action: "shrink" },
  "pause-scanners": { target: "scanners", action: "pause" },
  "restart-scanner": { target: "scanners", action: "restart" },
  "restart-worker": { target: "market-data-worker", action: "restart" },
  "restart-all": { target: "all", action: "restart" },
};

const undoOrders: Readonly<Partial<Record<LadderStep, Order>>> = {
  "shrink-batches": { target: "all", action: "restore" },
  "pause-scanners": { target: "scanners", action: "resume" },
};

/** Services obey within milliseconds; a full collection and a new reading take longer. */
const effectMs = 1_000;

/**
 * The memory ladder over all services: each obeys `control` events by itself, so the guard needs
 * no power over other processes. One that hangs does not obey; the watchdog of its supervisor ends
 * it.
 */
export class BusMemoryActions implements MemoryActions {
  readonly steps: readonly LadderStep[];
  readonly #options: BusMemoryActionsOptions;

  constructor(options: BusMemoryActionsOptions) {
    this.#options = options;
    this.steps = options.isOneProcess ? ladderSteps.slice(0, 3) : ladderSteps;
  }

  /** The bytes that the readings of all services show as given back shortly afterwards. */
  async take(step: LadderStep, target: ProcessRole | undefined): Promise<number | undefined> {
    const { clock, trimOwn } = this.#options;
    const beforeBytes = this.#usedBytes();
    if (step === "trim") trimOwn();
    await this.#publish({ ...orders[step], ...targetOf(step, target) }, `memory: ${step}`);
    // Who starts anew is smaller in any case; what that gave back shows in the readings.
    if (orders[step].action === "restart") return undefined;
    await clock.sleep(effectMs);
    const afterBytes = this.#usedBytes();
    if (beforeBytes === undefined || afterBytes === undefined) return undefined;
    return Math.max(0, beforeBytes - afterBytes);
  }

  async undo(step: LadderStep): Promise<void> {
    const order = undoOrders[step];
    if (order !== undefined) await this.#publish(order, `memory: ${step} taken back`);
  }

  async #publish(order: Order, reason: string): Promise<void> {
    await this.#options.bus.publish("control", { ...order, reason });
  }

  #usedBytes(): number | undefined {
    const found = this.#options.reader.services({ isPrecise: true });
    const used = found.map((memory) => usedMemory(memory, { isShared: found.length > 1 })?.bytes);
    if (used.includes(undefined)) return undefined;
    return used.reduce((sum: number, bytes) => sum + (bytes ?? 0), 0);
  }
}

/** The ladder names the heaviest scanner. */
function targetOf(step: LadderStep, role: ProcessRole | undefined): Partial<Order> {
  const name = serviceNames.find((candidate) => candidate === role);
  if (step !== "restart-scanner" || name === undefined) return {};
  return scannerServices.includes(name) ? { target: name } : {};
}
