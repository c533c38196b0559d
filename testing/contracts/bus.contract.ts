import { describe, setDefaultTimeout } from "bun:test";
import { checkDelivery } from "./bus-delivery.contract.ts";
import type { BusHarness } from "./bus-harness.ts";
import { checkBusProcesses } from "./bus-processes.contract.ts";

const timeoutMs = 60_000;

/** The laws of every bus. `create` makes a new, empty backend for each test. */
export function busContract(name: string, create: () => BusHarness): void {
  setDefaultTimeout(timeoutMs);
  describe(name, () => {
    checkDelivery(create);
    checkBusProcesses(create);
  });
}
