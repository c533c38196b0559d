import { type ServiceName, serviceNames } from "../../domain/service-name.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import { memoryText } from "../memory/memory-text.ts";
import { limitsOf, type MemoryLimits, usedMemory } from "../memory/used-memory.ts";

/** A process that uses more than it may. */
export interface Excess {
  readonly service: ServiceName;
  readonly pid: number;
  /** With both numbers. */
  readonly text: string;
}

/** One reading may fall on a peak between two collections. */
const readingsMin = 2;

/** Stands in for the kernel where no control group enforces the limits of services. */
export class HardLimits {
  readonly #reader: MemoryReader;
  readonly #limits: Readonly<Record<ServiceName, MemoryLimits>>;
  /** Readings above the limit in a row, by process. */
  #counts = new Map<number, number>();

  constructor(reader: MemoryReader, limits: Readonly<Record<ServiceName, MemoryLimits>>) {
    this.#reader = reader;
    this.#limits = limits;
  }

  /** To be called every few seconds. */
  findExcess(): readonly Excess[] {
    const counts = new Map<number, number>();
    const found: Excess[] = [];
    for (const memory of this.#reader.services({ isPrecise: true })) {
      const { pid } = memory;
      const service = serviceNames.find((name) => name === memory.service);
      if (service === undefined) continue;
      const used = usedMemory(memory, { isShared: true });
      const limits = limitsOf(memory, this.#limits[service]);
      if (!used || !limits || limits.isEnforced || used.bytes <= limits.maxBytes) continue;
      const count = (this.#counts.get(pid) ?? 0) + 1;
      counts.set(pid, count);
      if (count < readingsMin) continue;
      const text = `it uses ${memoryText(used.bytes)} and may use ${memoryText(limits.maxBytes)}`;
      found.push({ service, pid, text });
    }
    this.#counts = counts;
    return found;
  }
}
