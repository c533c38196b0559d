import { type ProcessRole, serviceSlice } from "../../domain/service-name.ts";
import type { ServiceMemory } from "../../ports/memory-reader.ts";

/** Processes that the kernel killed in a control group since the last count. */
export interface Kills {
  /** Undefined when the group holds several services. */
  readonly service: ProcessRole | undefined;
  readonly count: number;
  readonly totalCount: number;
}

/** Groups come and go with services; more than these are not ours. */
const groupsMax = 32;

/**
 * Counts what the kernel killed. Systemd makes a new control group for each start of a unit, with
 * all counts at 0, so the slice above is asked where there is one.
 */
export class KillCounter {
  readonly #totals = new Map<string, number>();

  count(services: readonly ServiceMemory[]): readonly Kills[] {
    const found: Kills[] = [];
    const seen = new Set<string>();
    for (const { service, cgroup } of services) {
      if (!cgroup?.isOwn) continue;
      const isInSlice = cgroup.path.includes(`/${serviceSlice}/`);
      const events = isInSlice ? cgroup.parentEvents : cgroup.events;
      const group = isInSlice ? serviceSlice : cgroup.path;
      const totalCount = events?.oomKill;
      if (totalCount === undefined || seen.has(group)) continue;
      seen.add(group);
      const before = this.#totals.get(group);
      this.#remember(group, totalCount);
      if (before === undefined || totalCount === before) continue;
      // A total that fell belongs to a new group: all of it is new.
      const count = totalCount > before ? totalCount - before : totalCount;
      if (count > 0) found.push({ service: isInSlice ? undefined : service, count, totalCount });
    }
    return found;
  }

  #remember(group: string, total: number): void {
    const oldest = this.#totals.keys().next().value;
    if (this.#totals.size >= groupsMax && oldest !== undefined) this.#totals.delete(oldest);
    this.#totals.set(group, total);
  }
}
