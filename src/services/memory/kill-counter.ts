import { Failure } from "../../base/failure.ts";
import { type ProcessRole, serviceSlice } from "../../domain/service-name.ts";
import type { ServiceMemory } from "../../ports/memory-reader.ts";
import type { MetadataStore } from "../../ports/metadata-store.ts";

/** Processes that the kernel killed in a control group since the last count. */
export interface Kills {
  /** Undefined when the group holds several services. */
  readonly service: ProcessRole | undefined;
  readonly count: number;
  readonly totalCount: number;
}

/** Groups come and go with services; more than these are not ours. */
const groupsMax = 32;

type Totals = Pick<MetadataStore, "getMetadata" | "setMetadata">;
const totalsKey = "memory_kill_totals";

/**
 * Counts what the kernel killed. What it saw last is kept in the store, so that kills are told
 * that happened while the guard did not run, its own process among them. Systemd makes a new
 * control group for each start of a unit, with all counts at 0, so the slice above is asked where
 * there is one.
 */
export class KillCounter {
  readonly #totals = new Map<string, number>();
  readonly #kept: Totals | undefined;

  constructor(kept?: Totals) {
    this.#kept = kept;
  }

  /** Takes over what was seen before this process. Throws Failure store.*. */
  recall(): void {
    const text = this.#kept?.getMetadata(totalsKey);
    for (const [group, total] of readTotals(text ?? "")) this.#remember(group, total);
  }

  count(services: readonly ServiceMemory[]): readonly Kills[] {
    const found: Kills[] = [];
    let isNew = false;
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
      isNew ||= totalCount !== before;
      this.#remember(group, totalCount);
      if (before === undefined || totalCount === before) continue;
      // A total that fell belongs to a new group: all of it is new.
      const count = totalCount > before ? totalCount - before : totalCount;
      if (count > 0) found.push({ service: isInSlice ? undefined : service, count, totalCount });
    }
    if (isNew) this.#keep();
    return found;
  }

  #keep(): void {
    try {
      this.#kept?.setMetadata(totalsKey, JSON.stringify([...this.#totals]));
    } catch (error) {
      // Counted by this process all the same; after a restart some are told again.
      if (!(error instanceof Failure)) throw error;
    }
  }

  #remember(group: string, total: number): void {
    const oldest = this.#totals.keys().next().value;
    if (this.#totals.size >= groupsMax && oldest !== undefined) this.#totals.delete(oldest);
    this.#totals.set(group, total);
  }
}

/** Nothing where the text is not ours. */
function readTotals(text: string): readonly (readonly [string, number])[] {
  const parsed: unknown = text === "" ? [] : JSON.parse(text);
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((entry: unknown) => {
    const [group, total] = Array.isArray(entry) ? entry : [];
    return typeof group === "string" && typeof total === "number" ? [[group, total] as const] : [];
  });
}
