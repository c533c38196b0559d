import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import type { LadderStep } from "../src/ports/memory-actions.ts";
import type { MemoryEvent, MemoryStore } from "../src/ports/memory-store.ts";
import { MemoryGuard } from "../src/services/memory/memory-guard.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { FakeMemoryActions } from "./fakes/fake-memory-actions.ts";
import { FakeMemoryReader, processMemory } from "./fakes/fake-memory-reader.ts";

const mb = 2 ** 20;
const limits = { l2t: { highBytes: 60 * mb, maxBytes: 80 * mb } };

/** A memory guard with a clock, readings and actions that a test moves, over a real store. */
export function makeGuardHarness() {
  const folder = mkdtempSync(join(tmpdir(), "l2t-guard-"));
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  const clock = new FakeClock();
  const reader = new FakeMemoryReader();
  const events: MemoryEvent[] = [];
  const guards: MemoryGuard[] = [];
  return {
    ...{ store, clock, reader, events },
    /** One process that uses so much, with a limit of 60 MB. */
    use(rssMb: number): void {
      reader.servicesNow = [processMemory("l2t", { rssMb })];
    },
    start({
      steps = ["trim", "shrink-batches"] as readonly LadderStep[],
      memory = store.memory as MemoryStore,
      failing = [] as readonly LadderStep[],
    } = {}) {
      const actions = new FakeMemoryActions(steps);
      for (const step of failing) actions.failing.add(step);
      const onEvent = (event: MemoryEvent) => void events.push(event);
      const guard = new MemoryGuard({ clock, reader, actions, limits, onEvent, store: memory });
      guards.push(guard);
      guard.start();
      return { guard, actions };
    },
    told: () => events.map(({ kind, text }) => `${kind}: ${text}`),
    minutes: () =>
      store.memory.history({ step: "minute", fromTsMs: 0, untilTsMs: Number.POSITIVE_INFINITY }),
    async dispose(): Promise<void> {
      for (const guard of guards) await guard.stop();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type GuardHarness = ReturnType<typeof makeGuardHarness>;
