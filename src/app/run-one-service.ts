import type { Environment } from "../config/settings.ts";
import type { MemoryEvent } from "../ports/memory-store.ts";
import type { ServiceWish } from "../surfaces/cli/program.ts";
import { makeService } from "./compose-services.ts";
import { type Companion, runServices, type ServiceParts } from "./run-service.ts";

/** One of the six as this process; the API server guards the memory of all. */
export async function runOneService(wish: ServiceWish, environment: Environment): Promise<number> {
  const { name, plan, signal, onLine, scan } = wish;
  const made = { plan, environment, batchSeries: scan.batchSeries, onNotice: onLine };
  return await runServices({
    ...{ role: name, names: [name], dataDir: plan.dataDir, environment, signal, onLine },
    make: (service, parts) => makeService(service, parts, made),
    beside: (parts) => besideOne(wish, parts, environment),
  });
}

async function besideOne(
  { name, plan, onLine }: ServiceWish,
  parts: ServiceParts,
  environment: Environment,
): Promise<Companion | undefined> {
  const isGuard = name === "api-server";
  // systemd names each start of a unit; elsewhere no limit was made for this process.
  if (!isGuard && !environment["INVOCATION_ID"]) return undefined;
  const { assertRoom, guardMemory } = await import("./guard-memory.ts");
  assertRoom(parts.store, { role: name, plan });
  if (!isGuard) return undefined;
  const onEvent = ({ kind, subject, text }: MemoryEvent) =>
    onLine(`memory, ${kind}${subject === undefined ? "" : ` of ${subject}`}: ${text}`);
  return await guardMemory(parts, { role: name, plan, onEvent });
}
