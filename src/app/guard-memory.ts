import { LinuxMemoryReader } from "../adapters/host/linux-memory-reader.ts";
import { ProcessMemoryActions } from "../adapters/host/process-memory-actions.ts";
import { assertBudget, guardLimits, memoryNeed } from "../config/budget.ts";
import { oneProcessLimits } from "../config/memory-limits.ts";
import { oneProcess } from "../domain/service-name.ts";
import { MemoryGuard } from "../services/memory/memory-guard.ts";
import type { MemoryGuardWish } from "../surfaces/cli/program.ts";

/**
 * Guards the memory of this process, which holds all services. Throws Failure config.invalid when
 * a limit is below what it needs.
 */
export function guardMemory(
  { store, clock, symbolCount, work, onEvent }: MemoryGuardWish,
  { root = "/", pid = process.pid }: { readonly root?: string; readonly pid?: number } = {},
): { stop(): Promise<void> } {
  const running = [{ service: oneProcess, pid, sinceTsMs: clock.nowMs() }] as const;
  const reader = new LinuxMemoryReader({ running, root });
  const need = memoryNeed(oneProcess, { symbolCount });
  const [own] = reader.services({ isPrecise: false });
  const limitBytes = own?.cgroup?.maxBytes ?? Number.POSITIVE_INFINITY;
  assertBudget(need, Math.min(limitBytes, reader.box().totalBytes ?? Number.POSITIVE_INFINITY));
  const actions = new ProcessMemoryActions({
    collectGarbage,
    trims: [() => store.releaseCaches()],
    batches: [work],
  });
  const limits = { [oneProcess]: guardLimits(need, oneProcessLimits) };
  const guard = new MemoryGuard({ clock, reader, actions, limits, onEvent, store: store.memory });
  guard.start();
  return guard;
}

/** Node has no such call unless it was started with --expose-gc; there it collects by itself. */
function collectGarbage(): void {
  if (typeof Bun === "undefined") globalThis.gc?.();
  else Bun.gc(true);
}
